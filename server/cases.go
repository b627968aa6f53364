package server

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"casus/calendar"
	"casus/charter"
	"casus/chronicle"
	"casus/diag"
	"casus/export"
	"casus/library"
	"casus/record"
	"casus/report"
	"casus/syntax"
)

type caseHead struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Folder   string   `json:"folder"`
	First    bool     `json:"first"`
	Charters []string `json:"charters"`
	State    state    `json:"state"`
}

// cases lists the cases that are served.
func (s *Server) cases(w http.ResponseWriter, r *http.Request) error {
	if err := only(r.URL.Query()); err != nil {
		return err
	}
	list := []caseHead{}
	tag := s.boot
	for _, c := range s.named() {
		list = append(list, caseHead{c.id, c.title, c.folder, c.first, c.charters, c.state()})
		tag += "-" + list[len(list)-1].State.Disk
	}
	if s.unchanged(w, r, `W/"`+revisionOf([]byte(tag))+`"`) {
		return nil
	}
	var b bytes.Buffer
	writeJSON(&b, struct {
		Version string     `json:"version"`
		Write   bool       `json:"write"`
		Cases   []caseHead `json:"cases"`
	}{s.options.Version, s.options.Write, list})
	return s.send(w, r, "application/json", b.Bytes())
}

type caseJSON struct {
	Name        string              `json:"name"`
	Title       string              `json:"title"`
	Folder      string              `json:"folder"`
	Write       bool                `json:"write"`
	State       state               `json:"state"`
	Diagnostics []diag.Diagnostic   `json:"diagnostics"`
	Span        spanJSON            `json:"span"`
	AsOf        *string             `json:"asOf"`
	Families    []familyJSON        `json:"families"`
	Charters    []charterHead       `json:"charters"`
	Cases       []sibling           `json:"cases"`
	Entities    []entityJSON        `json:"entities"`
	Acts        []actJSON           `json:"acts"`
	Readings    []readingJSON       `json:"readings"`
	Accounts    []string            `json:"accounts"`
	Outlooks    []outlookHead       `json:"outlooks"`
	Tests       []testHead          `json:"tests"`
	Crises      []crisisJSON        `json:"crises"`
	Files       []fileHead          `json:"files"`
	Sources     []report.SourceJSON `json:"sources"`
}

type spanJSON struct {
	From    *string `json:"from"`
	To      *string `json:"to"`
	Closed  *string `json:"closed"`
	Entries int     `json:"entries"`
}

type familyJSON struct {
	Name     string       `json:"name"`
	Governs  string       `json:"governs"`
	Statuses []statusJSON `json:"statuses"`
	Bodies   []bodyJSON   `json:"bodies"`
	Texts    []textJSON   `json:"texts"`
}

type statusJSON struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Pair  bool   `json:"pair"`
}

type bodyJSON struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Code  string `json:"code"`
}

type textJSON struct {
	Name  string  `json:"name"`
	Title string  `json:"title"`
	From  *string `json:"from"`
	Until *string `json:"until"`
}

type charterHead struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Governs string   `json:"governs"`
	Amends  string   `json:"amends"`
	Law     bool     `json:"law"`
	Cases   []string `json:"cases"`
	Path    string   `json:"path"`
	Line    int      `json:"line"`
}

type sibling struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Charters []string `json:"charters"`
}

type entityJSON struct {
	Code       string   `json:"code"`
	Title      string   `json:"title"`
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`
	Kinds      []string `json:"kinds"`
	ISO3       *string  `json:"iso3"`
	ISONumeric *string  `json:"isoNumeric"`
	From       *string  `json:"from"`
	To         *string  `json:"to"`
}

type actJSON struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Parents  []string `json:"parents"`
	Category string   `json:"category"`
	Grave    bool     `json:"grave"`
	Formal   bool     `json:"formal"`
	Mutual   bool     `json:"mutual"`
	Entries  int      `json:"entries"`
}

type readingJSON struct {
	Name     string               `json:"name"`
	Family   string               `json:"family"`
	Given    *string              `json:"given"`
	Versions []readingVersionJSON `json:"versions"`
}

type readingVersionJSON struct {
	From   *string  `json:"from"`
	Values []string `json:"values"`
	Why    string   `json:"why"`
	Path   string   `json:"path"`
	Line   int      `json:"line"`
}

type testHead struct {
	Title string `json:"title"`
	Path  string `json:"path"`
	Line  int    `json:"line"`
}

type crisisJSON struct {
	Entry  string   `json:"entry"`
	Date   string   `json:"date"`
	Until  *string  `json:"until"`
	When   string   `json:"when"`
	Phrase string   `json:"phrase"`
	Title  string   `json:"title"`
	States []string `json:"states"`
}

type fileHead struct {
	Path     string   `json:"path"`
	Size     int      `json:"size"`
	Revision string   `json:"revision"`
	Holds    []string `json:"holds"`
}

// day is a day for JSON: nothing where there is none.
func day(d calendar.Day) *string {
	if d <= calendar.Always || d >= calendar.Never {
		return nil
	}
	s := d.String()
	return &s
}

// theCase tells what a case is made of. It is answered whatever the files are
// like, since it is where the page learns what is wrong with them.
func (s *Server) theCase(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r)
	if err != nil {
		return err
	}
	disk, from, how := q.now()
	tag := disk.revision
	if from != nil {
		tag += "-" + from.revision
		w.Header().Set("Casus-Revision", from.revision)
	}
	w.Header().Set("Casus-State", string(how))
	if s.unchanged(w, r, `W/"`+tag+"-"+s.boot+`"`) {
		return nil
	}
	body, err, _ := s.flight.Do("case "+tag+" "+q.folder+" "+q.name, func() (any, error) {
		return s.work(func(b *bytes.Buffer) error {
			j := q.head(s, disk)
			if from != nil {
				if err := j.fill(q.found, from); err != nil {
					return err
				}
			}
			return writeJSON(b, j)
		})
	})
	if err != nil {
		return err
	}
	return s.send(w, r, "application/json", body.([]byte))
}

// head is what can be told of a case whatever its files are like.
func (q *question) head(s *Server, disk *snapshot) *caseJSON {
	j := &caseJSON{Name: q.name, Title: q.title, Folder: q.folder, Write: s.options.Write, State: q.state(), Diagnostics: disk.check,
		Families: []familyJSON{}, Charters: []charterHead{}, Cases: []sibling{}, Entities: []entityJSON{}, Acts: []actJSON{}, Readings: []readingJSON{},
		Accounts: []string{}, Outlooks: []outlookHead{}, Tests: []testHead{}, Crises: []crisisJSON{}, Files: []fileHead{}, Sources: []report.SourceJSON{}}
	if j.Diagnostics == nil {
		j.Diagnostics = []diag.Diagnostic{}
	}
	for _, c := range q.list() {
		if c.folder == q.folder {
			j.Cases = append(j.Cases, sibling{c.name, c.title, c.charters})
		}
	}
	for _, f := range disk.lib.Files {
		if slices.Contains(disk.inFolder(q.folder), f.Path) {
			j.Files = append(j.Files, fileHead{report.Below(q.folder, f.Path), len(f.Src), disk.files[f.Path], holds(f)})
		}
	}
	return j
}

// holds lists what a file declares, in the order of the language.
func holds(f *syntax.File) []string {
	has := map[string]bool{"record": len(f.Head) > 0}
	for _, d := range f.Decls {
		switch d.(type) {
		case *syntax.Vocabulary:
			has["vocabulary"] = true
		case *syntax.Charter:
			has["charter"] = true
		case *syntax.Record:
			has["record"] = true
		case *syntax.Test:
			has["test"] = true
		case *syntax.Case:
			has["case"] = true
		case *syntax.Outlook:
			has["outlook"] = true
		}
	}
	out := []string{}
	for _, w := range []string{"vocabulary", "charter", "record", "test", "case", "outlook"} {
		if has[w] {
			out = append(out, w)
		}
	}
	return out
}

// fill adds what charters and record say.
func (j *caseJSON) fill(f found, from *snapshot) error {
	b, err := from.build(f, nil)
	if err != nil {
		return err
	}
	folder := f.folderIn(from)
	rec := b.Record
	j.AsOf = day(rec.LastDay())
	j.Span = spanJSON{Closed: day(rec.Closed), Entries: len(rec.Entries), To: j.AsOf}
	first := calendar.Never
	for _, e := range rec.Entries {
		first = min(first, e.Begin.Lo)
	}
	j.Span.From = day(first)
	j.Families = familiesOf(b)
	j.charters(b, folder)
	j.Entities = entitiesOf(b)
	j.Acts = actsOf(b)
	j.Readings = readingsOf(b, f.folder)
	for _, a := range rec.Accounts {
		j.Accounts = append(j.Accounts, b.Case.Vocab.Entities[a].Code)
	}
	for _, t := range folder.Tests {
		line := lineOf(t.File, t.Decl.Title.Span)
		j.Tests = append(j.Tests, testHead{t.Decl.Title.Value, report.Below(f.folder, t.File.Path), line})
	}
	j.Outlooks = outlooksOf(folder)
	j.Crises = crisesOf(b)
	j.Sources = report.Record{Vocab: b.Case.Vocab, Record: rec, Folder: f.folder}.Sources()
	return nil
}

// lineOf is the line on which something begins.
func lineOf(f *syntax.File, at syntax.Span) int {
	line, _ := charter.PlaceOf(f, at).Position(at.From)
	return line
}

func familiesOf(b *library.Built) []familyJSON {
	v := b.Case.Vocab
	out := []familyJSON{}
	for _, fam := range b.Case.Families {
		x := familyJSON{Name: fam.Name, Governs: codeOf(v, fam.Governs), Statuses: []statusJSON{}, Bodies: []bodyJSON{}, Texts: []textJSON{}}
		for _, st := range fam.Statuses {
			x.Statuses = append(x.Statuses, statusJSON{st.Name, st.Title, st.Pair})
		}
		for _, body := range fam.Bodies {
			last := body.Versions[len(body.Versions)-1]
			x.Bodies = append(x.Bodies, bodyJSON{body.Name, last.Title, codeOf(v, last.Entity)})
		}
		for _, t := range fam.Texts {
			x.Texts = append(x.Texts, textJSON{t.Name, t.Title, day(t.From), day(t.Until)})
		}
		out = append(out, x)
	}
	return out
}

func codeOf(v *charter.Vocabulary, e charter.EntityID) string {
	if e == 0 {
		return ""
	}
	return v.Entities[e].Code
}

// charters lists the charters that can be named from the folder.
func (j *caseJSON) charters(b *library.Built, folder *library.Folder) {
	law := map[string]bool{}
	for _, fam := range b.Case.Families {
		for _, t := range fam.Texts {
			law[t.Name] = true
		}
	}
	for x := folder; x != nil; x = x.Parent {
		for _, c := range x.Charters {
			name := c.Decl.Name.Name
			line := lineOf(c.File, c.Decl.Name.Span)
			h := charterHead{Name: name, Title: c.Decl.Title.Value, Governs: governs(c), Amends: c.Decl.Amends.Name, Law: law[name], Cases: []string{},
				Path: report.Below(folder.Path, c.File.Path), Line: line}
			for _, cs := range folder.Cases {
				if slices.ContainsFunc(cs.Decl.Under, func(u syntax.Under) bool { return u.Charter.Name == name }) {
					h.Cases = append(h.Cases, cs.Decl.Name.Name)
				}
			}
			j.Charters = append(j.Charters, h)
		}
	}
}

// governs is the code of what a charter, or the one that it amends, governs.
func governs(c *library.Charter) string {
	for range 100 { // a text that amends itself in a circle is an error, told elsewhere
		if c == nil {
			break
		}
		for _, h := range c.Decl.Heads {
			if g, ok := h.(*syntax.GovernsHead); ok {
				return g.Code.Name
			}
		}
		c = c.Folder.Charter(c.Decl.Amends.Name)
	}
	return ""
}

// entitiesOf lists those of which charters or record speak.
func entitiesOf(b *library.Built) []entityJSON {
	v := b.Case.Vocab
	used := make([]bool, len(v.Entities))
	for _, e := range b.Record.Entries {
		for _, role := range e.Roles {
			for _, x := range role {
				used[x] = true
			}
		}
		for _, x := range slices.Concat(e.Accounts, e.DeniedBy, e.Ayes, e.Noes, e.Abstaining, e.Absent) {
			used[x] = true
		}
	}
	for _, fam := range b.Case.Families {
		used[fam.Governs] = true
		for _, t := range fam.Texts {
			for _, g := range t.Grants {
				used[g.Entity], used[g.With] = true, true
			}
		}
		for _, body := range fam.Bodies {
			for _, x := range body.Versions {
				used[x.Entity] = true
			}
		}
	}
	out := []entityJSON{}
	for i := range v.Entities {
		if i > 0 && used[i] {
			out = append(out, entityOf(v, charter.EntityID(i)))
		}
	}
	return out
}

func entityOf(v *charter.Vocabulary, id charter.EntityID) entityJSON {
	e := v.Entities[id]
	j := entityJSON{Code: e.Code, Title: e.Title, Name: report.Name(v, id), Kind: v.Kinds[e.Kind].Name, Kinds: []string{}}
	for k := e.Kind; k != 0; k = v.Kinds[k].Parent {
		j.Kinds = append(j.Kinds, v.Kinds[k].Name)
	}
	if c, known := export.CodesOf(e.Code, 0); known {
		j.ISO3 = c.ISO3
	} else if charter.ISO3166(e.Code) {
		j.ISO3 = &e.Code
	}
	if j.ISO3 != nil {
		if r, err := language.ParseRegion(*j.ISO3); err == nil && r.M49() != 0 {
			n := fmt.Sprintf("%03d", r.M49())
			j.ISONumeric = &n
		}
	}
	if e.HasFrom {
		j.From = day(e.From)
	}
	if e.HasTo {
		j.To = day(e.To)
	}
	return j
}

// actsOf lists the acts of which the record speaks.
func actsOf(b *library.Built) []actJSON {
	v := b.Case.Vocab
	n := make([]int, len(v.Acts))
	for _, e := range b.Record.Entries {
		n[e.Act]++
	}
	out := []actJSON{}
	for i, a := range v.Acts {
		if n[i] == 0 {
			continue
		}
		j := actJSON{Name: a.Name, Title: a.Title, Parents: []string{}, Category: chronicle.Category(v, charter.ActID(i)), Grave: a.Grave, Formal: a.Formal,
			Mutual: a.Mutual, Entries: n[i]}
		for p := a.Parent; p != 0; p = v.Acts[p].Parent {
			j.Parents = append(j.Parents, v.Acts[p].Name)
		}
		out = append(out, j)
	}
	return out
}

func readingsOf(b *library.Built, folder string) []readingJSON {
	out := []readingJSON{}
	for _, fam := range b.Case.Families {
		for _, r := range fam.Readings {
			j := readingJSON{Name: r.Name, Family: fam.Name, Versions: []readingVersionJSON{}}
			for _, g := range b.Given {
				if g.Name == r.Name {
					s := g.Value.String()
					j.Given = &s
				}
			}
			for _, x := range r.Versions {
				line, _ := x.Pos.Position(x.Pos.From)
				y := readingVersionJSON{From: day(x.From), Values: []string{}, Why: x.Why, Path: report.Below(folder, x.Pos.File), Line: line}
				for _, val := range x.Values {
					y.Values = append(y.Values, val.String())
				}
				j.Versions = append(j.Versions, y)
			}
			out = append(out, j)
		}
	}
	return out
}

// crisesOf lists the grave events of common ground, each once.
func crisesOf(b *library.Built) []crisisJSON {
	v := b.Case.Vocab
	seen := map[int]bool{}
	list := []crisisJSON{}
	common := b.Record.Common()
	slices.SortStableFunc(common, func(a, b *record.Entry) int { return int(a.Begin.Lo) - int(b.Begin.Lo) })
	for _, e := range common {
		if !v.Acts[e.Act].Grave || seen[e.Happening] {
			continue
		}
		seen[e.Happening] = true
		line, _ := e.Pos.Position(e.Pos.From)
		j := crisisJSON{Entry: fmt.Sprintf("%s:%d", e.Pos.File, line), Date: e.Begin.Lo.String(), When: e.When(), Phrase: record.PhraseOf(v, e), Title: e.Title,
			States: []string{}}
		if e.Lasted {
			j.Until = day(e.End.Hi)
		}
		for _, x := range chronicle.Acting(e) {
			j.States = append(j.States, v.Entities[x].Code)
		}
		list = append(list, j)
	}
	return list
}

// check answers as casus check --json of the folder.
func (s *Server) check(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r)
	if err != nil {
		return err
	}
	disk, _, _ := q.now()
	return s.answer(w, r, disk, current, func(b *bytes.Buffer) error { return report.CheckJSON(b, disk.check, disk.flaws()) })
}

type wordsJSON struct {
	Keywords []string    `json:"keywords"`
	Roles    []string    `json:"roles"`
	Findings []string    `json:"findings"`
	Acts     []namedWord `json:"acts"`
	Kinds    []namedWord `json:"kinds"`
	Entities []namedWord `json:"entities"`
	Numbers  []namedWord `json:"numbers"`
	Declared []string    `json:"declared"`
	Statuses []namedWord `json:"statuses"`
	Readings []namedWord `json:"readings"`
	Charters []namedWord `json:"charters"`
	Rules    []namedWord `json:"rules"`
	Sources  []namedWord `json:"sources"`
}

type namedWord struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// words lists the words of the language and of a case.
func (s *Server) words(w http.ResponseWriter, r *http.Request) error {
	return s.ofSources(w, r, nil, func(out *bytes.Buffer, q *question, from *snapshot) error {
		b, err := from.build(q.found, nil)
		if err != nil {
			return err
		}
		return writeJSON(out, wordsOf(b, q.folderIn(from)))
	})
}

func wordsOf(b *library.Built, folder *library.Folder) wordsJSON {
	v := b.Case.Vocab
	j := wordsJSON{Keywords: syntax.Reserved(), Findings: findingWords, Declared: append([]string{}, v.Declared...)}
	for r := syntax.Role(0); r < syntax.NumRoles; r++ {
		j.Roles = append(j.Roles, r.String())
	}
	add := func(list *[]namedWord) func(name, title string) {
		*list = []namedWord{}
		return func(name, title string) {
			if name != "" && !slices.ContainsFunc(*list, func(w namedWord) bool { return w.Name == name }) {
				*list = append(*list, namedWord{name, title})
			}
		}
	}
	acts, kinds, entities, numbers := add(&j.Acts), add(&j.Kinds), add(&j.Entities), add(&j.Numbers)
	for _, a := range v.Acts[1:] {
		acts(a.Name, a.Title)
	}
	for _, k := range v.Kinds[1:] {
		kinds(k.Name, k.Title)
	}
	for _, e := range v.Entities[1:] {
		entities(e.Code, e.Title)
	}
	for _, n := range v.Numbers {
		numbers(n.Name, n.Title)
	}
	statuses, readings, charters, rules, sources := add(&j.Statuses), add(&j.Readings), add(&j.Charters), add(&j.Rules), add(&j.Sources)
	for _, fam := range b.Case.Families {
		for _, st := range fam.Statuses {
			statuses(st.Name, st.Title)
		}
		for _, r := range fam.Readings {
			readings(r.Name, r.Versions[len(r.Versions)-1].Why)
		}
	}
	for x := folder; x != nil; x = x.Parent {
		for _, c := range x.Charters {
			charters(c.Decl.Name.Name, c.Decl.Title.Value)
		}
	}
	for _, r := range b.Case.Rules {
		rules(r.Name, r.Title)
	}
	for _, src := range b.Record.Sources {
		sources(src.Name, src.Title)
	}
	return j
}

var findingWords = strings.Fields("opening fulfilment breach unanswered excuse lapse adoption rejection status void silence collision")
