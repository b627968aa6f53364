package annals_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"casus/annals"
	"casus/calendar"
	"casus/engine"
)

const quiet = `vocabulary words
  kind state
  entity AAA is state
  entity BBB is state
  act attack by state on state
  act greet by state
charter pact "No force"
  parties AAA BBB
article 1
  ban peace
    any     party p
    never   attack by p on q
case c "The pact"
  under pact
`

// ending is input in whose middle, or at whose end, Ctrl-C comes.
type ending struct {
	io.Reader
	left int // bytes until then; less than none: at the end
	end  func()
}

func (e *ending) Read(b []byte) (int, error) {
	n, err := e.Reader.Read(b)
	if e.left -= n; e.left <= 0 && e.left+n > 0 || err == io.EOF {
		e.end()
	}
	return n, err
}

// TestInterrupted: a record at which no rule looks is left off in its middle too, and
// what was counted by then is marked; one that was read to its end is whole, whenever
// Ctrl-C came.
func TestInterrupted(t *testing.T) {
	p := compiled(t, quiet)
	const rows = 150_000
	for _, act := range []string{"greet,AAA,", "attack,AAA,BBB"} {
		text := "day,act,by,on\n" + strings.Repeat("2001-01-01,"+act+"\n", rows)
		for _, at := range []int{1000, len(text) + 1} {
			ctx, cancel := context.WithCancel(context.Background())
			in := &ending{strings.NewReader(text), at, cancel}
			rd := annals.New(p, "deeds.csv", annals.CSV, in, calendar.Always)
			s, errs := annals.Run(ctx, p, engine.Input{Worlds: 1}, rd, nil)
			if len(errs) > 0 {
				t.Fatal(errs[0].Summary)
			}
			if middle := at < len(text); s.Cut != middle || (s.Entries < rows) != middle {
				t.Errorf("%s, ended at byte %d of %d: cut %v after %d entries", act, at, len(text), s.Cut, s.Entries)
			}
		}
	}
}

// faulty is input whose reading is a fault of the program.
type faulty struct{}

func (faulty) Read([]byte) (int, error) { panic("a slip") }

// TestFaultOfReading: it is told where the caller can see it.
func TestFaultOfReading(t *testing.T) {
	defer func() {
		if x := recover(); x != "a slip" {
			t.Errorf("the fault is %v", x)
		}
	}()
	p := compiled(t, quiet)
	annals.Run(context.Background(), p, engine.Input{Worlds: 1}, annals.New(p, "deeds.csv", annals.CSV, faulty{}, calendar.Always), nil)
}
