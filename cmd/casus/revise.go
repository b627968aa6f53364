package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/revise"
	"casus/search"
)

type reviseCommand struct {
	A    string `arg:"" help:"A charter of the case, a file with a charter, or the folder of a case." placeholder:"A"`
	B    string `arg:"" help:"The other one." placeholder:"B"`
	Path string `arg:"" optional:"" help:"Folder of the case whose charters are named; this folder if not said." placeholder:"CASE"`
	Case string `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	viewFlags
	filterFlags
	Structure bool   `help:"Compare the texts only, and run neither."`
	Histories bool   `help:"Look for the shortest histories after which not the same is found under both."`
	Acts      int    `help:"With --histories: the most acts in a history, up to 12." default:"2"`
	States    int    `help:"With --histories: how many parties take part." default:"4"`
	Save      string `help:"With --histories: write them as tests into this file of the case, one under each text, with all that is found of them." placeholder:"FILE"`
	JSON      bool   `name:"json" xor:"form" help:"Print the differences as JSON."`
	CSV       bool   `name:"csv" xor:"form" help:"Print the findings that differ over the record as CSV; with --histories what differs after each history."`
}

func (reviseCommand) Help() string {
	return "Compares two texts article by article and clause by clause, wherever they stand in a file, and then what follows from each over the record. " +
		"With --histories it also tries every sequence of acts that can matter, up to --acts acts among --states parties, under both texts, and shows for each kind of difference " +
		"a shortest history with what each text says of it; Ctrl-C stops there and prints what was found by then. " +
		"A charter means what it means for `casus run --charter`: that text with what amends it in the case that lists it; " +
		"of two charters of one law each is taken without what the case lists behind it, so that an amendment shows by what it changed."
}

func (reviseCommand) Examples() string {
	return `
casus diff csto-2002 imankulov-2022 cases/csto            the law against a reform
casus diff csto-2002 imankulov-2022 cases/csto --account KGZ
casus diff csto-2002 csto-2010 cases/csto                 what an amendment changed
casus diff --structure old/pact.casus new/pact.casus      two versions of a file
casus diff csto-2002 imankulov-2022 cases/csto --histories
casus diff csto-2002 imankulov-2022 cases/csto --histories --acts 1 --save cases/csto/tests-found.casus
casus diff ../before/cases/csto cases/csto --json         two versions of a case
`
}

// side is one of the two laws: its text and, where it can be run, its case.
type side struct {
	name    string
	texts   []revise.Text
	folder  *library.Folder
	built   *library.Built
	charter bool // it is named by a charter of a case
}

// Run compares two laws.
func (c *reviseCommand) Run(p *program) error {
	if c.Acts < 1 || c.Acts > 12 {
		return usage("--acts %d: a history has 1 to 12 acts", c.Acts)
	}
	if c.States < 1 {
		return usage("--states %d: at least one party takes part", c.States)
	}
	a, err := c.side(p, c.A)
	if err != nil {
		return err
	}
	b, err := c.side(p, c.B)
	if err != nil {
		return err
	}
	if a.charter && b.charter && a.name != b.name && inquiry.OneLaw(a.texts, b.texts) {
		if c.Save != "" {
			return usage("--save: %s and %s stand in one law, and a test runs under the whole of it; leave --save out", a.name, b.name)
		}
		for _, s := range []*side{a, b} {
			if err := c.upTo(p, s); err != nil {
				return err
			}
		}
	}
	r := report.Revision{A: a.name, B: b.name, Text: revise.Compare(a.texts, b.texts)}
	if !c.Structure && a.built != nil && b.built != nil {
		if r.Consequence, err = c.consequence(p, a, b); err != nil {
			return err
		}
	}
	var keep *saving
	if c.Save != "" {
		if keep, err = c.saving(a, b); err != nil {
			return err
		}
	}
	if !c.Histories {
		return c.write(p, &r)
	}
	ctx, end := p.interruptible() // until all is printed and kept
	defer end()
	if r.Histories, err = c.histories(ctx, p, a, b); err != nil {
		return err
	}
	var broken error
	if !r.Histories.Complete {
		broken = brokenOff("what was found by then is shown")
	}
	if keep != nil {
		err = c.save(p, keep, [2]*side{a, b}, r.Histories)
	}
	return errors.Join(err, c.write(p, &r), broken)
}

// write prints what was found.
func (c *reviseCommand) write(p *program, r *report.Revision) error {
	switch {
	case c.JSON:
		return r.WriteJSON(p.out)
	case c.CSV && r.Histories != nil:
		return r.Histories.WriteCSV(p.out)
	case c.CSV && r.Consequence != nil:
		return r.Consequence.WriteCSV(p.out)
	case c.CSV:
		return usage("--csv has nothing to print: the clauses of two texts are no table; leave --structure out, or name charters of a case")
	}
	return r.Write(p.out, p.style)
}

// saving begins to keep histories; they are tests only of what one folder declares.
func (c *reviseCommand) saving(a, b *side) (*saving, error) {
	switch {
	case !c.Histories:
		return nil, usage("--save keeps what --histories finds: give both")
	case a.built == nil || b.built == nil || a.folder.Path != b.folder.Path:
		return nil, usage("--save writes tests beside the charters: name two charters of one case")
	}
	return savingTo(c.Save, a.folder)
}

// save keeps each history as two tests: what the one text says of it, and what the
// other.
func (c *reviseCommand) save(p *program, s *saving, sides [2]*side, h *report.Histories) error {
	for _, d := range h.Differences {
		asOf := d.Acts[len(d.Acts)-1].Day + calendar.Day(h.Bounds.Wait)
		what := d.Kinds[0].What
		if n := len(d.Kinds) - 1; n > 0 {
			what += fmt.Sprintf(" and %d more", n)
		}
		for i, x := range sides {
			view, err := c.viewFlags.asked().Of(x.built)
			if err != nil {
				return err
			}
			s.add(x.built.Case, view.Given, fmt.Sprintf("%s: %s, beside %s", x.name, what, sides[1-i].name), d.Acts, asOf)
		}
	}
	return s.write(p)
}

// histories looks for histories on which the two laws differ.
func (c *reviseCommand) histories(ctx context.Context, p *program, a, b *side) (*report.Histories, error) {
	h := &report.Histories{A: a.name, B: b.name}
	var laws [2]search.Law
	rules, all := revise.Reach(a.texts, b.texts)
	from := calendar.Always
	for i, s := range []*side{a, b} {
		if s.built == nil {
			return nil, usage("%s cannot be run by itself: --histories asks for two charters of a case, or two folders", s.name)
		}
		view, err := c.viewFlags.asked().Of(s.built)
		if err != nil {
			return nil, err
		}
		laws[i] = search.Law{Case: s.built.Case, Changed: rules, All: all, Readings: readAs(s.built.Case, view.Given)}
		from = max(from, search.From(s.built.Case))
	}
	h.Vocab, h.Rules = laws[0].Case.Vocab, rules
	if all {
		h.Rules = nil
	}
	start, last := time.Now(), time.Now()
	tell := func(acts, tried, states int) {
		if p.progress && time.Since(last) > 200*time.Millisecond {
			last = time.Now()
			fmt.Fprintf(p.err, "\r\x1b[K%d acts: %d tried, %d states of things, %.0f s", acts, tried, states, time.Since(start).Seconds())
		}
	}
	d, err := search.Diverge(ctx, laws, from, search.Bounds{Acts: c.Acts, States: c.States}, tell)
	if p.progress {
		fmt.Fprint(p.err, "\r\x1b[K")
	}
	if d == nil {
		return nil, usage("%v", err)
	}
	h.Divergence = d
	return h, nil
}

// side finds what an argument means: a file, a folder, or the name of a charter.
func (c *reviseCommand) side(p *program, arg string) (*side, error) {
	info, err := os.Stat(arg)
	switch {
	case err == nil && !info.IsDir():
		return fileSide(p, arg)
	case err == nil && (c.Path == "" || !c.named(arg)):
		f, err := p.folderOf(arg)
		if err != nil {
			return nil, err
		}
		b, err := caseFlags{Case: c.Case}.build(p, f)
		if err != nil {
			return nil, err
		}
		return &side{name: arg, texts: inquiry.Texts(f, b, ""), folder: f, built: b}, nil
	case filepath.Ext(arg) == ".casus" || strings.ContainsAny(arg, `/\`):
		return nil, usage("there is no file or folder %s", arg)
	}
	at := c.Path
	if at == "" {
		at = "."
	}
	f, err := p.folderOf(at)
	if err != nil {
		return nil, err
	}
	b, err := caseFlags{Case: c.Case, Charter: []string{arg}}.build(p, f)
	if err != nil {
		return nil, err
	}
	return &side{name: arg, texts: inquiry.Texts(f, b, arg), folder: f, built: b, charter: true}, nil
}

// upTo takes from a side what its case lists behind the charter that it names.
func (c *reviseCommand) upTo(p *program, s *side) error {
	b, diags, err := inquiry.LawUpTo(s.folder, c.Case, s.name)
	if err != nil {
		return err
	}
	if err := p.usable(diags); err != nil {
		return err
	}
	s.built, s.texts = b, inquiry.Texts(s.folder, b, s.name)
	return nil
}

// named reports whether the case's folder declares a charter of the name: then
// a folder that happens to be called so is not meant.
func (c *reviseCommand) named(arg string) bool {
	if strings.ContainsAny(arg, `/\.`) {
		return false
	}
	lib, _ := library.Load([]string{c.Path})
	for _, f := range lib.Folders {
		if f.Charter(arg) != nil {
			return true
		}
	}
	return false
}

// fileSide is the side of a file by itself: its last charter, with those of the
// file that it amends.
func fileSide(p *program, arg string) (*side, error) {
	lib, diags := library.Load([]string{arg})
	if err := p.usable(diags); err != nil {
		return nil, err
	}
	s := &side{name: path.Clean(filepath.ToSlash(arg))}
	for _, f := range lib.Folders {
		if n := len(f.Charters); n > 0 {
			line := inquiry.Ancestry(f, f.Charters[n-1].Decl.Name.Name)
			slices.Reverse(line)
			for _, name := range line {
				if d := f.Charter(name); d != nil {
					s.texts = append(s.texts, revise.Text{Decl: d.Decl, File: d.File})
				}
			}
		}
	}
	if len(s.texts) == 0 {
		return nil, usage("%s declares no charter", arg)
	}
	return s, nil
}

// consequence runs both laws over their records.
func (c *reviseCommand) consequence(p *program, a, b *side) (*report.Comparison, error) {
	var vs []report.Variant
	var sel report.Selection
	for i, s := range []*side{a, b} {
		d, err := c.derive(p, s.built)
		if err != nil {
			return nil, err
		}
		sides, err := c.sides(d)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			if sel, err = c.filterFlags.selection(d); err != nil {
				return nil, err
			}
		}
		vs = append(vs, report.Variant{Name: s.name, Docket: d, Sides: sides})
	}
	return report.Compare(vs, sel, c.All, inquiry.SameWords(a.folder)), nil
}

// readAs are readings that are set, by the case or by the call.
func readAs(cs *charter.Case, given []docket.Given) func(charter.ReadingRef, int) []engine.Choice {
	return func(ref charter.ReadingRef, _ int) []engine.Choice {
		name := cs.Families[ref.Family].Readings[ref.Reading].Name
		for _, g := range slices.Backward(given) { // the call's prevail
			if g.Name == name {
				return []engine.Choice{{Value: g.Value, Worlds: ^engine.Mask(0)}}
			}
		}
		return nil
	}
}
