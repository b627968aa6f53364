package report

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"casus/diag"
	"casus/lint"
)

// Flaw is a flaw of one or more cases. Cases names them where others of the
// same folder do not have it.
type Flaw struct {
	lint.Finding
	Cases   []string
	without []string // the others
}

// where says which cases have a flaw, or which have not, whichever is shorter.
func (f Flaw) where() string {
	switch {
	case len(f.Cases) == 0:
		return ""
	case len(f.without) < len(f.Cases):
		return " [not in " + strings.Join(f.without, ", ") + "]"
	}
	return " [" + strings.Join(f.Cases, ", ") + "]"
}

// FlawJSON is a flaw as programs read it.
type FlawJSON struct {
	Code      string        `json:"code"`
	Severity  diag.Severity `json:"severity"`
	Title     string        `json:"title"`
	Summary   string        `json:"summary"`
	Charter   string        `json:"charter"`
	Article   string        `json:"article"`
	Rule      string        `json:"rule"`
	Topics    []string      `json:"topics"`
	Cases     []string      `json:"cases"`
	Why       string        `json:"why"`
	Treaty    string        `json:"treaty"`
	Remedy    string        `json:"remedy"`
	File      string        `json:"file"`
	Line      int           `json:"line"`
	Column    int           `json:"column"`
	EndLine   int           `json:"endLine"`
	EndColumn int           `json:"endColumn"`
}

// JSON gives a flaw as programs read it.
func (f Flaw) JSON(of FlawsOf) FlawJSON {
	e, _ := lint.Find(f.Code)
	j := FlawJSON{Code: f.Code, Severity: f.Severity, Title: e.Title, Summary: f.Summary, Charter: f.Charter, Article: f.Article, Rule: f.Rule, Topics: listed(f.Topics),
		Cases: f.Cases, Why: e.Why, Treaty: e.Treaty, Remedy: e.Remedy, File: f.Place.File}
	if len(f.Cases) == 0 {
		j.Cases = of.Cases
	}
	j.Line, j.Column = f.Place.Position(f.Place.From)
	j.EndLine, j.EndColumn = f.Place.Position(f.Place.To)
	return j
}

// FlawsOf are the flaws of the cases of one folder, the first case first. A
// charter that no case lists counts as one.
type FlawsOf struct {
	Folder string
	Cases  []string
	Lists  [][]lint.Finding
}

// Flaws writes flaws for people: of each folder those of its first case, a line
// for each, and then which of them the other cases close and which they open.
// With all, every flaw of every case is written.
func Flaws(w io.Writer, folders []FlawsOf, all bool, s Style) error {
	var b strings.Builder
	code := ""
	for _, f := range folders {
		first := FlawsOf{f.Folder, f.Cases[:1], f.Lists[:1]}
		list := JoinFlaws(first)
		if all {
			list = JoinFlaws(f)
		}
		if len(list) == 0 && len(f.Cases) < 2 {
			continue
		}
		if code != "" {
			b.WriteByte('\n')
		}
		if len(list) > 0 {
			code = list[0].Code
		}
		f.heading(&b, list, all, s)
		flawLines(&b, list, s)
		if !all {
			f.differences(&b, s)
		}
	}
	if code != "" {
		b.WriteString(s.paint(dim, "! marks warnings, - notes. `casus check --explain "+code+"` says why it matters, and which treaty suffered from it.") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (f FlawsOf) heading(b *strings.Builder, list []Flaw, all bool, s Style) {
	warnings := 0
	for _, x := range list {
		if x.Severity == diag.Warning {
			warnings++
		}
	}
	of := f.Folder
	if len(f.Cases) == 1 || !all {
		of += ", " + f.Cases[0]
	}
	b.WriteString(s.paint(bold, "How the text would work ("+clean(of)+"): "+counted(warnings, "warning", "warnings")+", "+
		counted(len(list)-warnings, "note", "notes")) + "\n")
}

func flawLines(b *strings.Builder, list []Flaw, s Style) {
	t := &table{indent: 2, columns: []column{{}, {}, {bends: true}}}
	for _, f := range list {
		mark := cell{"-", dim}
		if f.Severity == diag.Warning {
			mark = cell{"!", yellow}
		}
		at := f.Place
		at.File = path.Base(at.File)
		t.add(mark, cell{lineOf(at), dim}, cell{clean(f.Summary) + f.where(), plain})
	}
	widths := t.widths(s.width())
	last := ""
	for i, f := range list {
		if f.Code != last {
			last = f.Code
			e, _ := lint.Find(f.Code)
			b.WriteString(s.paint(bold, f.Code+" "+e.Title) + "\n")
		}
		t.row(b, s, widths, t.rows[i])
	}
}

// differences says of each other case what it opens and closes.
func (f FlawsOf) differences(b *strings.Builder, s Style) {
	t := &table{indent: 2, columns: []column{{}, {}, {bends: true}}}
	base := flawKeys(f.Lists[0])
	for i := 1; i < len(f.Cases); i++ {
		own := flawKeys(f.Lists[i])
		name := f.Cases[i]
		for _, x := range []struct {
			word string
			list []flawKey
			i    ink
		}{{"closes", keysOnlyIn(base, own), green}, {"opens", keysOnlyIn(own, base), yellow}} {
			if len(x.list) > 0 {
				t.add(cell{name, plain}, cell{x.word, x.i}, cell{keyWords(x.list), plain})
				name = ""
			}
		}
		if name != "" {
			t.add(cell{name, plain}, cell{"the same", dim}, cell{})
		}
	}
	if len(t.rows) == 0 {
		return
	}
	b.WriteString(s.paint(bold, "The other cases, beside "+clean(f.Cases[0])) + "\n")
	widths := t.widths(s.width())
	for _, r := range t.rows {
		t.row(b, s, widths, r)
	}
}

// flawKey is what two cases may have alike, though in different texts.
type flawKey struct{ code, what string }

// flawKeys are the different flaws of a list.
func flawKeys(list []lint.Finding) []flawKey {
	var out []flawKey
	for _, f := range list {
		for _, what := range f.Topics {
			if k := (flawKey{f.Code, what}); !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

func keysOnlyIn(list, other []flawKey) []flawKey {
	return slices.DeleteFunc(slices.Clone(list), func(k flawKey) bool { return slices.Contains(other, k) })
}

// keyWords lists flaws code by code: "L03 no-force; L12 help, report".
func keyWords(list []flawKey) string {
	var parts []string
	last := ""
	for _, k := range list {
		if k.code == last {
			parts[len(parts)-1] += ", " + clean(k.what)
			continue
		}
		last = k.code
		parts = append(parts, k.code+" "+clean(k.what))
	}
	return strings.Join(parts, "; ")
}

// Explain writes what is known of a check.
func Explain(w io.Writer, e lint.Entry, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, fmt.Sprintf("%s %s (%s)", e.Code, e.Title, e.Severity)) + "\n")
	for _, p := range [][2]string{{"looks for", e.Looks}, {"why", e.Why}, {"happened", e.Treaty}, {"remedy", e.Remedy}} {
		paragraph(&b, s, p[0], headingAt, p[1], plain)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// JoinFlaws puts the flaws of several cases of one folder together, in the order
// of checks, files and places: what all have is told once, what some have names
// them.
func JoinFlaws(of FlawsOf) []Flaw {
	var out []Flaw
	names := of.Cases
	for i, list := range of.Lists {
		for _, f := range list {
			at := slices.IndexFunc(out, func(x Flaw) bool {
				return x.Code == f.Code && x.Place.File == f.Place.File && x.Place.From == f.Place.From && x.Summary == f.Summary
			})
			if at < 0 {
				out = append(out, Flaw{Finding: f})
				at = len(out) - 1
			}
			out[at].Severity = min(out[at].Severity, f.Severity)
			out[at].Cases = append(out[at].Cases, names[i])
		}
	}
	for i := range out {
		if len(out[i].Cases) == len(names) {
			out[i].Cases = nil
		}
		for _, n := range names {
			if len(out[i].Cases) > 0 && !slices.Contains(out[i].Cases, n) {
				out[i].without = append(out[i].without, n)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Flaw) int {
		if c := strings.Compare(a.Code, b.Code); c != 0 {
			return c
		}
		if c := strings.Compare(a.Place.File, b.Place.File); c != 0 {
			return c
		}
		return int(a.Place.From - b.Place.From)
	})
	return out
}
