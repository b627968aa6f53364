package docs

import (
	"strings"
	"testing"

	"casus/syntax"
)

func TestOf(t *testing.T) {
	for _, c := range []struct{ word, section, begins string }{
		{"within", "Procedure", "The time to decide"},
		{"within", "Duty", "The last day is the day of opening"},
		{"refusal", "Duty", "The act that refuses"},
		{"adopted", "Procedure", "*adopted, rejected, lapsed* are the outcomes"},
		{"once", "Effects", "Not before a condition holds."},
		{"stands", "Conditions", "*A finding* is true"},
		{"duty", "Duty", "A duty *opens* a matter"},
		{"ban", "", "A party must never do this."},
		{"paused", "Duty", "The clock stands"},
		{"known", "Record", "the day on which it was known"},
		{"breach", "Findings", "a ban is broken"},
		{"grave", "", "An act that some rule should answer"},
	} {
		m, ok := Of(c.word, c.section)
		if !ok || !strings.HasPrefix(m.Text, c.begins) {
			t.Errorf("%s in %s: %v %q", c.word, c.section, ok, m)
		}
		if strings.Contains(m.Text, "**") || strings.Contains(m.Text, "```") {
			t.Errorf("%s: %q", c.word, m.Text)
		}
	}
	if m, ok := Of("no-such-clause"); ok {
		t.Errorf("%v", m)
	}
}

// TestLeaders: the page says of every word that begins something what it means.
func TestLeaders(t *testing.T) {
	for _, w := range syntax.Leaders() {
		if m, ok := Of(w); !ok || len(m.Text) < 10 {
			t.Errorf("%s: %v", w, m)
		}
	}
}
