package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"casus/amend"
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/trial"
)

type amendCommand struct {
	Path string   `arg:"" optional:"" help:"Folder of the case." placeholder:"CASE"`
	Want []string `help:"What should have been so, as a test expects it. May be given several times: then all of it." placeholder:"TEXT" sep:"none"`
	caseFlags
	viewFlags
	At    string `help:"When the crisis was, if what is wanted names no day." placeholder:"DATE"`
	Of    string `help:"The treaty to amend, by the name of its charter or of what it governs; all of the case if not said." placeholder:"NAME"`
	Edits int    `help:"The most edits in one amendment; more are tried only where fewer will not do." default:"2"`
	Most  int    `help:"Stop after so many amendments." default:"200000" placeholder:"N"`
	Apart bool   `help:"Try together also edits that do not bear on one another: many more."`
	Show  int    `help:"How many answers are looked at closely and printed." default:"3" placeholder:"N"`
	Name  string `help:"The name of the amendment." default:"amended" placeholder:"NAME"`
	Pick  int    `help:"Which answer --save writes." default:"1" placeholder:"N"`
	Save  string `help:"Write the answer to this file, which must not be there yet." placeholder:"FILE"`
	Kinds bool   `help:"Say which kinds of edit are tried, and leave it at that."`
	JSON  bool   `name:"json" xor:"form" help:"Print the answers as JSON."`
	CSV   bool   `name:"csv" xor:"form" help:"Print one line for each answer as CSV."`
}

func (amendCommand) Help() string {
	return "Looks for the smallest amendments of a law after which a crisis would have gone as wanted: every small edit of a list (--kinds) by itself, " +
		"then two together. Each is written out, checked, and run over the record; what else it changes is said with it. Ctrl-C ends the search and " +
		"prints what was found. What is wanted is written as behind `expect` in a test; `any duty` and the like stand for any rule of the kind."
}

func (amendCommand) Examples() string {
	return `
casus amend cases/csto --want "no silence about clash by KGZ with TJK on 2022-09-14"
casus amend cases/csto --want "breach of help by RUS to ARM between 2022-09-13 and 2022-09-30"
casus amend cases/csto --want "adoption of any procedure on TJK between 2022-09-14 and 2022-12-31" --account KGZ
casus amend cases/csto --want "TJK is suspended on 2022-12-31" --account KGZ --edits 2 --show 1
casus amend cases/csto --want "..." --name reform --pick 2 --save cases/csto/reform.casus
casus amend --kinds                                        the kinds of edit
`
}

// Run looks for amendments.
func (c *amendCommand) Run(p *program) error {
	if c.Kinds {
		for _, k := range amend.Kinds() {
			fmt.Fprintf(p.out, "%s\n  needs  %s\n  does   %s\n", k.Name, k.Needs, k.Does)
		}
		return nil
	}
	if c.Path == "" || len(c.Want) == 0 {
		return usage("say which case, and what is wanted: casus amend cases/csto --want \"no silence about clash by KGZ with TJK on 2022-09-14\"")
	}
	if c.Edits < 1 || c.Show < 1 || c.Pick < 1 || c.Pick > c.Show {
		return usage("--edits, --show and --pick are 1 at least, and what is picked is among those shown")
	}
	wants, err := c.wants(p)
	if err != nil {
		return err
	}
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	b, err := c.build(p, f)
	if err != nil {
		return err
	}
	if err = c.named(f); err != nil {
		return err
	}
	o, err := c.options(b, wants)
	if err != nil {
		return err
	}
	ctx, end := p.interruptible() // until all is printed and kept
	defer end()
	x, broken, err := c.look(ctx, p, f, b, o, wants)
	switch {
	case err != nil:
		return err
	case x.Already:
	case len(x.Shown) == 0 && broken:
		err = brokenOff("nothing was found by then")
	case len(x.Shown) == 0:
		err = errProblems
	case broken:
		err = errors.Join(c.save(p, x, broken), brokenOff("what was found by then is shown"))
	default:
		err = c.save(p, x, broken)
	}
	return errors.Join(c.print(p, x), err)
}

// wants reads what is wanted.
func (c *amendCommand) wants(p *program) ([]*trial.Want, error) {
	var list []*trial.Want
	for _, text := range c.Want {
		w, diags := trial.ParseWant(text)
		if diag.HasErrors(diags) {
			report.Diagnostics(p.err, diags, p.errStyle)
			return nil, &failure{code: exitUsage}
		}
		list = append(list, w)
	}
	return list, nil
}

// named makes sure that the amendment can have its name.
func (c *amendCommand) named(f *library.Folder) error {
	if f.Charter(c.Name) != nil {
		return usage("--name %s: there is a charter of that name already", c.Name)
	}
	if !oneName(c.Name) {
		return usage("--name %s: a name is written in small letters, digits and hyphens, and begins with a letter", c.Name)
	}
	if c.Save != "" {
		if _, err := os.Stat(c.Save); err == nil {
			return usage("--save %s: the file is there already, and is left as it is", c.Save)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", c.Save, plainError(err))}
		}
		if filepath.Ext(c.Save) != ".casus" {
			return usage("--save %s: files of charters end in .casus", c.Save)
		}
	}
	return nil
}

func oneName(s string) bool {
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
		case i > 0 && (r >= '0' && r <= '9' || r == '-' && i < len(s)-1):
		default:
			return false
		}
	}
	return s != ""
}

// options say when the crisis was, whose law it is about, and how the record is
// looked at while many are tried.
func (c *amendCommand) options(b *library.Built, wants []*trial.Want) (amend.Options, error) {
	o := amend.Options{Family: -1, Edits: c.Edits, Most: c.Most, Apart: c.Apart, Enough: max(amend.DefaultEnough, c.Show), Name: c.Name, Crisis: calendar.Extent{Lo: calendar.Never, Hi: calendar.Always}}
	if c.At != "" {
		days, err := inquiry.Days("at", c.At)
		if err != nil {
			return o, err
		}
		o.Crisis = days
	}
	for _, w := range wants {
		if days, ok := w.Days(); ok {
			o.Crisis.Lo, o.Crisis.Hi = min(o.Crisis.Lo, days.Lo), max(o.Crisis.Hi, days.Hi)
		}
	}
	if o.Crisis.Hi < o.Crisis.Lo {
		return o, usage("say when the crisis was: let what is wanted name a day (on, between), or give --at")
	}
	if c.Of != "" {
		family, err := familyOf(b.Case, c.Of)
		if err != nil {
			return o, err
		}
		o.Family = family
	}
	var err error
	o.View, err = c.view(b)
	return o, err
}

// view is how the record is looked at: common ground or one account.
func (c *amendCommand) view(b *library.Built) (docket.View, error) {
	v, err := c.viewFlags.asked().Of(b)
	if err != nil {
		return v, err
	}
	v.Accounts = []charter.EntityID{}
	switch {
	case len(c.Account) > 1 || len(c.Account) == 1 && c.Account[0] == "all":
		return v, usage("--account: what is wanted is judged by one account, or by common ground")
	case len(c.Account) == 1 && c.Account[0] != "common":
		e, err := inquiry.Entity(b.Case, b.Record, "account", c.Account[0])
		if err != nil {
			return v, err
		}
		v.Accounts = append(v.Accounts, e)
	}
	return v, nil
}

// look searches, and looks closely at the smallest answers; broken: Ctrl-C came
// before that was done.
func (c *amendCommand) look(ctx context.Context, p *program, f *library.Folder, b *library.Built, o amend.Options, wants []*trial.Want) (x report.Amendments, broken bool, err error) {
	side := len(o.View.Accounts)
	x.Sides = []int{side}
	for _, w := range wants {
		x.Wanted = append(x.Wanted, w.Text)
	}
	full := o.View
	if x.Docket, err = docket.Derive(b.Case, b.Record, full); err != nil {
		return x, false, &failure{exitInternal, err}
	}
	holds := func(b *library.Built, d *docket.Docket) bool {
		for _, w := range wants {
			if !w.Holds(b, d, side) {
				return false
			}
		}
		return true
	}
	if x.Already = holds(b, x.Docket); x.Already {
		return x, false, nil
	}
	// While many are tried, doubt is settled in few ways, and what comes after
	// the last day that is asked about is not looked at.
	o.View.Limit = 1
	if o.View.AsOf <= calendar.Always {
		o.View.AsOf = min(x.Docket.AsOf, c.last(x.Docket, wants))
	}
	o.Holds = holds
	progress := p.trying()
	o.Progress = progress.show
	x.Result, err = amend.Search(ctx, f, b, o)
	progress.end()
	if err != nil {
		return x, false, &failure{exitUsage, err}
	}
	if len(x.Answers) == 0 && x.Complete {
		if err := c.unknown(p, b, wants); err != nil {
			return x, false, err
		}
	}
	// What was found is looked at even after Ctrl-C, so that it can be shown; a
	// second one shows what has been looked at.
	if ctx.Err() != nil {
		broken = !x.Complete
		var end func()
		ctx, end = p.interruptible()
		defer end()
	}
	defer p.working("looking at what else changes")()
	for _, a := range x.Answers {
		if len(x.Shown) == c.Show {
			break
		}
		if ctx.Err() != nil {
			x.Complete, broken = false, true
			break
		}
		d, err := docket.Derive(a.Built.Case, a.Built.Record, full)
		if err != nil {
			return x, false, &failure{exitInternal, err}
		}
		if !holds(a.Built, d) {
			x.InPart++
			continue
		}
		shown := report.Amendment{Answer: a, Name: c.Name, Docket: d}
		if shown.Text, err = a.Text(); err != nil {
			return x, false, &failure{exitInternal, err}
		}
		shown.Closed, shown.Opened = amend.Flaws(b.Case, a.Built.Case)
		x.Shown = append(x.Shown, shown)
	}
	return x, broken, nil
}

// last is the last day that what is wanted asks about; that of the record, if
// some of it names no day.
func (c *amendCommand) last(d *docket.Docket, wants []*trial.Want) calendar.Day {
	last := calendar.Always
	for _, w := range wants {
		days, ok := w.Days()
		if !ok {
			return d.AsOf
		}
		last = max(last, days.Hi)
	}
	return last
}

// unknown complains of what is wanted in words that neither the law nor any
// amendment of it knows: it can be said once all have been tried.
func (c *amendCommand) unknown(p *program, b *library.Built, wants []*trial.Want) error {
	for _, w := range wants {
		if diags := w.Check(b.Case); diag.HasErrors(diags) {
			report.Diagnostics(p.err, diags, p.errStyle)
			return &failure{code: exitUsage}
		}
	}
	return nil
}

func (c *amendCommand) print(p *program, x report.Amendments) error {
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}

// save writes the answer picked, all of it or nothing.
func (c *amendCommand) save(p *program, x report.Amendments, broken bool) error {
	if c.Save == "" {
		return nil
	}
	if c.Pick > len(x.Shown) && broken {
		p.note("answer %d had not been found by then, so that %s is not written", c.Pick, c.Save)
		return nil
	}
	if c.Pick > len(x.Shown) {
		return usage("--pick %d: there are %d answers", c.Pick, len(x.Shown))
	}
	writing.Lock()
	defer writing.Unlock()
	if err := writeNew(c.Save, []byte(x.Shown[c.Pick-1].Text)); err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", c.Save, plainError(err))}
	}
	p.note("%s is written; casus run %s --charter %s runs the record under it", c.Save, strings.TrimSuffix(c.Path, "/"), c.Name)
	return nil
}

// trying shows how many amendments have been tried.
type trying struct {
	p     *program
	mu    sync.Mutex
	start time.Time
	last  time.Time
	shown bool
}

func (p *program) trying() *trying { return &trying{p: p, start: time.Now(), last: time.Now()} }

func (t *trying) show(edits, tried, of, found int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.p.progress || time.Since(t.last) < 200*time.Millisecond {
		return
	}
	t.last, t.shown = time.Now(), true
	what := "one edit"
	if edits > 1 {
		what = fmt.Sprintf("%d edits", edits)
	}
	fmt.Fprintf(t.p.err, "\r\x1b[Kamendments of %s: %s of %s tried, %d found, %.0f s", what, thousands(tried), thousands(of), found, time.Since(t.start).Seconds())
}

func (t *trying) end() {
	if t.shown {
		fmt.Fprint(t.p.err, "\r\x1b[K")
	}
}
