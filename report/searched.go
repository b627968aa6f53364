package report

import (
	"fmt"
	"io"
	"strings"

	"casus/charter"
	"casus/search"
)

// Searched is a search of one law for one or more questions.
type Searched struct {
	Law     string // what was searched: a charter or a case
	Asked   string // the question as it was put
	Answers []*search.Answer
	Vocab   *charter.Vocabulary
	Broken  string // why not all was looked at; empty if all was
}

// Write writes the answers.
func (x *Searched) Write(w io.Writer, s Style) error {
	var b strings.Builder
	for i, a := range x.Answers {
		if i > 0 {
			b.WriteString("\n")
		}
		x.answer(&b, a, s)
	}
	if len(x.Answers) > 1 {
		b.WriteString("\n")
		for _, a := range x.Answers {
			b.WriteString(askedBy(a.Question) + ": " + Verdict(a) + "\n")
		}
	}
	if x.Broken != "" {
		b.WriteString("\n" + s.paint(red, upperFirst(clean(x.Broken))+".") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x *Searched) answer(b *strings.Builder, a *search.Answer, s Style) {
	b.WriteString(s.paint(bold, x.Law+": "+a.Question.Text) + "\n")
	var cast []string
	for _, e := range a.Cast {
		cast = append(cast, x.Vocab.Entities[e].Code)
	}
	looked := strings.Join(a.Looked, ", ")
	if looked == "" {
		looked = "none: nothing the charter says leads to it"
	}
	paragraph(b, s, "among", 13, fmt.Sprintf("%s, the last of whom is no party, from %s", strings.Join(cast, " "), a.From), plain)
	paragraph(b, s, "acts", 13, looked, plain)
	paragraph(b, s, "rules", 13, fmt.Sprintf("%d of %d can matter; %d days after the last act are looked at", a.Rules, a.RulesAll, a.Bounds.Wait), plain)
	for i, h := range a.Histories {
		b.WriteString("\n")
		head := "History"
		if len(a.Histories) > 1 {
			head = fmt.Sprintf("History %d", i+1)
		}
		var who []string
		for n, name := range a.Question.Vars {
			who = append(who, name+" = "+x.Vocab.Entities[h.For[n]].Code)
		}
		if len(who) > 0 {
			head += ", with " + strings.Join(who, ", ")
		}
		b.WriteString(head + "\n")
		for _, act := range h.Acts {
			b.WriteString("  " + act.Line(x.Vocab) + "\n")
		}
	}
	b.WriteString("\n" + Verdict(a) + "\n")
}

// askedBy is a question in few words: the act of its moment, or its sentence.
func askedBy(q *search.Question) string {
	if act := q.Moment(); act != "" {
		return act
	}
	return q.Text
}

// Verdict is what a search came to, in a sentence.
func Verdict(a *search.Answer) string {
	tried := fmt.Sprintf("%s tried, %s states of things told apart", thousandsOf(a.Tried), thousandsOf(a.States))
	n := a.Bounds.Acts
	if a.Found() && len(a.Histories[0].Acts) > a.Acts+1 { // found ahead of those between
		none := "shorter ones were tried in part"
		if a.Acts > 0 {
			none = fmt.Sprintf("none has up to %s; those between were tried in part", acts(a.Acts))
		}
		return fmt.Sprintf("There is such a history of %s; %s: %s.", acts(len(a.Histories[0].Acts)), none, tried)
	}
	switch {
	case a.Found() && a.Question.Claim:
		return fmt.Sprintf("Refuted by a history of %s; none is shorter: %s.", acts(len(a.Histories[0].Acts)), tried)
	case a.Found():
		return fmt.Sprintf("There is such a history of %s; none is shorter: %s.", acts(len(a.Histories[0].Acts)), tried)
	case a.Complete && a.Question.Claim:
		return fmt.Sprintf("Holds in every history with up to %s among %d states: %s.", acts(n), len(a.Cast)-1, tried)
	case a.Complete:
		return fmt.Sprintf("No such history with up to %s among %d states: %s.", acts(n), len(a.Cast)-1, tried)
	}
	return fmt.Sprintf("Stopped: no such history with up to %s; longer ones were tried in part: %s.", acts(a.Acts), tried)
}

func acts(n int) string {
	if n == 1 {
		return "1 act"
	}
	return fmt.Sprintf("%d acts", n)
}

// thousandsOf writes a number with its thousands apart.
func thousandsOf(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

type searchedJSON struct {
	Law     string             `json:"law"`
	Asked   string             `json:"asked"`
	Broken  string             `json:"broken"`
	Answers []searchAnswerJSON `json:"answers"`
}

type searchAnswerJSON struct {
	Name      string        `json:"name"`
	Question  string        `json:"question"`
	Claim     bool          `json:"claim"`
	Verdict   string        `json:"verdict"` // found, none, stopped; of a claim refuted, holds, stopped
	Histories []historyJSON `json:"histories"`
	Tried     int           `json:"tried"`
	States    int           `json:"states"`
	Acts      int           `json:"actsComplete"`
	Bound     int           `json:"actsAsked"`
	Complete  bool          `json:"complete"`
	Among     []string      `json:"among"`
	Looked    []string      `json:"acts"`
	Rules     int           `json:"rules"`
	RulesAll  int           `json:"rulesInForce"`
	From      string        `json:"from"`
	Wait      int           `json:"wait"`
}

type historyJSON struct {
	For  map[string]string `json:"for"`
	Acts []string          `json:"acts"`
	AsOf string            `json:"asOf"`
}

// WriteJSON writes the answers for programs.
func (x *Searched) WriteJSON(w io.Writer) error {
	out := searchedJSON{Law: x.Law, Asked: x.Asked, Broken: x.Broken, Answers: []searchAnswerJSON{}}
	for _, a := range x.Answers {
		j := searchAnswerJSON{Name: a.Question.Name, Question: a.Question.Text, Claim: a.Question.Claim, Verdict: verdictWord(a), Histories: []historyJSON{}, Tried: a.Tried,
			States: a.States, Acts: a.Acts, Bound: a.Bounds.Acts, Complete: a.Complete, Among: []string{}, Looked: listed(a.Looked), Rules: a.Rules, RulesAll: a.RulesAll,
			From: a.From.String(), Wait: a.Bounds.Wait}
		for _, e := range a.Cast {
			j.Among = append(j.Among, x.Vocab.Entities[e].Code)
		}
		for _, h := range a.Histories {
			k := historyJSON{For: map[string]string{}, Acts: []string{}, AsOf: h.Asof.String()}
			for n, name := range a.Question.Vars {
				k.For[name] = x.Vocab.Entities[h.For[n]].Code
			}
			for _, act := range h.Acts {
				k.Acts = append(k.Acts, act.Line(x.Vocab))
			}
			j.Histories = append(j.Histories, k)
		}
		out.Answers = append(out.Answers, j)
	}
	return writeJSON(w, out)
}

func verdictWord(a *search.Answer) string {
	switch {
	case a.Found() && a.Question.Claim:
		return "refuted"
	case a.Found():
		return "found"
	case !a.Complete:
		return "stopped"
	case a.Question.Claim:
		return "holds"
	}
	return "none"
}

// Questions lists the questions that have a name.
func Questions(w io.Writer, list []search.Named, s Style, json bool) error {
	if json {
		type named struct {
			Name     string `json:"name"`
			Sentence string `json:"sentence"`
			Means    string `json:"means"`
		}
		out := []named{}
		for _, n := range list {
			out = append(out, named{n.Name, n.Sentence, n.Means})
		}
		return writeJSON(w, out)
	}
	var b strings.Builder
	for _, n := range list {
		b.WriteString(s.paint(bold, fmt.Sprintf("%-16s", n.Name)) + n.Sentence + "\n")
		paragraph(&b, s, "", 16, n.Means, dim)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
