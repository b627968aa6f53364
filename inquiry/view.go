package inquiry

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/record"
	"casus/report"
	"casus/syntax"
)

// View is how a case is looked at, in words: docs/cli.md says what each means.
type View struct {
	AsOf, AsKnown string   // a day, month or year; empty: as the record has it
	Accounts      []string // codes, `common` or `all`
	Readings      []string // NAME=VALUE
}

// SplitReading takes NAME=VALUE apart.
func SplitReading(s string) (name, value string, err error) {
	n, v, ok := strings.Cut(s, "=")
	n, v = strings.TrimSpace(n), strings.TrimSpace(v)
	if !ok || n == "" || v == "" {
		return "", "", &Wrong{Name: "reading", Given: s, Text: "a reading is written NAME=VALUE, as in immediately=3d"}
	}
	return n, v, nil
}

// Reading ties NAME=VALUE to the readings of a case.
func Reading(c *charter.Case, written string) (docket.Given, error) {
	name, value, err := SplitReading(written)
	if err != nil {
		return docket.Given{}, err
	}
	v, diags := syntax.ParseValue(value)
	if len(diags) > 0 {
		for i := range diags {
			diags[i].Place.File = "reading " + written
		}
		return docket.Given{}, &Wrong{Name: "reading", Given: written, Diagnostics: diags}
	}
	head := int32(len(written) - len(value))
	f := &syntax.File{Path: "reading", Src: []byte(written)}
	v.Span = syntax.Span{From: head, To: int32(len(written))}
	decl := &syntax.GivenReading{Name: syntax.Ident{Span: syntax.Span{From: 0, To: int32(len(name))}, Name: name}, Value: v}
	_, got, diags := c.Given(decl, f)
	if diag.HasErrors(diags) {
		return docket.Given{}, &Wrong{Name: "reading", Given: written, Diagnostics: diags}
	}
	return docket.Given{Name: name, Value: got}, nil
}

// Of works out the view of a case. Accounts are always all run, since whether a
// finding is robust depends on them.
func (v View) Of(b *library.Built) (docket.View, error) {
	out := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always}
	var err error
	if v.AsOf != "" {
		if out.AsOf, err = Day("as-of", v.AsOf); err != nil {
			return out, err
		}
	}
	if v.AsKnown != "" {
		if out.AsKnown, err = Day("as-known", v.AsKnown); err != nil {
			return out, err
		}
	}
	var own []docket.Given
	for _, r := range v.Readings {
		g, err := Reading(b.Case, r)
		if err != nil {
			return out, err
		}
		own = append(own, g)
	}
	out.Given = withCase(b, own)
	if extra := v.extraAccounts(b); len(extra) > 0 {
		out.Accounts = append(slices.Clone(b.Record.Accounts), extra...)
		slices.Sort(out.Accounts)
	}
	return out, nil
}

// withCase puts the readings that the case itself gives before those that are
// asked for, which prevail.
func withCase(b *library.Built, own []docket.Given) []docket.Given {
	var out []docket.Given
	for _, g := range b.Given {
		if !slices.ContainsFunc(own, func(o docket.Given) bool { return o.Name == g.Name }) {
			out = append(out, docket.Given{Name: g.Name, Value: g.Value})
		}
	}
	return append(out, own...)
}

// extraAccounts are states asked for that have no entry of their own: their
// account is common ground less what they deny.
func (v View) extraAccounts(b *library.Built) []charter.EntityID {
	var list []charter.EntityID
	for _, code := range v.Accounts {
		if e, ok := b.Case.Vocab.FindEntity(code); ok && !slices.Contains(b.Record.Accounts, e) && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	return list
}

// Sides finds the sides of a docket that the accounts name; none where none is
// named.
func (v View) Sides(d *docket.Docket) ([]int, error) {
	var list []int
	for _, code := range v.Accounts {
		switch code {
		case "all":
			list = nil
			for i := range d.Sides {
				list = append(list, i)
			}
			return list, nil
		case "common":
			list = append(list, 0)
			continue
		}
		e, ok := d.Case.Vocab.FindEntity(code)
		if !ok {
			return nil, &Wrong{Name: "account", Given: code, Text: EntityHint(d.Case, d.Record, code)}
		}
		for i, s := range d.Sides {
			if s.Account == e && !slices.Contains(list, i) {
				list = append(list, i)
			}
		}
	}
	return list, nil
}

// Derive draws up the docket of a view.
func (v View) Derive(b *library.Built) (*docket.Docket, error) {
	x, err := v.Of(b)
	if err != nil {
		return nil, err
	}
	return docket.Derive(b.Case, b.Record, x)
}

// Filter says, in words, which findings are shown.
type Filter struct {
	Kinds                           []string
	State, Article, Rule, Certainty string
	All                             bool // openings too
}

// Selection ties a filter to a docket.
func (f Filter) Selection(d *docket.Docket) (report.Selection, error) {
	s := report.Selection{Article: f.Article, Rule: f.Rule, Openings: f.All}
	for _, k := range f.Kinds {
		kind, err := kindNamed(k)
		if err != nil {
			return s, err
		}
		s.Kinds = append(s.Kinds, kind)
	}
	if f.State != "" {
		e, err := Entity(d.Case, d.Record, "state", f.State)
		if err != nil {
			return s, err
		}
		s.State = e
	}
	switch c := docket.Certainty(f.Certainty); c {
	case "", docket.Robust, docket.ByAccount, docket.Undecided:
		s.Certainty = c
	default:
		return s, &Wrong{Name: "certainty", Given: f.Certainty, Text: "it is robust, account or undecided"}
	}
	if err := s.Check(d); err != nil {
		return s, &Wrong{Text: err.Error()}
	}
	return s, nil
}

// Entity finds an entity by its code. Name says by which word it was asked for.
func Entity(c *charter.Case, rec *record.Record, name, code string) (charter.EntityID, error) {
	e, ok := c.Vocab.FindEntity(code)
	if !ok {
		return 0, &Wrong{Name: name, Given: code, Text: EntityHint(c, rec, code)}
	}
	return e, nil
}

// EntityHint says which entity may be meant by a code that is none: the parties
// are likeliest, then whoever the record tells of, in the order of its entries.
func EntityHint(c *charter.Case, rec *record.Record, code string) string {
	var told []charter.EntityID
	seen := map[charter.EntityID]bool{}
	for _, e := range rec.Entries {
		for _, role := range e.Roles {
			for _, who := range role {
				if !seen[who] {
					seen[who] = true
					told = append(told, who)
				}
			}
		}
	}
	return c.EntityHint(code, told...)
}

func kindNamed(word string) (engine.Kind, error) {
	var all []string
	for k := engine.Opening; k <= engine.Collision; k++ {
		if k.String() == word {
			return k, nil
		}
		all = append(all, k.String())
	}
	w := &Wrong{Name: "kind", Given: word, Exists: all, Text: "the kinds are " + strings.Join(all, ", ")}
	if near := diag.Closest(word, all); near != "" {
		w.Text = "did you mean " + near + "?"
	}
	return 0, w
}
