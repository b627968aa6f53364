package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"casus/charter"
	"casus/search"
)

// Histories are the shortest histories on which two laws differ in what is
// found.
type Histories struct {
	A, B  string
	Rules []string // that differ, or that what differs reaches; nil: all
	Vocab *charter.Vocabulary
	*search.Divergence
}

// Write writes them for people.
func (x *Histories) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, "The shortest histories on which they differ") + "\n")
	var cast []string
	for _, e := range x.Cast {
		cast = append(cast, x.Vocab.Entities[e].Code)
	}
	rules := "all"
	if x.Rules != nil {
		rules = orNone(x.Rules)
	}
	paragraph(&b, s, "among", 13, fmt.Sprintf("%s, the last of whom is no party, from %s; %d days after the last act are looked at", strings.Join(cast, " "), x.From, x.Bounds.Wait), plain)
	paragraph(&b, s, "rules", 13, rules, plain)
	paragraph(&b, s, "acts", 13, orNone(x.Looked), plain)
	for i, d := range x.Differences {
		b.WriteString("\n")
		for k, kind := range d.Kinds {
			head := ""
			if k == 0 {
				head = strconv.Itoa(i + 1)
			}
			paragraph(&b, s, head, 6, kind.What+", "+x.how(kind.How), bold)
		}
		for _, act := range d.Acts {
			b.WriteString("      " + act.Line(x.Vocab) + "\n")
		}
		for side, name := range []string{x.A, x.B} {
			b.WriteString("      " + s.paint(dim, clean(name)+":") + "\n")
			if len(d.Found[side]) == 0 {
				b.WriteString("        nothing of this\n")
			}
			for _, f := range d.Found[side] {
				text := f.Day.String() + "  " + f.Phrase
				if f.Article != "" {
					text += ", " + article(f.Article)
				}
				for _, line := range wrap(text, s.width()-8) {
					b.WriteString("        " + line + "\n")
				}
			}
		}
		if d.Alike > 0 {
			b.WriteString("      " + s.paint(dim, fmt.Sprintf("both: %s alike", counted(d.Alike, "finding", "findings"))) + "\n")
		}
	}
	b.WriteString("\n")
	for _, line := range wrap(x.verdict(), s.width()) {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

func (x *Histories) how(h search.How) string {
	switch h {
	case search.FirstOnly:
		return "under " + clean(x.A) + " only"
	case search.SecondOnly:
		return "under " + clean(x.B) + " only"
	}
	return "on other days or not as often"
}

// verdict says how far was looked.
func (x *Histories) verdict() string {
	tried := fmt.Sprintf("%s run under both, %s of things told apart", counted(x.Tried, "history", "histories"), counted(x.States, "pair of states", "pairs of states"))
	switch {
	case !x.Complete && len(x.Differences) == 0:
		return fmt.Sprintf("Stopped: no difference with up to %s; longer histories were tried in part: %s.", acts(x.Acts), tried)
	case !x.Complete:
		return fmt.Sprintf("Stopped: %s of difference so far; all histories with up to %s were tried, longer ones in part: %s.", counted(x.kinds(), "kind", "kinds"), acts(x.Acts), tried)
	case len(x.Differences) == 0:
		return fmt.Sprintf("No difference with up to %s among these states: %s.", acts(x.Bounds.Acts), tried)
	}
	return fmt.Sprintf("%s of difference with up to %s among these states; none has a shorter history: %s.", counted(x.kinds(), "kind", "kinds"), acts(x.Bounds.Acts), tried)
}

// kinds is how many kinds of difference there are.
func (x *Histories) kinds() (n int) {
	for _, d := range x.Differences {
		n += len(d.Kinds)
	}
	return n
}

type historiesJSON struct {
	Differences []divergenceJSON `json:"differences"`
	Tried       int              `json:"tried"`
	States      int              `json:"states"`
	Acts        int              `json:"actsComplete"`
	Bound       int              `json:"actsAsked"`
	Complete    bool             `json:"complete"`
	Among       []string         `json:"among"`
	Looked      []string         `json:"acts"`
	Rules       []string         `json:"rules"`
	From        string           `json:"from"`
	Wait        int              `json:"wait"`
}

type divergenceJSON struct {
	Kinds []differsJSON   `json:"kinds"`
	Acts  []string        `json:"acts"`
	A     []saidAfterJSON `json:"a"`
	B     []saidAfterJSON `json:"b"`
	Alike int             `json:"alike"`
}

type differsJSON struct {
	What string `json:"what"`
	How  string `json:"how"` // a, b, days
}

type saidAfterJSON struct {
	Date    string `json:"date"`
	Phrase  string `json:"phrase"`
	Article string `json:"article"`
}

var howWords = map[search.How]string{search.FirstOnly: "a", search.SecondOnly: "b", search.OtherDays: "days"}

func (x *Histories) json() historiesJSON {
	out := historiesJSON{Differences: []divergenceJSON{}, Tried: x.Tried, States: x.States, Acts: x.Acts, Bound: x.Bounds.Acts, Complete: x.Complete,
		Among: []string{}, Looked: listed(x.Looked), Rules: x.Rules, From: x.From.String(), Wait: x.Bounds.Wait}
	for _, e := range x.Cast {
		out.Among = append(out.Among, x.Vocab.Entities[e].Code)
	}
	for _, d := range x.Differences {
		j := divergenceJSON{Kinds: []differsJSON{}, Acts: []string{}, A: saidAfter(d.Found[0]), B: saidAfter(d.Found[1]), Alike: d.Alike}
		for _, k := range d.Kinds {
			j.Kinds = append(j.Kinds, differsJSON{k.What, howWords[k.How]})
		}
		for _, a := range d.Acts {
			j.Acts = append(j.Acts, a.Line(x.Vocab))
		}
		out.Differences = append(out.Differences, j)
	}
	return out
}

func saidAfter(list []search.Found) []saidAfterJSON {
	out := []saidAfterJSON{}
	for _, f := range list {
		out = append(out, saidAfterJSON{f.Day.String(), f.Phrase, f.Article})
	}
	return out
}

// WriteCSV writes one line for each finding after a history that one law has and
// the other has not, or on another day.
func (x *Histories) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"history", "acts", "kinds", "under", "date", "phrase", "article"})
	for i, d := range x.json().Differences {
		var kinds []string
		for _, k := range x.Differences[i].Kinds {
			kinds = append(kinds, k.What+", "+x.how(k.How))
		}
		for _, side := range []struct {
			name string
			list []saidAfterJSON
		}{{x.A, d.A}, {x.B, d.B}} {
			for _, f := range side.list {
				c.Write([]string{strconv.Itoa(i + 1), strings.Join(d.Acts, listMark), strings.Join(kinds, listMark), side.name, f.Date, f.Phrase, f.Article})
			}
		}
	}
	c.Flush()
	return c.Error()
}
