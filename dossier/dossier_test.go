package dossier_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/docket"
	"casus/dossier"
	"casus/inquiry"
	"casus/library"
)

// drawn is the dossier of a shipped folder, with the comparison over its cases.
func drawn(t *testing.T, lib *library.Library, folder string) (dossier.Dossier, string) {
	t.Helper()
	f := lib.Folder(folder)
	derive := func(b *library.Built, _ inquiry.View) (*docket.Docket, error) {
		return docket.Derive(b.Case, b.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 16})
	}
	law := func(name string) (*library.Built, error) { return inquiry.Usable(inquiry.Law(f, name, nil)) }
	c, err := inquiry.Across(f, inquiry.View{}, law, derive)
	if err != nil {
		t.Fatal(err)
	}
	b, err := law("")
	if err != nil {
		t.Fatal(err)
	}
	d, err := derive(b, inquiry.View{})
	if err != nil {
		t.Fatal(err)
	}
	x := dossier.Of(d, nil, c)
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		t.Fatal(err)
	}
	return x, out.String()
}

func shipped(t *testing.T, name string) (dossier.Dossier, string) {
	t.Helper()
	folder := "../cases/" + name
	lib, _ := library.Load([]string{folder})
	return drawn(t, lib, folder)
}

// Every shipped case can be put on paper, whole and by itself, and the same
// each time.
func TestPagesStandAlone(t *testing.T) {
	for _, name := range []string{"csto", "nato", "warsaw-pact", "ecowas", "rio-1947", "eu-42-7", "cis", "sco", "emac", "collisions"} {
		_, page := shipped(t, name)
		if _, again := shipped(t, name); again != page {
			t.Errorf("%s: another page the second time", name)
		}
		if m := regexp.MustCompile(`(?i)https?://|<script|<link|<img|<iframe|@import|url\(|\son[a-z]+=`).FindString(page); m != "" {
			t.Errorf("%s: the page needs something else: %s", name, m)
		}
		if m := regexp.MustCompile(`ZgotmplZ|%!|<no value>|\{\{`).FindString(page); m != "" {
			t.Errorf("%s: the template left %s", name, m)
		}
		anchors(t, name, page)
	}
}

// anchors holds links and labels to what they point at.
func anchors(t *testing.T, name, page string) {
	t.Helper()
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		ids[m[1]]++
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: the id %s stands there %d times", name, id, n)
		}
	}
	for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if ids[id] == 0 {
				t.Errorf("%s: nothing is called %s", name, id)
			}
		}
	}
}

var picture = regexp.MustCompile(`(?s)<svg .*?</svg>`)

// Each picture is well formed, has a title and a description, draws each matter
// of its lanes once, and lies within its frame.
func TestPicture(t *testing.T) {
	for _, name := range []string{"csto", "nato", "warsaw-pact"} {
		x, page := shipped(t, name)
		svgs := picture.FindAllString(page, -1)
		if len(svgs) != 1 {
			t.Fatalf("%s: %d pictures", name, len(svgs))
		}
		var drawing struct {
			Title string `xml:"title"`
			Desc  string `xml:"desc"`
			Label string `xml:"aria-labelledby,attr"`
			Role  string `xml:"role,attr"`
		}
		if err := xml.Unmarshal([]byte(svgs[0]), &drawing); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if drawing.Title == "" || drawing.Desc == "" || drawing.Label == "" || drawing.Role != "img" {
			t.Errorf("%s: %+v", name, drawing)
		}
		want := 0
		for _, m := range x.Chronicle.Matters {
			want += len(m.Bearer())
		}
		if got := strings.Count(svgs[0], `<line class="bar"`); got != want {
			t.Errorf("%s: %d bars are drawn of %d", name, got, want)
		}
		within(t, name, svgs[0])
	}
}

func within(t *testing.T, name, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s, ok := tok.(xml.StartElement); ok {
			for _, a := range s.Attr {
				if slices.Contains([]string{"x", "x1", "x2", "y", "y1", "y2", "width", "height"}, a.Name.Local) && strings.HasPrefix(a.Value, "-") {
					t.Errorf("%s: <%s %s=%q> lies outside", name, s.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}

// edited is a disk on which a word is replaced in every file.
type edited struct {
	library.OS
	from, to string
}

func (e edited) ReadFile(p string) ([]byte, error) {
	src, err := os.ReadFile(p)
	return bytes.ReplaceAll(src, []byte(e.from), []byte(e.to)), err
}

func (e edited) Stat(p string) (fs.FileInfo, error) { return os.Stat(path.Clean(p)) }

// What a record says is text and nothing else.
func TestTextIsEscaped(t *testing.T) {
	const evil = `</title><script>alert(1)</script>&amp;`
	lib, _ := library.LoadFrom(edited{from: "President Akayev is driven out", to: evil}, []string{"../cases/csto"})
	_, page := drawn(t, lib, "../cases/csto")
	if strings.Contains(page, "<script") {
		t.Error("a script stands in the page")
	}
	lib, _ = library.LoadFrom(edited{from: "Collective Security Treaty Organization, 2003-2025", to: evil}, []string{"../cases/csto"})
	_, page = drawn(t, lib, "../cases/csto")
	if strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a title is not taken for text")
	}
}
