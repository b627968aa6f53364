package library

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// Signal is something that acts tell of how an alliance holds together. Which
// acts are one is said by a case (`counts drill as exercise`), else it follows
// from the vocabulary: an act of the signal's usual name, or of its PLOVER
// category, with all acts declared to be one of them.
type Signal string

// The signals.
const (
	Request  Signal = "request"   // asks the alliance or its members for something
	Force    Signal = "force"     // force is used
	Exercise Signal = "exercise"  // an exercise is held
	Cancel   Signal = "cancel"    // an exercise is called off
	Boycott  Signal = "boycott"   // a member stays away from an exercise
	Absence  Signal = "absence"   // a member stays away from a meeting
	Facility Signal = "facility"  // an outsider is given a base or another facility
	ExitTalk Signal = "exit-talk" // a member says that it will or may leave
)

// Signals lists the signals in the order in which they are shown.
var Signals = []Signal{Request, Force, Exercise, Cancel, Boycott, Absence, Facility, ExitTalk}

// usual are the acts by which a signal is known where a case says nothing.
var usual = map[Signal]struct {
	acts   []string
	plover string
}{
	Request:  {[]string{"request-help", "request-consultation"}, "REQUEST"},
	Force:    {[]string{"attack", "clash"}, "ASSAULT"},
	Exercise: {acts: []string{"exercise"}},
	Cancel:   {acts: []string{"cancel-exercise"}},
	Boycott:  {acts: []string{"skip-exercise"}},
	Absence:  {acts: []string{"skip-meeting"}},
	Facility: {acts: []string{"host-facility", "host-base"}},
	ExitTalk: {acts: []string{"threaten-exit", "announce-exit"}},
}

// SignalActs is what counts as a signal in a case.
type SignalActs struct {
	Acts []charter.ActID // in order, those declared to be one of them not repeated
	// Declared is set where the case says which acts they are. From and Until
	// are the days for which the record holds all of them; Always and Never
	// where nothing is said.
	Declared    bool
	From, Until calendar.Day
}

// Is reports whether an act is one of the signal's.
func (s SignalActs) Is(v *charter.Vocabulary, a charter.ActID) bool {
	return slices.ContainsFunc(s.Acts, func(b charter.ActID) bool { return v.IsAct(a, b) })
}

// UsualSignals is what counts as each signal where a case says nothing.
func UsualSignals(v *charter.Vocabulary) map[Signal]SignalActs {
	out := map[Signal]SignalActs{}
	for _, s := range Signals {
		u := usual[s]
		x := SignalActs{From: calendar.Always, Until: calendar.Never}
		for a := int(charter.FirstDeclared); a < len(v.Acts); a++ {
			act := &v.Acts[a]
			if slices.Contains(u.acts, act.Name) || u.plover != "" && act.Plover == u.plover {
				x.Acts = append(x.Acts, charter.ActID(a))
			}
		}
		out[s] = x
	}
	return out
}

// signals resolves what a case counts as signals.
func (b *Built) signals(list []syntax.CountsAs, f *syntax.File) (p problems) {
	v := b.Case.Vocab
	b.Signals = UsualSignals(v)
	var names []string
	for _, s := range Signals {
		names = append(names, string(s))
	}
	for _, d := range list {
		s := Signal(d.Signal.Name)
		if !slices.Contains(Signals, s) {
			h := diag.Closest(d.Signal.Name, names)
			if h != "" {
				h = "did you mean " + h + "?"
			} else {
				h = "the signals are " + strings.Join(names, ", ")
			}
			p.error("E0416", place(f, d.Signal.Span), h, "there is no signal %s", d.Signal.Name)
			continue
		}
		if b.Signals[s].Declared {
			p.error("E0416", place(f, d.Signal.Span), "name all acts in one `counts`", "%s is counted twice", s)
			continue
		}
		x := SignalActs{Declared: true, From: calendar.Always, Until: calendar.Never}
		if !d.From.IsZero() {
			x.From = d.From.First
		}
		if !d.Until.IsZero() {
			x.Until = d.Until.Last
		}
		for _, id := range d.Acts {
			a, ok := v.FindAct(id.Name)
			if !ok {
				p.error("E0202", place(f, id.Span), hint(id.Name, v.ActNames()), "there is no act %s", id.Name)
				continue
			}
			x.Acts = append(x.Acts, a)
		}
		b.Signals[s] = x
	}
	return p
}
