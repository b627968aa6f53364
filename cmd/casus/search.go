package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/inquiry"
	"casus/search"
)

type searchCommand struct {
	Path     string `arg:"" help:"The case, or a folder with one."`
	Question string `arg:"" help:"What must hold at the end of a history: for some a p: CONDITION."`
	caseFlags
	From    string `help:"The day on which histories begin; the day after the last text came into force if not said." placeholder:"DAY"`
	Acts    int    `help:"The most acts in a history." default:"5"`
	States  int    `help:"How many parties take part." default:"4"`
	Wait    int    `help:"Days looked at after the last act." default:"400"`
	Apart   int    `help:"Days of the long pause between acts; longer than every period of the charter if not said." placeholder:"DAYS"`
	Answers int    `help:"How many histories are wanted." default:"1"`
	Visits  int    `help:"Stop after so many histories." placeholder:"N"`
	Test    bool   `help:"Print the histories as tests, to be kept."`
	JSON    bool   `name:"json" help:"Print the answer as JSON."`
}

// Help teaches by example.
func (searchCommand) Help() string {
	return `Look for the shortest histories after which something holds under a charter, or
say that there is none up to a stated size. Every act that the charter looks at
is tried, by every choice of a few states, one day or a long while after the
act before. Histories that leave the same behind are gone on from once.

A question names states after "for some" and gives a condition in the words of
the language; "any duty" stands for each duty of the charter in turn.

Examples:
  casus search cases/csto "for some a p: attack by a on p and a is party and p is party and no opening of any duty to p"
      a party attacks a party and nobody owes the victim anything
  casus search cases/csto --charter imankulov-2022 --acts 4 "for some p: breach by p and p is party"
  casus search cases/csto --answers 3 --test "for some p: withdraw by p from CSTO and p is party"
      three histories, printed as tests

The answer says how far it looked. Ctrl-C stops the search and prints what was
found and how much was tried.`
}

// Run searches.
func (c *searchCommand) Run(p *program) error {
	q, err := search.Asked(c.Question)
	if err != nil {
		return usage("%v", err)
	}
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	b, err := c.build(p, f)
	if err != nil {
		return err
	}
	from := calendar.Always
	if c.From != "" {
		if from, err = inquiry.Day("from", c.From); err != nil {
			return err
		}
	} else {
		for _, fam := range b.Case.Families {
			for _, t := range fam.Texts {
				from = max(from, t.From)
			}
		}
		if from <= calendar.Always {
			from, _ = calendar.Date(2001, 1, 1)
		}
		from++
	}
	bounds := search.Bounds{Acts: c.Acts, States: c.States, Wait: c.Wait, Apart: c.Apart, Visits: c.Visits, Answers: c.Answers}
	tell := func(acts, tried, states int) {
		if p.progress {
			fmt.Fprintf(p.err, "\r%d acts: %s histories tried, %s states", acts, thousands(tried), thousands(states))
		}
	}
	ctx, end := p.interruptible()
	a, err := search.For(ctx, b.Case, q, from, bounds, nil, tell)
	end()
	if p.progress {
		fmt.Fprint(p.err, "\r\x1b[K")
	}
	if a == nil {
		return &failure{exitProblems, err}
	}
	if c.JSON {
		return c.printJSON(p, a, b.Case.Vocab)
	}
	v := b.Case.Vocab
	var cast []string
	for _, e := range a.Cast {
		cast = append(cast, v.Entities[e].Code)
	}
	fmt.Fprintf(p.out, "%s\n  among      %s (the last is no party), from %s\n  pauses     1 day or %d days; %d days after the last act are looked at\n", q.Text, strings.Join(cast, " "), a.From, a.Bounds.Apart, a.Bounds.Wait)
	for i, h := range a.Histories {
		fmt.Fprintln(p.out)
		if c.Test {
			fmt.Fprintf(p.out, "test %q\n", fmt.Sprintf("%s (%d)", q.Text, i+1))
		} else {
			var who []string
			for n, name := range q.Vars {
				who = append(who, name+" = "+v.Entities[h.For[n]].Code)
			}
			fmt.Fprintf(p.out, "History %d, with %s\n", i+1, strings.Join(who, ", "))
		}
		for _, act := range h.Acts {
			fmt.Fprintf(p.out, "  %s\n", act.Line(v))
		}
		if c.Test {
			fmt.Fprintf(p.out, "  as of %s\n", h.Asof)
		}
	}
	fmt.Fprintln(p.out)
	fmt.Fprintln(p.out, verdictOf(a))
	return nil
}

func verdictOf(a *search.Answer) string {
	tried := fmt.Sprintf("%s histories tried, %s different states reached", thousands(a.Tried), thousands(a.States))
	switch {
	case len(a.Histories) > 0 && a.Acts > 0:
		return fmt.Sprintf("There is such a history with %d acts; none is shorter: %s.", len(a.Histories[0].Acts), tried)
	case len(a.Histories) > 0:
		return fmt.Sprintf("There is such a history with %d acts: %s.", len(a.Histories[0].Acts), tried)
	case a.Complete:
		return fmt.Sprintf("There is no such history with up to %d acts among %d parties and an outsider: %s.", a.Bounds.Acts, len(a.Cast)-1, tried)
	}
	return fmt.Sprintf("Stopped: there is no such history with up to %d acts; longer ones were tried in part: %s.", a.Acts, tried)
}

func (c *searchCommand) printJSON(p *program, a *search.Answer, v *charter.Vocabulary) error {
	type history struct {
		For  map[string]string `json:"for"`
		Acts []string          `json:"acts"`
		AsOf string            `json:"asOf"`
	}
	out := struct {
		Question  string    `json:"question"`
		Histories []history `json:"histories"`
		Tried     int       `json:"tried"`
		States    int       `json:"states"`
		Acts      int       `json:"actsComplete"`
		Complete  bool      `json:"complete"`
		From      string    `json:"from"`
	}{a.Question.Text, []history{}, a.Tried, a.States, a.Acts, a.Complete, a.From.String()}
	for _, h := range a.Histories {
		x := history{For: map[string]string{}, AsOf: h.Asof.String()}
		for n, name := range a.Question.Vars {
			x.For[name] = v.Entities[h.For[n]].Code
		}
		for _, act := range h.Acts {
			x.Acts = append(x.Acts, act.Line(v))
		}
		out.Histories = append(out.Histories, x)
	}
	enc := json.NewEncoder(p.out)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// thousands writes a number with its thousands apart.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
