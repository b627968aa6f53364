package server

import (
	"net/http"
	"unicode/utf8"

	"casus/concordance"
	"casus/docs"
	"casus/offer"
	"casus/syntax"
)

type offerJSON struct {
	Label  string `json:"label"`
	Kind   string `json:"kind"`
	Rank   int    `json:"rank"`
	Detail string `json:"detail"`
	Doc    string `json:"doc"`
}

// benchComplete answers with what could stand at a place of a text that is being
// written.
func (s *Server) benchComplete(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r)
	if err != nil {
		return err
	}
	var asked struct {
		Path   *string            `json:"path"`
		Text   *string            `json:"text"`
		Offset *int               `json:"offset"`
		Files  map[string]*string `json:"files"`
	}
	if err := body(r, &asked); err != nil {
		return err
	}
	if asked.Path == nil || asked.Text == nil || asked.Offset == nil {
		return &problem{status: http.StatusBadRequest, detail: "send path, text and offset"}
	}
	at, ok := byteAt(*asked.Text, *asked.Offset)
	if !ok {
		return &problem{status: http.StatusBadRequest, detail: "offset: the text has no such place"}
	}
	files := map[string]*string{}
	for name, text := range asked.Files {
		files[name] = text
	}
	files[*asked.Path] = asked.Text
	x, err := q.lay(files)
	if err != nil {
		return err
	}
	full, err := q.fileAt(*asked.Path)
	if err != nil {
		return err
	}
	out, err := s.work(func(b *buffer) error {
		from, list := x.offers(full, int32(at))
		return writeJSON(b, struct {
			From   int         `json:"from"`
			To     int         `json:"to"`
			Offers []offerJSON `json:"offers"`
		}{unitsOf((*asked.Text)[:from]), *asked.Offset, list})
	})
	if err != nil {
		return err
	}
	return s.fresh(w, r, out)
}

// offers lists what could stand at a place of a file.
func (s *snapshot) offers(file string, at int32) (from int32, list []offerJSON) {
	list = []offerJSON{}
	var f *syntax.File
	for _, x := range s.lib.Files {
		if x.Path == file {
			f = x
		}
	}
	if f == nil {
		return at, list
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from, offers := offer.At(concordance.New(s.lib), f, at)
	for _, o := range offers {
		j := offerJSON{Label: o.Label, Kind: "keyword", Rank: o.Rank, Detail: o.Detail}
		if !o.Keyword {
			j.Kind = o.Sort.String()
		} else if m, ok := docs.Of(o.Label, ""); ok {
			j.Doc = m.Text
		}
		list = append(list, j)
	}
	return from, list
}

// byteAt is the place in a text, in bytes, of one counted in units of UTF-16.
func byteAt(text string, units int) (int, bool) {
	n := 0
	for i, c := range text {
		if n >= units {
			return i, n == units
		}
		n += width(c)
	}
	return len(text), n == units
}

// unitsOf is the length of a text in units of UTF-16.
func unitsOf(text string) int {
	n := 0
	for _, c := range text {
		n += width(c)
	}
	return n
}

// width is how many units of UTF-16 a character takes. What is no UTF-8 was
// replaced by one unit when it was read.
func width(c rune) int {
	if c > 0xffff && c != utf8.RuneError {
		return 2
	}
	return 1
}
