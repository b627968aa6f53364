package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"casus/calendar"
	"casus/diag"
	"casus/inquiry"
	"casus/internal/replace"
	"casus/library"
	"casus/outlook"
	"casus/report"
)

// outlookCommands are the command and what else is done with outlooks.
type outlookCommands struct {
	Run         outlookCommand     `cmd:"" default:"withargs" help:"Run many futures under each law (what casus outlook CASE does)."`
	Fit         fitCommand         `cmd:"" help:"Show what an outlook learns from its record."`
	Backtest    backtestCommand    `cmd:"" help:"Try outlooks on the past, and score them."`
	Sensitivity sensitivityCommand `cmd:"" help:"Show on which assumptions an outlook hangs."`
	Worker      workerCommand      `cmd:"" help:"Work on studies that others share out."`
}

// outlookFlags say which outlook is meant, and with which assumptions.
type outlookFlags struct {
	Outlook string   `help:"An outlook that the folder declares; the first if not said." placeholder:"NAME"`
	Charter []string `help:"Under this law: a scenario of the outlook, the case it continues, or a charter that is law from the outlook's first day. May be given several times; all of the outlook's if not said." placeholder:"NAME" sep:"none"`
	Until   string   `help:"Run to this day, month's or year's end instead of as long as the outlook says." placeholder:"DATE"`
	Set     []string `help:"Hold a parameter at a value: loyalty=0.7." placeholder:"NAME=NUMBER" sep:"none"`
	Seed    uint64   `help:"Where chance comes from; the same seed gives the same futures." default:"1"`
}

type outlookCommand struct {
	Path string `arg:"" help:"Folder of the outlook." placeholder:"CASE"`
	outlookFlags
	Runs    int64  `help:"How many futures are run under each law." default:"10000"`
	Workers int    `help:"How many share the work here; all cores if not said, 0 for none where others do it. It changes nothing in the result." default:"-1" placeholder:"N"`
	Share   string `xor:"broker" help:"Let others work on it as well, who find the blocks at this address." placeholder:"HOST:PORT"`
	Broker  string `xor:"broker" help:"Share the blocks out through a NATS server that is there." placeholder:"URL"`
	State   string `help:"Keep what has been run in this file, and go on from it." placeholder:"FILE" type:"path"`
	SVG     string `name:"svg" help:"Write pictures, each with its table as CSV, into this folder." placeholder:"FOLDER" type:"path"`
	Acts    int    `help:"How many acts one step may have before a future counts as exploding." default:"10000"`
	JSON    bool   `name:"json" xor:"form" help:"Print the answers as JSON."`
	CSV     bool   `name:"csv" xor:"form" help:"Print one line for each number as CSV."`
}

func (outlookCommand) Help() string {
	return "Runs futures: histories in which states act by the chances that an outlook gives them, judged by the charter as the record is. " +
		"The same chances are used under each law, so that what differs differs because of the law. The numbers are as good as the outlook's assumptions, which stand above them. " +
		"Ctrl-C ends early and shows what has been run; with --state the rest can be run later."
}

func (outlookCommand) Examples() string {
	return `
casus outlook cases/csto                                    five years, under the law as it is and each reform
casus outlook cases/csto --charter csto --charter imankulov-2022 --runs 100000
casus outlook cases/csto --until 2024-12-31 --seed 2        shorter, and with other chances
casus outlook cases/csto --set solidarity=0.5              with another assumption
casus outlook cases/csto --runs 1000000 --state csto.state  may be broken off and taken up again
casus outlook cases/csto --svg pictures                     fans and curves, with their tables
casus run cases/csto --future 4711                          one of the futures, as a docket
`
}

// Run runs the futures and prints what they come to.
func (c *outlookCommand) Run(p *program) error {
	if c.Runs < 1 {
		return usage("--runs %d: at least one future is run", c.Runs)
	}
	if c.Acts < 1 {
		return usage("--acts %d: a step has at least one act", c.Acts)
	}
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	s, err := c.study(p, f)
	if err != nil {
		return err
	}
	s.Runs, s.Most = c.Runs, c.Acts
	key := studyKey(s, f.Lib)
	st, err := c.state(s, key)
	if err != nil {
		return err
	}
	if err := takesFiles(c.SVG); err != nil {
		return err
	}
	ctx, end := p.interruptible() // until the state is kept and all is printed
	defer end()
	broken, kept := c.run(ctx, p, s, st)
	if st.Tally.Runs == 0 {
		return errors.Join(c.shown(p, broken), kept)
	}
	x := report.Futures{Study: s, Summary: s.Summarize(st.Tally)}
	if broken != nil {
		x.Broken = broken.Error()
	}
	broken = c.shown(p, broken)
	err = writePictures(c.SVG, x.Pictures)
	return errors.Join(broken, kept, c.print(p, x), err)
}

// print prints the answers: whatever came of what was to be written elsewhere, and
// after it, since whoever reads them may go away.
func (c *outlookCommand) print(p *program, x report.Futures) error {
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}

// study prepares the outlook that the flags name.
func (c outlookFlags) study(p *program, f *library.Folder) (*outlook.Study, error) {
	lo := f.FindOutlook(c.Outlook)
	if lo == nil {
		if c.Outlook != "" {
			return nil, usage("there is no outlook %s: %s", c.Outlook, near(c.Outlook, f.OutlookNames()))
		}
		return nil, usage("%s declares no outlook: write one, `outlook NAME`, with what states may do and how likely it is (docs/outlook.md)", f.Path)
	}
	o := outlook.Options{Scenarios: c.Charter}
	if c.Until != "" {
		day, err := inquiry.Day("until", c.Until)
		if err != nil {
			return nil, err
		}
		o.Until = day
	}
	out, diags, err := outlook.Prepare(lo, o)
	if err != nil {
		return nil, &failure{exitProblems, err}
	}
	if bad := onlyErrors(diags); len(bad) > 0 {
		report.Diagnostics(p.err, bad, p.errStyle)
		return nil, errProblems
	}
	s := &outlook.Study{Outlook: out, Seed: c.Seed}
	return s, c.set(s)
}

// set holds parameters at values.
func (c outlookFlags) set(s *outlook.Study) error {
	if len(c.Set) == 0 {
		return nil
	}
	var names []string
	s.Fixed = make([]bool, len(s.Outlook.Parameters))
	for _, q := range s.Outlook.Parameters {
		s.Values = append(s.Values, q.Value)
		names = append(names, q.Name)
	}
next:
	for _, set := range c.Set {
		name, text, ok := strings.Cut(set, "=")
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if !ok || err != nil || v-v != 0 {
			return usage("--set %s: it is written NAME=NUMBER, as in --set loyalty=0.7", set)
		}
		for i, n := range names {
			if n == strings.TrimSpace(name) {
				s.Values[i], s.Fixed[i] = v, true
				continue next
			}
		}
		return usage("--set %s: the outlook has no parameter %s: %s", set, name, near(name, names))
	}
	return nil
}

// studyKey is the same for two studies that give the same result block by block.
func studyKey(s *outlook.Study, lib *library.Library) string {
	h := sha256.New()
	fmt.Fprintln(h, versionWords(), runtime.GOARCH, s.Outlook.Name, s.Runs, s.Seed, s.Block, s.Most, s.Outlook.Starts, s.Outlook.Ends, s.Values, s.Fixed)
	for _, sc := range s.Outlook.Scenarios {
		fmt.Fprintln(h, sc.Name)
	}
	for _, f := range lib.Files {
		fmt.Fprintln(h, f.Path, len(f.Src))
		h.Write(f.Src)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// state reads what has been run before.
func (c *outlookCommand) state(s *outlook.Study, key string) (*outlook.State, error) {
	fresh := s.NewState(key)
	if c.State == "" {
		return fresh, nil
	}
	if info, err := os.Stat(c.State); err == nil && !info.Mode().IsRegular() {
		return nil, &failure{exitUnreadable, fmt.Errorf("the state cannot be kept in %s: it is no file", c.State)}
	}
	b, err := os.ReadFile(c.State)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fresh, nil
	case err != nil:
		return nil, &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", c.State, plainError(err))}
	}
	var st keptState
	if err := json.Unmarshal(b, &st); err != nil || st.State == nil || st.Tally == nil {
		return nil, &failure{exitUnreadable, fmt.Errorf("%s does not hold the state of a study: name another file, or take it away", c.State)}
	}
	if _, sum, err := sealed(st.State); err != nil || sum != st.Sum {
		return nil, &failure{exitUnreadable, fmt.Errorf("%s is damaged, and what it holds cannot be relied on: take it away, and the study begins anew", c.State)}
	}
	if st.Key != key || len(st.Done) != len(fresh.Done) || fresh.Tally.Add(st.Tally) != nil {
		return nil, usage("%s holds the state of another study: the files, the laws, the seed, the number of runs or the program were others; name another file, or take it away", c.State)
	}
	fresh.Done = st.Done
	return fresh, nil
}

// keptState is a state as it is kept, with a sum by which damage shows: a number
// that is another would be taken for a result.
type keptState struct {
	*outlook.State
	Sum string `json:"sum"`
}

// sealed is a state as it is kept, and its sum.
func sealed(st *outlook.State) (content []byte, sum string, err error) {
	plain, err := json.Marshal(st)
	if err != nil {
		return nil, "", err
	}
	sum = fmt.Sprintf("%x", sha256.Sum256(plain))
	content, err = json.Marshal(keptState{st, sum})
	return content, sum, err
}

// saveEvery is how long what was run may be lost.
const saveEvery = 5 * time.Second

// run runs what is left of the study, shows how far it is, and keeps its state.
// broken says why it ended before its end, kept why its state could not be kept.
func (c *outlookCommand) run(ctx context.Context, p *program, s *outlook.Study, st *outlook.State) (broken, kept error) {
	show := p.counting()
	before, saved := st.Tally.Runs, time.Now()
	waiting := sync.OnceFunc(p.working(fmt.Sprintf("running futures: %d of %d", before, s.Runs)))
	defer waiting()
	step := func(st *outlook.State) error {
		waiting()
		show.left("running futures", st.Tally.Runs, s.Runs, st.Tally.Runs-before)
		if c.State != "" && time.Since(saved) > saveEvery {
			saved = time.Now()
			return c.save(st)
		}
		return nil
	}
	var err error
	if c.Share != "" || c.Broker != "" {
		err = c.share(ctx, p, s, st, step)
	} else {
		err = s.Go(ctx, st, max(1, c.ownWorkers()), step)
	}
	show.end()
	if c.State != "" {
		kept = c.save(st)
	}
	if broken = c.ended(err, s, st, kept == nil); broken != nil && kept != nil && broken.Error() == kept.Error() {
		kept = nil // it could not be kept before, and is said
	}
	return broken, kept
}

// ended says why a study ended early; kept: what was run is in the state.
func (c *outlookCommand) ended(err error, s *outlook.Study, st *outlook.State, kept bool) error {
	var run *outlook.RunError
	var own *failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.Is(err, context.Canceled):
		what := fmt.Sprintf("broken off after %d of %d futures", st.Tally.Runs, s.Runs)
		if c.State != "" && kept {
			what += "; the same command goes on from there"
		}
		return &failure{exitInterrupt, errors.New(what)}
	case errors.As(err, &run):
		return &failure{exitProblems, run}
	}
	return &failure{exitInternal, err}
}

// shown says what went wrong in a future at its place in the outlook, and how it
// can be looked at. It returns what is left to say.
func (c *outlookCommand) shown(p *program, err error) error {
	var run *outlook.RunError
	if !errors.As(err, &run) {
		return err
	}
	d, ok := run.Diagnostic()
	if !ok {
		return err
	}
	again := fmt.Sprintf("casus run %s --future %d --charter %s", c.Path, run.Run, run.Scenario)
	if c.Outlook != "" {
		again += " --outlook " + c.Outlook
	}
	if c.Seed != 1 {
		again += fmt.Sprintf(" --seed %d", c.Seed)
	}
	for _, s := range c.Set {
		again += " --set " + s
	}
	d.Hint += "; " + again + " shows the future up to there"
	p.out.Flush()
	report.Diagnostics(p.err, []diag.Diagnostic{d}, p.errStyle)
	return errProblems
}

// save writes the state whole or not at all: a full disk or a crash leaves the
// last one.
func (c *outlookCommand) save(st *outlook.State) error {
	b, _, err := sealed(st)
	if err != nil {
		return err
	}
	writing.Lock()
	defer writing.Unlock()
	if err := replace.File(c.State, b); err != nil {
		return &failure{exitUnreadable, fmt.Errorf("the state cannot be kept in %s: %w", c.State, plainError(err))}
	}
	return nil
}

// left tells how far it is and how long it will take.
func (c *counting) left(what string, done, of, here int64) {
	if !c.p.progress || time.Since(c.last) < 200*time.Millisecond {
		return
	}
	c.last, c.shown = time.Now(), true
	gone := time.Since(c.start)
	text := fmt.Sprintf("%s: %d of %d", what, done, of)
	if here > 0 {
		text += ", " + lasting(time.Duration(float64(gone)*float64(of-done)/float64(here))) + " left"
	}
	fmt.Fprintf(c.p.err, "\r\x1b[K%s", text)
}

// lasting is a length of time for people: seconds of a few minutes, else
// minutes and hours.
func lasting(d time.Duration) string {
	switch s := int(d.Round(time.Second).Seconds()); {
	case s < 120:
		return fmt.Sprintf("%d s", s)
	case s < 2*3600:
		return fmt.Sprintf("%d min", (s+30)/60)
	default:
		return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
	}
}

// futureFlags open a future instead of the record.
type futureFlags struct {
	Future  int64    `help:"A future of the folder's outlook, by its number, instead of what happened (see casus outlook)." default:"-1" placeholder:"N"`
	Outlook string   `help:"With --future: an outlook that the folder declares." placeholder:"NAME"`
	Seed    uint64   `help:"With --future: where chance comes from." default:"1"`
	Set     []string `help:"With --future: hold a parameter at a value." placeholder:"NAME=NUMBER" sep:"none"`
}

// build builds the case with the future in its record; without --future it is
// the case that the other flags name.
func (c futureFlags) build(p *program, f *library.Folder, law caseFlags) (*library.Built, error) {
	if c.Future < 0 {
		return law.build(p, f)
	}
	if len(law.Charter) > 1 {
		return nil, usage("--future is one history under one law: name one --charter")
	}
	s, err := outlookFlags{Outlook: c.Outlook, Charter: law.Charter, Seed: c.Seed, Set: c.Set}.study(p, f)
	if err != nil {
		return nil, err
	}
	h, err := s.Open(0, c.Future)
	if err != nil {
		return nil, &failure{exitProblems, err}
	}
	if h.Wrong != nil {
		p.wrongFuture(h.Wrong)
	}
	b := h.Built
	b.Name = fmt.Sprintf("%s, future %d of %s", h.Scenario.Name, c.Future, s.Outlook.Name)
	b.Title = fmt.Sprintf("simulated from %s to %s, seed %d", s.Outlook.Starts, s.Outlook.Ends, c.Seed)
	b.Case.Name, b.Case.Title = b.Name, b.Title
	b.Record.Closed = max(h.Ends, calendar.Always)
	return b, nil
}

// wrongFuture says that a future went wrong; what is shown of it ends there, and
// the call with it.
func (p *program) wrongFuture(e *outlook.RunError) {
	if d, ok := e.Diagnostic(); ok {
		report.Diagnostics(p.err, []diag.Diagnostic{d}, p.errStyle)
		p.late = errProblems
		return
	}
	p.late = &failure{exitProblems, e}
}

// checkOutlooks is what is wrong with the outlooks that were read. Those that
// rest on what has errors already are left out.
func checkOutlooks(lib *library.Library, known []diag.Diagnostic) []diag.Diagnostic {
	if diag.HasErrors(known) {
		return nil
	}
	var out []diag.Diagnostic
	for _, f := range lib.Folders {
		for _, o := range f.Outlooks {
			out = append(out, outlook.Check(o)...)
		}
	}
	return out
}
