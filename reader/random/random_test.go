package random

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"casus/diag"
)

// TestFewAreRefused holds that texts are written well enough that hardly any is
// thrown away: else what is left would be the dull ones.
func TestFewAreRefused(t *testing.T) {
	const n = 400
	refused := 0
	for seed := range uint64(n) {
		c := write(rand.New(rand.NewPCG(seed, 1)), Options{Doubt: seed%2 == 1})
		_, _, list := Read(c.Text())
		for _, d := range list {
			if d.Severity == diag.Error && d.Code != "E0244" {
				t.Errorf("seed %d: %s %s", seed, d.Code, d.Summary)
			}
		}
		if diag.HasErrors(list) {
			refused++
		}
	}
	if refused > n/20 {
		t.Errorf("%d of %d texts are refused", refused, n)
	}
}

// TestSameSeedSameText holds that a case can be had again by its seed.
func TestSameSeedSameText(t *testing.T) {
	for seed := range uint64(30) {
		o := Options{Doubt: seed%2 == 1}
		one := GenerateWith(rand.New(rand.NewPCG(seed, 5)), o).Text()
		if two := GenerateWith(rand.New(rand.NewPCG(seed, 5)), o).Text(); one != two {
			t.Fatalf("seed %d gives two texts", seed)
		}
	}
}

// TestEveryClauseIsWritten holds that each clause of the language comes up.
func TestEveryClauseIsWritten(t *testing.T) {
	var all strings.Builder
	for seed := range uint64(150) {
		all.WriteString(GenerateWith(rand.New(rand.NewPCG(seed, 6)), Options{Doubt: true}).Text())
	}
	text := all.String()
	for _, clause := range []string{
		"any     party", "never ", " unless ", "also    acts under way", "where ", "when ", "judged by", "then ", "then    no ", "each party", "some party",
		"jointly party", "at least 2 of", "must ", "minimum amount", "minimum count", "counts  once", "each    answers", "within ", "refusal ",
		"while ", "paused  while", "final power", "may ", "effect ", "nothing", "excuse ", " after ", " for ", " once ", " until ", " if ",
		"on entry into force", "becomes ", "ceases to be ", "opens   when", "moved ", "before ", "keeping base", "fixed electorate", "choosing ",
		"decides by consensus", "decides by unanimity", "decides by silence", "of members", "of present", "of votes", "of weights", "weigh ", "veto ",
		"quorum ", "allows limited format", "decided ", "adopted ", "rejected ", "lapsed ", "participant x", "voted for", "adopting ", "open matters lapse",
		"open matters move", "repeals article", "amends ", "yields to", "reading ", "measure ", "define ", "counting for any", "signed ", "since ",
		"in the last ", "count of ", "sum of ", "highest ", "average ", "declared frozen", " with state ", "of any rule", " stands", "every 7 days",
		"entry into force", " of ORG", "describes ", "answers ", "limited", "failed", "absent ", "account ", "claim", "denied by ", "corrects ", "retract ",
		"between ", "finds by ", "denies by ", "aye by ", "nay by ", "abstain by ",
	} {
		if !strings.Contains(text, clause) {
			t.Errorf("no text has %q", clause)
		}
	}
	// Other rules have an unless too.
	for _, waits := range []string{"after", "once", "on entry into force"} {
		if !regexp.MustCompile(`(becomes|ceases to be) [^,\n]* ` + waits + ` [^,\n]*unless `).MatchString(text) {
			t.Errorf("no change that waits, %s, can be taken back", waits)
		}
	}
}
