package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/search"
)

type searchCommand struct {
	Path     string `arg:"" optional:"" help:"The case, or a folder with one." placeholder:"CASE"`
	Question string `arg:"" optional:"" help:"A question by its name, its sentence, or in words; --list lists the named ones." placeholder:"QUESTION"`
	caseFlags
	Act     string `help:"Of a question about an attack: only this grave act of the vocabulary." placeholder:"ACT"`
	From    string `help:"The day on which histories begin; the day after the last text came into force if not said." placeholder:"DAY"`
	Acts    int    `help:"The most acts in a history, up to 12." default:"5"`
	States  int    `help:"How many parties take part." default:"4"`
	Wait    int    `help:"Days looked at after the last act; longer than every period that can matter if not said." placeholder:"DAYS"`
	Answers int    `help:"How many histories are wanted." default:"1"`
	Visits  int    `help:"Stop after so many histories." placeholder:"N"`
	Plain   int    `help:"Leave all shortcuts aside, and try every act on every day up to so many after the act before: slow, for those who doubt." placeholder:"DAYS"`
	Save    string `help:"Write the histories found as tests into this file of the case, with all that is found of them." placeholder:"FILE"`
	List    bool   `help:"List the questions that have a name."`
	JSON    bool   `name:"json" help:"Print the answers as JSON."`
}

// Help teaches by example.
func (searchCommand) Help() string {
	return `Look for the shortest history after which something holds under a charter, or
refute or confirm a claim about all histories up to a size. Every act that can
matter is tried, by every choice of a few states, on every day that can make a
difference; the answer says how far it looked.

A question is the name or the sentence of one of those that --list lists, or is
put in words. "for some a p: CONDITION" asks for a history at whose end the
condition holds. "for some a p: when ACT where CONDITION then CONDITION" looks
at an act as it is done: the first condition is read as things stood before it,
the second counts only what was done and found since. "for all a p: when ... then
..." claims that it is always so. "any duty" stands for each duty in turn,
"toward p" for any role but that of who owes, "due within 30 days" asks for a
last day so soon after.

Ctrl-C stops the search and prints what was found by then.`
}

// Examples shows commands.
func (searchCommand) Examples() string {
	return `
casus search --list
casus search cases/csto must-act --charter csto-2002 --act attack
casus search cases/csto --charter imankulov-2022 "a party is attacked by a party and somebody must act within 30 days"
casus search cases/csto dilemma --save cases/csto/tests-found.casus
casus search cases/csto --acts 4 "for some p: breach of dues by p stands and p is not party"
casus search cases/csto "for all a p: when attack by a on p where p is party then opening of consult about p"
casus search cases/csto nobody-owes --json | jq '.answers[] | {question, verdict}'
`
}

// Run searches.
func (c *searchCommand) Run(p *program) error {
	if c.List {
		return report.Questions(p.out, search.Questions(), p.style, c.JSON)
	}
	if c.Path == "" || c.Question == "" {
		return usage("say which case to search, and for what: casus search CASE QUESTION; --list lists the questions that have a name")
	}
	if c.Acts < 1 || c.Acts > 12 {
		return usage("--acts %d: a history has 1 to 12 acts", c.Acts)
	}
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	b, err := c.build(p, f)
	if err != nil {
		return err
	}
	questions, err := search.Pose(b.Case, c.Question, c.Act)
	if err != nil {
		return usage("%v", err)
	}
	from, err := c.from(b.Case)
	if err != nil {
		return err
	}
	var keep *saving
	if c.Save != "" {
		if keep, err = savingTo(c.Save, f); err != nil {
			return err
		}
	}
	x := &report.Searched{Law: b.Name, Asked: c.Question, Vocab: b.Case.Vocab}
	if len(c.Charter) > 0 {
		x.Law = strings.Join(c.Charter, " and ")
	}
	// Until all is printed and kept: Ctrl-C between two questions takes nothing of
	// what the first came to.
	ctx, end := p.interruptible()
	defer end()
	var broken error
	for _, q := range questions {
		a, err := c.ask(ctx, p, b, q, from)
		if a == nil {
			return usage("%v", err)
		}
		x.Answers = append(x.Answers, a)
		if err != nil {
			broken = brokenOff("%s", unput(len(questions)-len(x.Answers)))
			x.Broken = broken.Error()
			break
		}
	}
	if keep != nil {
		err = c.save(p, keep, b, x)
	}
	if c.JSON {
		return errors.Join(err, x.WriteJSON(p.out), broken)
	}
	return errors.Join(err, x.Write(p.out, p.style), broken)
}

// unput says what of a search that was broken off is missing.
func unput(questions int) string {
	switch questions {
	case 0:
		return "what was found by then is shown"
	case 1:
		return "the last question was not put"
	}
	return fmt.Sprintf("the last %d questions were not put", questions)
}

// from is the day on which histories begin.
func (c *searchCommand) from(cs *charter.Case) (calendar.Day, error) {
	if c.From != "" {
		return inquiry.Day("from", c.From)
	}
	return search.From(cs), nil
}

// ask puts one question, and shows how far it is.
func (c *searchCommand) ask(ctx context.Context, p *program, b *library.Built, q *search.Question, from calendar.Day) (*search.Answer, error) {
	bounds := search.Bounds{Acts: c.Acts, States: c.States, Wait: c.Wait, Visits: c.Visits, Answers: c.Answers, Plain: c.Plain > 0, Days: c.Plain}
	start, last := time.Now(), time.Now()
	tell := func(acts, tried, states int) {
		if p.progress && time.Since(last) > 200*time.Millisecond {
			last = time.Now()
			fmt.Fprintf(p.err, "\r\x1b[K%d acts: %d tried, %d states of things, %.0f s", acts, tried, states, time.Since(start).Seconds())
		}
	}
	a, err := search.For(ctx, b.Case, q, from, bounds, givenReadings(b), tell)
	if p.progress {
		fmt.Fprint(p.err, "\r\x1b[K")
	}
	return a, err
}

// givenReadings are the readings that the case itself sets.
func givenReadings(b *library.Built) func(charter.ReadingRef, int) []engine.Choice {
	return func(ref charter.ReadingRef, _ int) []engine.Choice {
		for _, g := range b.Given {
			for _, r := range g.Refs {
				if r == ref {
					return []engine.Choice{{Value: g.Value, Worlds: ^engine.Mask(0)}}
				}
			}
		}
		return nil
	}
}

// save adds the histories to a file of tests, after making sure that they pass.
func (c *searchCommand) save(p *program, s *saving, b *library.Built, x *report.Searched) error {
	var given []docket.Given
	for _, g := range b.Given {
		given = append(given, docket.Given{Name: g.Name, Value: g.Value})
	}
	for _, a := range x.Answers {
		for _, h := range a.Histories {
			s.add(b.Case, given, x.Law+": "+a.Question.Text, h.Acts, h.Asof)
		}
	}
	return s.write(p)
}
