package inquiry

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/report"
	"casus/revise"
	"casus/syntax"
)

// Comparison asks to hold the same record against several laws, readings or
// accounts: what is given more than once with different values varies.
type Comparison struct {
	Charters []string
	View
	Filter
}

// variant is one of what is compared.
type variant struct {
	name     string
	charters []string
	view     View
}

// Sources draws up what a comparison needs: the case that some charters are law
// in, and the docket of a view of it.
type Sources struct {
	Law    func(charters []string) (*library.Built, error)
	Derive func(*library.Built, View) (*docket.Docket, error)
}

// MostVariants bounds how many dockets are held side by side.
const MostVariants = 12

// Run compares the dockets of all variants.
func (c Comparison) Run(f *library.Folder, from Sources) (*report.Comparison, error) {
	list, err := c.variants()
	if err != nil {
		return nil, err
	}
	var vs []report.Variant
	var sel report.Selection
	built := map[string]*library.Built{}
	dockets := map[string]*docket.Docket{}
	for i, v := range list {
		key := strings.Join(v.charters, "|")
		if built[key] == nil {
			if built[key], err = from.Law(v.charters); err != nil {
				return nil, err
			}
		}
		// One docket serves all accounts.
		whole := key + "|" + strings.Join(v.view.Readings, "|")
		d := dockets[whole]
		if d == nil {
			full := v.view
			full.Accounts = c.Accounts
			if d, err = from.Derive(built[key], full); err != nil {
				return nil, err
			}
			dockets[whole] = d
		}
		sides, err := v.view.Sides(d)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			if sel, err = c.Selection(d); err != nil {
				return nil, err
			}
		}
		vs = append(vs, report.Variant{Name: v.name, Docket: d, Sides: sides})
	}
	return report.Compare(vs, sel, c.All, SameWords(f)), nil
}

// variants works out what varies: every combination of what is given twice.
func (c Comparison) variants() ([]variant, error) {
	axes, err := c.axes()
	if err != nil {
		return nil, err
	}
	n := 1
	for _, a := range axes {
		n *= len(a)
	}
	if n > MostVariants {
		return nil, &Wrong{Text: fmt.Sprintf("%d variants are too many to hold side by side; the most is %d", n, MostVariants)}
	}
	base := variant{view: View{AsOf: c.AsOf, AsKnown: c.AsKnown, Readings: c.fixedReadings()}}
	if len(c.Charters) == 1 {
		base.charters = c.Charters
	}
	if len(c.Accounts) == 1 {
		base.view.Accounts = c.Accounts
	}
	list := []variant{base}
	for _, axis := range axes {
		var more []variant
		for _, v := range list {
			for _, x := range axis {
				w := v
				w.view.Readings = slices.Clone(v.view.Readings)
				x.set(&w)
				w.name = strings.TrimPrefix(v.name+", "+x.name, ", ")
				more = append(more, w)
			}
		}
		list = more
	}
	if len(list) > 1 {
		return list, nil
	}
	return againstPlain(base)
}

// choice is one value of what varies.
type choice struct {
	name string
	set  func(*variant)
}

// axes lists what is given more than once.
func (c Comparison) axes() ([][]choice, error) {
	var axes [][]choice
	if len(c.Charters) > 1 {
		var a []choice
		for _, n := range c.Charters {
			a = append(a, choice{n, func(v *variant) { v.charters = []string{n} }})
		}
		axes = append(axes, a)
	}
	byName, order, err := c.readings()
	if err != nil {
		return nil, err
	}
	for _, n := range order {
		if len(byName[n]) < 2 {
			continue
		}
		var a []choice
		for _, written := range byName[n] {
			_, value, _ := SplitReading(written)
			a = append(a, choice{n + " = " + value, func(v *variant) { v.view.Readings = append(v.view.Readings, written) }})
		}
		axes = append(axes, a)
	}
	if len(c.Accounts) > 1 {
		var a []choice
		for _, code := range c.Accounts {
			a = append(a, choice{accountWord(code), func(v *variant) { v.view.Accounts = []string{code} }})
		}
		axes = append(axes, a)
	}
	return axes, nil
}

func accountWord(code string) string {
	if code == "common" {
		return "common ground"
	}
	return "account " + code
}

// readings puts the readings of one name together.
func (c Comparison) readings() (byName map[string][]string, order []string, err error) {
	byName = map[string][]string{}
	for _, r := range c.Readings {
		n, _, err := SplitReading(r)
		if err != nil {
			return nil, nil, err
		}
		if byName[n] == nil {
			order = append(order, n)
		}
		byName[n] = append(byName[n], r)
	}
	return byName, order, nil
}

// fixedReadings are those given once.
func (c Comparison) fixedReadings() []string {
	byName, order, _ := c.readings()
	var list []string
	for _, n := range order {
		if len(byName[n]) == 1 {
			list = append(list, byName[n][0])
		}
	}
	return list
}

// againstPlain compares the only variant with the case as it stands. Of what is
// given once the first of charter, reading and account is what varies; the
// others hold for both.
func againstPlain(v variant) ([]variant, error) {
	plain := v
	switch {
	case len(v.charters) > 0:
		plain.charters = nil
		plain.name, v.name = "the case as it stands", v.charters[0]
	case len(v.view.Readings) > 0:
		plain.view.Readings = nil
		plain.name, v.name = "the first readings", strings.Join(v.view.Readings, ", ")
	case len(v.view.Accounts) > 0:
		plain.view.Accounts = nil
		plain.name, v.name = "common ground", accountWord(v.view.Accounts[0])
	default:
		return nil, &Wrong{Text: "nothing varies: give two charters, two values of a reading or two accounts, or one to be held beside the case as it stands"}
	}
	return []variant{plain, v}, nil
}

// Texts are the texts of the family of a charter, or without a name those of
// all families of a case, for comparing them clause by clause.
func Texts(f *library.Folder, b *library.Built, charterName string) []revise.Text {
	var list []revise.Text
	for _, fam := range b.Case.Families {
		if charterName != "" && !slices.ContainsFunc(fam.Texts, func(t *charter.Text) bool { return t.Name == charterName }) {
			continue
		}
		for _, t := range fam.Texts {
			if d := f.Charter(t.Name); d != nil {
				list = append(list, revise.Text{Decl: d.Decl, File: d.File})
			}
		}
	}
	return list
}

// OneLaw reports whether the laws of two different charters are the same texts:
// one of the two amends the other, or a third does both. What the later one
// changed shows between the two of them as LawUpTo gives them.
func OneLaw(a, b []revise.Text) bool {
	return slices.EqualFunc(a, b, func(x, y revise.Text) bool { return x.Decl.Name.Name == y.Decl.Name.Name })
}

// SameWords compares rules by their source, comments and blanks aside.
func SameWords(f *library.Folder) func(a, b *charter.Rule) bool {
	text := func(r *charter.Rule) string {
		for x := f; x != nil; x = x.Parent {
			for _, file := range x.Files {
				if file.Path == r.Pos.File {
					return ruleText(file, r)
				}
			}
		}
		return ""
	}
	return func(a, b *charter.Rule) bool {
		x, y := text(a), text(b)
		return x != "" && x == y
	}
}

// ruleText is a rule as written, without comments and with blanks folded.
func ruleText(file *syntax.File, r *charter.Rule) string {
	for _, d := range file.Decls {
		c, ok := d.(*syntax.Charter)
		if !ok {
			continue
		}
		for _, a := range c.Articles {
			for _, rule := range a.Rules {
				if rule.RuleName().From == r.Pos.From {
					return withoutComments(file, rule.Extent())
				}
			}
		}
	}
	return ""
}

func withoutComments(file *syntax.File, s syntax.Span) string {
	var b strings.Builder
	at := s.From
	for _, c := range file.Comments {
		if c.From >= at && c.To <= s.To {
			b.Write(file.Src[at:c.From])
			at = c.To
		}
	}
	b.Write(file.Src[at:s.To])
	return strings.Join(strings.Fields(b.String()), " ")
}

// Usable keeps a case that can be run; the error of one that cannot lists what
// stands in the way.
func Usable(b *library.Built, diags []diag.Diagnostic, err error) (*library.Built, error) {
	if err != nil {
		return nil, err
	}
	if bad := errorsOf(diags); len(bad) > 0 {
		return nil, &Faulty{bad}
	}
	return b, nil
}

// Faulty is a case whose texts have errors.
type Faulty struct{ Diagnostics []diag.Diagnostic }

func (f *Faulty) Error() string { return f.Diagnostics[0].Summary }
