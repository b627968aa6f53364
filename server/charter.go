package server

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"casus/charter"
	"casus/coverage"
	"casus/docket"
	"casus/engine"
	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/syntax"
)

type charterJSON struct {
	Name     string            `json:"name"`
	Title    string            `json:"title"`
	Governs  string            `json:"governs"`
	Amends   string            `json:"amends"`
	Case     string            `json:"case"`
	Law      []string          `json:"law"`
	From     *string           `json:"from"`
	Until    *string           `json:"until"`
	Signed   *string           `json:"signed"`
	Path     string            `json:"path"`
	Line     int               `json:"line"`
	EndLine  int               `json:"endLine"`
	Heads    []clauseJSON      `json:"heads"`
	Articles []articleJSON     `json:"articles"`
	Flaws    []report.FlawJSON `json:"flaws"`
	Coverage []provisionJSON   `json:"coverage"`
}

type clauseJSON struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Text    string `json:"text"`
	Line    int    `json:"line"`
	EndLine int    `json:"endLine"`
}

type articleJSON struct {
	Article    string            `json:"article"`
	Title      string            `json:"title"`
	Basis      []string          `json:"basis"`
	Line       int               `json:"line"`
	EndLine    int               `json:"endLine"`
	Text       string            `json:"text"`
	Provisions []provisionJSON   `json:"provisions"`
	Rules      []ruleJSON        `json:"rules"`
	Flaws      []report.FlawJSON `json:"flaws"`
}

type provisionJSON struct {
	Article  string `json:"article"`
	Provides string `json:"provides"`
	Status   string `json:"status"`
	Why      string `json:"why"`
	Basis    string `json:"basis"`
}

type ruleJSON struct {
	Name     string             `json:"name"`
	Kind     string             `json:"kind"`
	Title    string             `json:"title"`
	Text     string             `json:"text"`
	Line     int                `json:"line"`
	EndLine  int                `json:"endLine"`
	From     *string            `json:"from"`
	Until    *string            `json:"until"`
	Counts   map[string]int     `json:"counts"`
	Applied  int                `json:"applied"`
	Breached int                `json:"breached"`
	Silent   bool               `json:"silent"`
	Findings []report.PointJSON `json:"findings"`
}

// charter answers with one charter, article by article.
func (s *Server) charter(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, viewWords...)
	if err != nil {
		return err
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	name := r.PathValue("charter")
	folder := q.folderIn(from)
	if folder == nil || folder.Charter(name) == nil {
		var all []string
		if folder != nil {
			all = inquiry.CharterNames(folder)
		}
		return notFound("charter", name, all)
	}
	return s.answer(w, r, from, state, func(b *bytes.Buffer) error {
		j, err := from.charter(q, folder.Charter(name))
		if err != nil {
			return err
		}
		return writeJSON(b, j)
	})
}

// lawWith is the case itself where the charter is law in it, else the one in
// which it is.
func (s *snapshot) lawWith(f found, name string) (*library.Built, error) {
	b, err := s.build(f, nil)
	if err != nil {
		return nil, err
	}
	if textNamed(b, name) != nil {
		return b, nil
	}
	return s.build(f, []string{name})
}

func textNamed(b *library.Built, name string) *charter.Text {
	for _, fam := range b.Case.Families {
		for _, t := range fam.Texts {
			if t.Name == name {
				return t
			}
		}
	}
	return nil
}

// describer describes a charter.
type describer struct {
	file   *syntax.File
	laid   report.Laid
	sides  []int
	rules  map[int32]*charter.Rule // by where its name stands in the file
	flaws  []report.FlawJSON
	rows   []*coverage.Row
	placed map[*coverage.Row]bool
}

func (s *snapshot) charter(q *question, c *library.Charter) (*charterJSON, error) {
	name := c.Decl.Name.Name
	b, err := s.lawWith(q.found, name)
	if err != nil {
		return nil, err
	}
	d, err := s.derive(b, q.view)
	if err != nil {
		return nil, err
	}
	sides, err := q.view.Sides(d.Docket)
	if err != nil {
		return nil, err
	}
	x := &describer{file: c.File, laid: d.laid(sides), rules: map[int32]*charter.Rule{}, rows: s.coverageOf(q.folder, name), placed: map[*coverage.Row]bool{}}
	x.sides = x.laid.Sides
	for _, r := range b.Case.Rules {
		if r.Pos.File == c.File.Path {
			x.rules[r.Pos.From] = r
		}
	}
	for _, of := range s.flaws() {
		for _, f := range report.JoinFlaws(of) {
			if j := f.JSON(of); of.Folder == c.Folder.Path && j.Charter == name {
				x.flaws = append(x.flaws, j)
			}
		}
	}
	j := &charterJSON{Name: name, Title: c.Decl.Title.Value, Governs: governs(c), Amends: c.Decl.Amends.Name, Case: b.Name, Law: []string{}, Path: report.Below(q.folder, c.File.Path),
		Line: lineOf(c.File, c.Decl.Span), EndLine: x.endLine(c.Decl.Span), Heads: []clauseJSON{}, Articles: []articleJSON{}}
	for _, fam := range b.Case.Families {
		for _, t := range fam.Texts {
			j.Law = append(j.Law, t.Name)
		}
	}
	if t := textNamed(b, name); t != nil {
		j.From, j.Until = day(t.From), day(t.Until)
		if t.Signed != t.From {
			j.Signed = day(t.Signed)
		}
	}
	for _, h := range c.Decl.Heads {
		j.Heads = append(j.Heads, x.clause(h))
	}
	for _, a := range c.Decl.Articles {
		j.Articles = append(j.Articles, x.article(a))
	}
	j.Flaws = x.flawsOf("")
	j.Coverage = x.provisions(func(r *coverage.Row) bool { return !x.placed[r] })
	return j, nil
}

func (x *describer) text(s syntax.Span) string { return string(x.file.Src[s.From:s.To]) }

// endLine is the line on which something ends.
func (x *describer) endLine(s syntax.Span) int {
	line, _ := charter.PlaceOf(x.file, s).Position(s.To)
	return line
}

func (x *describer) clause(h syntax.Head) clauseJSON {
	s := h.Extent()
	text := strings.TrimSpace(x.text(s))
	word, _, _ := strings.Cut(text, " ")
	_, name := syntax.Declared(h)
	return clauseJSON{word, name.Name, text, lineOf(x.file, s), x.endLine(s)}
}

func (x *describer) flawsOf(article string) []report.FlawJSON {
	out := []report.FlawJSON{}
	for _, f := range x.flaws {
		if f.Article == article {
			out = append(out, f)
		}
	}
	return out
}

func (x *describer) provisions(wanted func(*coverage.Row) bool) []provisionJSON {
	out := []provisionJSON{}
	for _, r := range x.rows {
		if wanted(r) {
			out = append(out, provisionJSON{r.Article, r.Provides, string(r.Status), r.Why, r.Basis})
		}
	}
	return out
}

func (x *describer) article(a *syntax.Article) articleJSON {
	number := a.Number.Name
	j := articleJSON{Article: number, Title: a.Title.Value, Basis: []string{}, Line: lineOf(x.file, a.Span), EndLine: x.endLine(a.Span), Text: x.text(a.Span),
		Rules: []ruleJSON{}, Flaws: x.flawsOf(number)}
	for _, b := range a.Basis {
		j.Basis = append(j.Basis, b.Value)
	}
	j.Provisions = x.provisions(func(r *coverage.Row) bool {
		here := slices.Contains(r.Homes, number)
		x.placed[r] = x.placed[r] || here
		return here
	})
	for _, r := range a.Rules {
		j.Rules = append(j.Rules, x.rule(r))
	}
	return j
}

// rule counts what a rule came to: what the sides shown are certain of.
func (x *describer) rule(r syntax.Rule) ruleJSON {
	s := r.Extent()
	j := ruleJSON{Name: r.RuleName().Name, Kind: r.Word(), Title: r.RuleTitle().Value, Text: strings.TrimSpace(x.text(s)), Line: lineOf(x.file, s), EndLine: x.endLine(s),
		Counts: map[string]int{}, Findings: []report.PointJSON{}}
	rule := x.rules[r.RuleName().From]
	if rule == nil {
		j.Silent = true
		return j
	}
	j.From, j.Until = day(rule.From), day(rule.Until)
	for _, m := range x.laid.Matters {
		if m.Rule == rule && x.sure(m.First()) {
			j.Applied++
		}
		for _, f := range m.Findings() {
			x.count(&j, rule, f)
		}
	}
	for _, f := range x.laid.Points {
		if x.count(&j, rule, f) && f.Kind != engine.Silence {
			j.Applied++
		}
	}
	j.Breached = j.Counts[engine.Breach.String()]
	j.Silent = len(j.Findings) == 0
	return j
}

// sure reports whether some side shown is certain of a finding.
func (x *describer) sure(f *docket.Finding) bool {
	return slices.ContainsFunc(x.sides, func(i int) bool { return f.Sides[i].Definite() })
}

// count counts a finding of a rule; what is undecided is listed only.
func (x *describer) count(j *ruleJSON, rule *charter.Rule, f *docket.Finding) bool {
	if f.Rule != rule {
		return false
	}
	j.Findings = append(j.Findings, x.laid.Point(f))
	if !x.sure(f) {
		return false
	}
	j.Counts[f.Kind.String()]++
	return true
}
