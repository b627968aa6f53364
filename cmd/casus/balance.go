package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"casus/balance"
	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/inquiry"
	"casus/library"
	"casus/membership"
	"casus/quantity"
	"casus/report"
)

type balanceCommand struct {
	Path   string   `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Case   string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Of     string   `help:"Whose parties, by the code of what the charter governs or by its name; those of the first of the case if not said." placeholder:"CODE"`
	From   string   `help:"From the first day of this date on; ten years before --until if not said." placeholder:"DATE"`
	Until  string   `help:"Up to the last day of this date; the day on which the record is closed if not said." placeholder:"DATE"`
	With   []string `help:"These as well as the parties." placeholder:"CODE" sep:","`
	States []string `help:"These instead of the parties." placeholder:"CODE" sep:","`
	Sizes  string   `help:"Sizes of the states, as a CSV file with the columns code and size; all alike if not said." placeholder:"FILE"`
	Most   int      `help:"Show so many divisions." default:"10" placeholder:"N"`
	JSON   bool     `name:"json" xor:"form" help:"Print the network as JSON, with all divisions that are stable."`
	CSV    bool     `name:"csv" xor:"form" help:"Print one line for each pair as CSV."`
}

func (balanceCommand) Help() string {
	return "The ties between states, for and against, as the record tells them of a time; how far they are from two camps (the frustration index, exactly); and into which camps " +
		"the states would fall if each only sought to be with those it leans to (the landscape of Axelrod and Bennett: every division, those that no state alone would leave, and " +
		"from how many others the states come to each). docs/structure.md says what counts as what."
}

func (balanceCommand) Examples() string {
	return `
casus balance cases/csto                                      the parties, over the last ten years
casus balance cases/csto --from 2020 --until 2022 --with AZE,TUR
casus balance cases/csto --sizes spending.csv                 weigh the states
casus balance cases/csto --json | jq '.landscape.minima[] | {basin, camps}'
`
}

// Run reckons and prints.
func (c *balanceCommand) Run(p *program) error {
	b, err := caseFlags{Case: c.Case}.at(p, c.Path)
	if err != nil {
		return err
	}
	d, err := viewFlags{AsOf: c.Until}.derive(p, b)
	if err != nil {
		return err
	}
	from, err := c.first(d)
	if err != nil {
		return err
	}
	states, err := c.states(d)
	if err != nil {
		return err
	}
	n := balance.Record(d, states, from, d.AsOf)
	if err := c.weigh(d, n); err != nil {
		return err
	}
	x := report.Balance{Case: b.Name, Title: b.Title, Docket: d, From: from, Until: d.AsOf, Network: n, Frustration: n.Frustration(), Most: c.Most}
	if len(states) <= balance.MostStates {
		if x.Landscape, err = n.Landscape(); err != nil {
			return usage("%s", err)
		}
	}
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}

// first is the first day looked at.
func (c *balanceCommand) first(d *docket.Docket) (calendar.Day, error) {
	if c.From == "" {
		y, m, day := d.AsOf.Civil()
		if first, ok := calendar.Date(y-10, m, day); ok {
			return first, nil
		}
		first, _ := calendar.Date(y-10, m, 1)
		return first, nil
	}
	from, err := inquiry.FirstDay("from", c.From)
	if err == nil && from > d.AsOf {
		err = usage("--from %s lies behind %s", c.From, d.AsOf)
	}
	return from, err
}

// states are those between whom ties are looked for, by code.
func (c *balanceCommand) states(d *docket.Docket) ([]charter.EntityID, error) {
	v := d.Case.Vocab
	var list []charter.EntityID
	if len(c.States) == 0 {
		family, err := familyOf(d.Case, c.Of)
		if err != nil {
			return nil, err
		}
		list = membership.Parties(d, family).On(d.AsOf)
	}
	for _, code := range append(slices.Clone(c.With), c.States...) {
		e, ok := v.FindEntity(code)
		if !ok {
			return nil, usage("%s: the vocabulary has no such code%s", code, hint(inquiry.EntityHint(d.Case, d.Record, code)))
		}
		if !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b charter.EntityID) int { return strings.Compare(v.Entities[a].Code, v.Entities[b].Code) })
	if len(list) < 2 {
		return nil, usage("%d states cannot be divided in two camps: name more with --with or --states", len(list))
	}
	return list, nil
}

func hint(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

// weigh reads the sizes of the states.
func (c *balanceCommand) weigh(d *docket.Docket, n *balance.Network) error {
	if c.Sizes == "" {
		return nil
	}
	unreadable := func(err error) error {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", c.Sizes, plainError(err))}
	}
	file, err := os.Open(c.Sizes)
	if err != nil {
		return unreadable(err)
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, library.MaxText+1))
	switch {
	case err != nil:
		return unreadable(err)
	case len(src) > library.MaxText:
		return unreadable(errors.New("it is larger than 64 megabytes"))
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(src, []byte("\ufeff")))) // spreadsheets put that first
	r.FieldsPerRecord = 2
	r.TrimLeadingSpace = true
	sizes := make([]quantity.Num, len(n.States))
	said := make([]int, len(n.States)) // in which line
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return usage("%s:%d: %s; a row is a code and a size, parted by a comma", c.Sizes, bad.Line, bad.Err)
		}
		if err != nil {
			return unreadable(err)
		}
		if first && row[0] == "code" {
			continue
		}
		line, _ := r.FieldPos(0)
		size, err := quantity.Parse(row[1])
		if err != nil {
			return usage("%s:%d: %s", c.Sizes, line, err)
		}
		e, ok := d.Case.Vocab.FindEntity(row[0])
		if i := slices.Index(n.States, e); ok && i >= 0 {
			if said[i] > 0 {
				return usage("%s:%d: the size of %s stands in line %d already: leave one of them", c.Sizes, line, row[0], said[i])
			}
			sizes[i], said[i] = size, line
		}
	}
	for i, s := range sizes {
		if s == 0 {
			return usage("%s: there is no size of %s", c.Sizes, d.Case.Vocab.Entities[n.States[i]].Code)
		}
	}
	if err := n.SetSizes(sizes); err != nil {
		return usage("%s: %s", c.Sizes, err)
	}
	return nil
}
