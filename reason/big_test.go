package reason_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"casus/reason"
)

func TestBig(t *testing.T) {
	src, _ := os.ReadFile("testdata/help.casus")
	head, _, _ := strings.Cut(string(src), "record history")
	var b strings.Builder
	b.WriteString(head + "record history\n")
	for y := 2001; y < 2041; y++ {
		for m := 1; m <= 12; m++ {
			for d := 1; d <= 28; d++ {
				fmt.Fprintf(&b, "%d-%02d-%02d attack by XXX on AAA\n%d-%02d-%02d request-help by AAA\n", y, m, d, y, m, d)
			}
		}
	}
	c, rec, _ := read(b.String())
	tr := run(t, c, rec, world{})
	fs := tr.Run.Findings()
	t.Log(len(tr.Run.Entries()), len(fs), tr.Run.Matters())
	st := time.Now()
	reason.Why(tr, uint32(len(fs)-1))
	t.Log("first", time.Since(st))
	st = time.Now()
	p := reason.Why(tr, uint32(len(fs)/2))
	t.Log("second", time.Since(st), p.Text)
	st = time.Now()
	p = reason.WhyNot(tr, reason.Question{Rule: c.Rules[0], States: nil, From: fs[0].Day, To: fs[len(fs)-1].Day})
	t.Log("whynot", time.Since(st), p.Text)
	st = time.Now()
	e, _ := c.Vocab.FindEntity("BBB")
	f, _ := c.Vocab.FindEntity("CCC")
	p = reason.WhyNot(tr, question(t, c, []string{"pact", "help", "2001-01-01", "2040-01-01", "BBB", "CCC"}))
	_, _ = e, f
	t.Log("whynot", time.Since(st), p.Text)
}
