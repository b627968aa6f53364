package outlook

import (
	"fmt"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/syntax"
)

// Opened is a single future, written down so that it can be read like a record.
type Opened struct {
	Scenario *Scenario
	Text     string // the simulated acts as a record is written
	Engine   *engine.Run
	From     int // of Engine's findings, the first of the future
	// Built is the case with the record and the future in one record.
	Built *library.Built
	Ends  calendar.Day
	Wrong *RunError // the run went wrong on the day Ends; nil: it did not
}

// Open runs one run of a scenario once more and writes it down. Of a run that
// goes wrong, it is what happened until then.
func (s *Study) Open(scenario int, run int64) (*Opened, error) {
	w := s.NewWorker()
	w.draw(run)
	f := w.futures[scenario]
	f.log = []string{}
	f.begin(uint64(run), w.parameters)
	h := &Opened{Scenario: f.s, Engine: f.run, From: f.s.findings, Ends: s.Outlook.Ends}
	if err := f.run1(); err != nil {
		h.Wrong = &RunError{run, f.s.Name, err}
		h.Ends = max(f.run.Today(), s.Outlook.Starts)
	}
	h.Text = f.written()
	file, diags := syntax.Parse(fmt.Sprintf("future-%d.casus", run), []byte(h.Text))
	if diag.HasErrors(diags) {
		return nil, fmt.Errorf("run %d cannot be written down: %s", run, diags[0].Summary)
	}
	b, diags := s.Outlook.Decl.Build(f.s.Name, f.s.more, s.Outlook.Starts, file)
	for _, d := range diags {
		if d.Severity == diag.Error {
			return nil, fmt.Errorf("run %d cannot be written down: %s", run, d.Summary)
		}
	}
	h.Built = b
	return h, nil
}

// Docket draws up the docket of the future, from common ground.
func (h *Opened) Docket() (*docket.Docket, error) {
	v := docket.View{AsOf: h.Ends, AsKnown: calendar.Always, Accounts: []charter.EntityID{}}
	for _, g := range h.Built.Given {
		v.Given = append(v.Given, docket.Given{Name: g.Name, Value: g.Value})
	}
	return docket.Derive(h.Built.Case, h.Built.Record, v)
}

// written writes the acts of the future as entries of a record.
func (f *future) written() string {
	var b strings.Builder
	v := f.s.Program.Case.Vocab
	n := 0
	for _, e := range f.run.Entries()[f.s.entries:] {
		if !e.First {
			continue
		}
		fmt.Fprintf(&b, "%s  %s", e.Day, v.Acts[e.Act].Name)
		for role := range syntax.NumRoles {
			if at := f.s.Program.Place(e.Act, role); at >= 0 && e.Roles[at] != 0 {
				fmt.Fprintf(&b, " %s %s", role, v.Entities[e.Roles[at]].Code)
			}
		}
		if e.Extra != 0 {
			for _, x := range f.run.ExtraOf(e.Extra).Numbers {
				fmt.Fprintf(&b, " %s %s", v.Numbers[x.Number].Name, x.Value)
				if u := v.Numbers[x.Number].Unit; u != "" && strings.ToUpper(u) == u {
					fmt.Fprintf(&b, " %s", u)
				}
			}
		}
		fmt.Fprintf(&b, "\n  note \"simulated: %s\"\n", f.log[n])
		n++
	}
	return b.String()
}
