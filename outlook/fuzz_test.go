package outlook_test

import (
	"context"
	"strings"
	"testing"

	"casus/outlook"
)

// Whatever an outlook says, it is refused or it runs; it never breaks the
// program.
func FuzzOutlook(f *testing.F) {
	at := strings.Index(small, "outlook small")
	head, body := small[:at], strings.ReplaceAll(small[at:], "state-parties", "party")
	f.Add(body)
	f.Add("outlook o under pact starts 2030-01-01 runs 3 steps of 1 month shock s on 2030-02-03 does attack by AVA on BOR")
	f.Add("outlook o under pact starts 2030-01-01 runs 2 steps of 1 year parameter q = 0.1 in 0..1 as beta(1, 2) measure m of pair of party = q " +
		"behaviour b each pair of party x y rate m of x with y per 1 year does clash by x with y")
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 4000 {
			return
		}
		o, _ := preparedFrom(t, head+body)
		if o == nil || o.Steps > 200 {
			return
		}
		s := &outlook.Study{Outlook: o, Runs: 2, Seed: 1, Most: 200}
		_ = s.Go(context.Background(), s.NewState(""), 1, nil) // a fault of the numbers is an answer
	})
}
