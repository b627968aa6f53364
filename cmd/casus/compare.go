package main

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/docket"
	"casus/library"
	"casus/report"
	"casus/syntax"
)

type compareCommand struct {
	Path string `arg:"" help:"Folder of the case." placeholder:"CASE"`
	caseFlags
	viewFlags
	filterFlags
	JSON bool `name:"json" xor:"form" help:"Print the comparison as JSON."`
	CSV  bool `name:"csv" xor:"form" help:"Print the matrix of findings as CSV."`
}

func (compareCommand) Help() string {
	return "Give a flag twice with different values, and every value is a variant: --charter, --account, or --reading of one name. " +
		"A flag given once holds for all variants; if that leaves one variant only, it is compared with the case as it stands. " +
		"--all shows what is the same as well."
}

func (compareCommand) Examples() string {
	return `
casus compare cases/csto --charter csto-2002 --charter imankulov-2022    the law against a reform
casus compare cases/csto --reading immediately=3d --reading immediately=none
casus compare cases/csto --account ARM --account AZE
casus compare cases/csto --charter imankulov-2022 --account KGZ --csv    a reform against the law, by one account
`
}

// choice is one value of what varies.
type choice struct {
	name string
	set  func(*variantFlags)
}

// variantFlags are the flags of one variant.
type variantFlags struct {
	caseFlags
	viewFlags
}

// mostVariants bounds how many dockets are held side by side.
const mostVariants = 12

// Run compares the dockets of all variants.
func (c *compareCommand) Run(p *program) error {
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	names, flags, err := c.variants()
	if err != nil {
		return err
	}
	var vs []report.Variant
	var sel report.Selection
	built := map[string]*library.Built{}
	dockets := map[string]*docket.Docket{}
	for i, v := range flags {
		key := v.Case + "|" + strings.Join(v.Charter, "|")
		if built[key] == nil {
			if built[key], err = v.build(p, f); err != nil {
				return err
			}
		}
		b := built[key]
		// One docket serves all accounts.
		whole := key + "|" + strings.Join(v.Reading, "|")
		d := dockets[whole]
		if d == nil {
			full := v.viewFlags
			full.Account = c.Account
			if d, err = full.derive(p, b); err != nil {
				return err
			}
			dockets[whole] = d
		}
		sides, err := v.sides(d)
		if err != nil {
			return err
		}
		if i == 0 {
			if sel, err = c.filterFlags.selection(d); err != nil {
				return err
			}
		}
		vs = append(vs, report.Variant{Name: names[i], Docket: d, Sides: sides})
	}
	cmp := report.Compare(vs, sel, c.All, sameWords(f))
	switch {
	case c.JSON:
		return cmp.WriteJSON(p.out)
	case c.CSV:
		return cmp.WriteCSV(p.out)
	}
	return cmp.Write(p.out, p.style)
}

// variants works out what varies: every combination of the flags given twice.
func (c *compareCommand) variants() ([]string, []variantFlags, error) {
	axes, err := c.axes()
	if err != nil {
		return nil, nil, err
	}
	n := 1
	for _, a := range axes {
		n *= len(a)
	}
	if n > mostVariants {
		return nil, nil, usage("%d variants are too many to hold side by side; the most is %d", n, mostVariants)
	}
	names := []string{""}
	base := variantFlags{c.caseFlags, c.viewFlags}
	base.Charter, base.Account, base.Reading = nil, nil, c.fixedReadings()
	if len(c.Charter) == 1 {
		base.Charter = c.Charter
	}
	if len(c.Account) == 1 {
		base.Account = c.Account
	}
	list := []variantFlags{base}
	for _, axis := range axes {
		var moreNames []string
		var more []variantFlags
		for i, v := range list {
			for _, x := range axis {
				w := v
				w.Reading = slices.Clone(v.Reading)
				x.set(&w)
				more = append(more, w)
				moreNames = append(moreNames, strings.TrimPrefix(names[i]+", "+x.name, ", "))
			}
		}
		names, list = moreNames, more
	}
	if len(list) > 1 {
		return names, list, nil
	}
	return c.againstPlain(base)
}

// axes lists what is given more than once.
func (c *compareCommand) axes() ([][]choice, error) {
	var axes [][]choice
	if len(c.Charter) > 1 {
		var a []choice
		for _, n := range c.Charter {
			a = append(a, choice{n, func(v *variantFlags) { v.Charter = []string{n} }})
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
		for _, r := range byName[n] {
			a = append(a, choice{r.name + " = " + r.value, func(v *variantFlags) { v.Reading = append(v.Reading, r.written) }})
		}
		axes = append(axes, a)
	}
	if len(c.Account) > 1 {
		var a []choice
		for _, code := range c.Account {
			a = append(a, choice{accountWord(code), func(v *variantFlags) { v.Account = []string{code} }})
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

func (c *compareCommand) readings() (byName map[string][]given, order []string, err error) {
	byName = map[string][]given{}
	for _, r := range c.Reading {
		g, err := splitReading(r)
		if err != nil {
			return nil, nil, err
		}
		if byName[g.name] == nil {
			order = append(order, g.name)
		}
		byName[g.name] = append(byName[g.name], g)
	}
	return byName, order, nil
}

// fixedReadings are those given once.
func (c *compareCommand) fixedReadings() []string {
	byName, order, _ := c.readings()
	var list []string
	for _, n := range order {
		if len(byName[n]) == 1 {
			list = append(list, byName[n][0].written)
		}
	}
	return list
}

// againstPlain compares the only variant with the case as it stands. Of flags
// given once the first of charter, reading and account is what varies; the
// others hold for both.
func (c *compareCommand) againstPlain(v variantFlags) ([]string, []variantFlags, error) {
	plain := v
	switch {
	case len(v.Charter) > 0:
		plain.Charter = nil
		return []string{"the case as it stands", v.Charter[0]}, []variantFlags{plain, v}, nil
	case len(v.Reading) > 0:
		plain.Reading = nil
		return []string{"the first readings", strings.Join(v.Reading, ", ")}, []variantFlags{plain, v}, nil
	case len(v.Account) > 0:
		plain.Account = nil
		return []string{"common ground", accountWord(v.Account[0])}, []variantFlags{plain, v}, nil
	}
	return nil, nil, usage("nothing varies: give --charter, --reading or --account, best twice")
}

// sameWords compares rules by their source, comments and blanks aside.
func sameWords(f *library.Folder) func(a, b *charter.Rule) bool {
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
