package oracle

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"casus/calendar"
	"casus/docket"
	"casus/engine"
)

// A run that forgets what is over finds what one that keeps everything finds, in
// the same order, as long as no event is told of on two days.
func TestLawForgetting(t *testing.T) {
	forgot := 0
	onTexts(t, 400, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, true).read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 64})
		if err != nil {
			return err
		}
		p, err := engine.Compile(tx.Case)
		if err != nil {
			return err
		}
		for _, worlds := range []int{64, 1} { // of one world breaches that are alike are kept as one
			l := d.Load(d.Pick(rng, worlds)...)
			for i := range l.Acts {
				l.Acts[i].Happening = uint32(i) // each act an event of its own
				l.Acts[i].Shared = false
			}
			whole, _ := watched(p, l, 0)
			brief, most := watched(p, l, 1)
			if most < len(l.Acts) {
				forgot++
			}
			if err := differ(whole, brief); err != nil {
				return fmt.Errorf("%d worlds: %w", worlds, err)
			}
		}
		return nil
	})
	if forgot == 0 {
		t.Error("no run forgot anything")
	}
	t.Logf("%d runs forgot something", forgot)
}

// watched lists what a run finds as it finds it, and how many acts it held in the
// end.
func watched(p *engine.Program, l *docket.Load, forget int) (lines []line, held int) {
	in := l.Input
	in.Forget = forget
	r := p.NewRun(in)
	r.Watch = func(id uint32) {
		f := &r.Findings()[id]
		text := fmt.Sprint(f.Day, f.Kind, f.Rule, f.Worlds, f.Late(), f.OfBreach())
		if f.Kind != engine.Status && f.Kind != engine.Collision {
			for w := f.Worlds; w != 0; w &= w - 1 {
				text += fmt.Sprint(r.Roles(id, bits.TrailingZeros64(w)))
			}
		}
		lines = append(lines, line{text: text})
	}
	r.Replay(l.Acts, horizon)
	return lines, len(r.Entries())
}
