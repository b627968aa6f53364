package report

import (
	"io"
	"strings"

	"casus/reason"
)

// Proof writes an answer as a tree: with lines on a terminal, by indentation
// elsewhere.
func Proof(w io.Writer, p *reason.Proof, s Style) error {
	var b strings.Builder
	if p != nil {
		t := tree{b: &b, s: s}
		t.node(p, "", "")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type tree struct {
	b *strings.Builder
	s Style
}

// node writes a node and those below it. head stands before its first line,
// rest before all that follows.
func (t *tree) node(p *reason.Proof, head, rest string) {
	under := rest
	if len(p.Children) > 0 {
		under += t.branch("│ ", "")
	} else if t.s.Terminal && rest != "" {
		under += "  "
	}
	text := mark(p) + clean(p.Text) + entryWords(p)
	for i, line := range wrap(text, max(t.s.width()-textWidth(under), 24)) {
		prefix := head
		if i > 0 {
			prefix = under
		}
		t.b.WriteString(t.s.paint(dim, prefix) + t.s.paint(proofInk(p), line) + "\n")
	}
	for i, k := range p.Children {
		if i == len(p.Children)-1 {
			t.node(k, rest+t.branch("└─ ", "- "), rest+t.branch("   ", "  "))
		} else {
			t.node(k, rest+t.branch("├─ ", "- "), rest+t.branch("│  ", "  "))
		}
	}
}

// branch is what stands before a line: drawn on a terminal, plain elsewhere.
func (t *tree) branch(terminal, plain string) string {
	if t.s.Terminal {
		return terminal
	}
	return plain
}

// mark says of what is not as a rule asks that it is not.
func mark(p *reason.Proof) string {
	switch p.Kind {
	case reason.KindCondition, reason.KindStatus, reason.KindReading, reason.KindAbsence:
		if !p.Holds {
			return "[not so] "
		}
	}
	return ""
}

func proofInk(p *reason.Proof) ink {
	switch p.Kind {
	case reason.KindFinding:
		return bold
	case reason.KindAgain:
		return dim
	case reason.KindNearMiss:
		return yellow
	case reason.KindCondition, reason.KindStatus, reason.KindReading, reason.KindAbsence:
		if !p.Holds {
			return red
		}
	}
	return plain
}

// entryWords is where an entry stands and whence it is known.
func entryWords(p *reason.Proof) string {
	if p.Entry == nil || p.Kind != reason.KindEntry && p.Kind != reason.KindNearMiss {
		return ""
	}
	var parts []string
	if at := entryPlace(p.Entry); at != "" {
		parts = append(parts, at)
	}
	for _, s := range p.Entry.Sources {
		parts = append(parts, s.Name)
	}
	if len(parts) == 0 {
		return ""
	}
	return " [" + strings.Join(parts, "; ") + "]"
}

// ProofJSON is an answer as programs read it.
type ProofJSON struct {
	Kind     string      `json:"kind"`
	Text     string      `json:"text"`
	Day      *string     `json:"day"`
	Holds    bool        `json:"holds"`
	Rule     string      `json:"rule,omitempty"`
	Article  string      `json:"article,omitempty"`
	Entry    string      `json:"entry,omitempty"`
	Sources  []string    `json:"sources,omitempty"`
	Children []ProofJSON `json:"children"`
}

func proofJSON(p *reason.Proof) ProofJSON {
	j := ProofJSON{Kind: p.Kind.String(), Text: p.Text, Holds: p.Holds, Children: []ProofJSON{}}
	if p.Day != 0 {
		j.Day = day(p.Day)
	}
	if p.Rule != nil {
		j.Rule, j.Article = p.Rule.Name, p.Rule.Article
	}
	if p.Entry != nil {
		j.Entry = entryPlace(p.Entry)
		for _, s := range p.Entry.Sources {
			j.Sources = append(j.Sources, s.Name)
		}
	}
	for _, c := range p.Children {
		j.Children = append(j.Children, proofJSON(c))
	}
	return j
}

// Reasons lists the nodes below the root of a proof in the order of reading,
// each text once: what a finding rests on, for JSON.
func Reasons(p *reason.Proof) []Reason { return new(Places).Reasons(p) }

// Reasons is Reasons for whoever asks for those of many proofs.
func (x *Places) Reasons(p *reason.Proof) []Reason {
	var list []Reason
	type told struct {
		kind reason.Kind
		text string
	}
	seen := map[told]bool{}
	p.Walk(func(depth int, n *reason.Proof) {
		if depth == 0 || n.Kind == reason.KindAgain || seen[told{n.Kind, n.Text}] || isSourcing(n) {
			return
		}
		seen[told{n.Kind, n.Text}] = true
		r := Reason{Kind: n.Kind.String(), Text: mark(n) + n.Text}
		if n.Entry != nil {
			r.Entry, r.Source = x.of(n.Entry), firstSource(n.Entry)
		}
		if n.Rule != nil {
			r.Rule = n.Rule.Name
		}
		list = append(list, r)
	})
	return list
}

// isSourcing reports whether a node only repeats an entry's words and sources,
// which JSON has in fields of their own.
func isSourcing(n *reason.Proof) bool {
	return n.Kind == reason.KindNote && (strings.HasPrefix(n.Text, "Written: ") || strings.HasPrefix(n.Text, "Source: "))
}

// Answered is an explained finding, for WhyJSON.
type Answered struct {
	Finding FindingJSON `json:"finding"`
	Side    string      `json:"side"`
	Proof   ProofJSON   `json:"proof"`
}

// WhyJSON writes explained findings for programs.
func WhyJSON(w io.Writer, list []Answered) error {
	if list == nil {
		list = []Answered{}
	}
	return writeJSON(w, struct {
		Answers []Answered `json:"answers"`
	}{list})
}

// Answer is a finding of a docket with its proof, for WhyJSON.
func (x Shown) Answer(f FindingJSON, side int, p *reason.Proof) Answered {
	return Answered{f, x.Docket.Name(side), proofJSON(p)}
}

// WhyNotJSON writes the answer to a question why not.
func WhyNotJSON(w io.Writer, question string, p *reason.Proof) error {
	return writeJSON(w, struct {
		Question string    `json:"question"`
		Answer   ProofJSON `json:"answer"`
	}{question, proofJSON(p)})
}
