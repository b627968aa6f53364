package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"casus/charter"
	"casus/record"
)

// Accounts are the places of a record where sources or accounts differ.
type Accounts struct {
	Case, Title string
	Vocab       *charter.Vocabulary
	Record      *record.Record
	Disputes    []record.Dispute
}

// Write shows the disputes event by event: what is said, by whom, and where it
// was read.
func (x Accounts) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Case, x.Title)) + "\n")
	paragraph(&b, s, "record", headAt, wholeRecord(x.Vocab, x.Record), plain)
	paragraph(&b, s, "differing", headAt, x.CountWords(), plain)
	for i := 0; i < len(x.Disputes); {
		j := i
		for j < len(x.Disputes) && x.Disputes[j].Event == x.Disputes[i].Event {
			j++
		}
		x.event(&b, s, x.Disputes[i:j])
		i = j
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// headAt is the column behind the heads of a command's first lines.
const headAt = 13

// headline is the name of a case and its title.
func headline(name, title string) string {
	if title == "" {
		return clean(name)
	}
	return clean(name) + ": " + clean(title)
}

func wholeRecord(v *charter.Vocabulary, rec *record.Record) string {
	text := fmt.Sprintf("%s: %s, %s", rec.Name, counted(len(rec.Entries), "entry", "entries"), counted(len(rec.Sources), "source", "sources"))
	if n := copiedSources(rec); n > 0 {
		text += fmt.Sprintf(" (%s of another)", counted(n, "copy", "copies"))
	}
	if len(rec.Accounts) > 0 {
		text += ", accounts of " + codes(v, rec.Accounts)
	}
	return text
}

func copiedSources(rec *record.Record) int {
	n := 0
	for _, s := range rec.Sources {
		if s.Copies != nil {
			n++
		}
	}
	return n
}

// kindWords are the kinds of dispute in the plural.
var kindWords = map[record.DisputeKind][2]string{
	record.ActDispute: {"act", "acts"}, record.RolesDispute: {"set of roles", "sets of roles"}, record.DateDispute: {"date", "dates"},
	record.NumberDispute: {"number", "numbers"}, record.DenialDispute: {"denial", "denials"}, record.ClaimDispute: {"claim", "claims"},
	record.AccountDispute: {"thing told by one side only", "things told by one side only"},
}

// CountWords says how many places there are, of which kinds.
func (x Accounts) CountWords() string {
	events := 0
	count := map[record.DisputeKind]int{}
	for i, d := range x.Disputes {
		if i == 0 || d.Event != x.Disputes[i-1].Event {
			events++
		}
		count[d.Kind]++
	}
	if events == 0 {
		return "nothing: no two entries say different things of one event"
	}
	var parts []string
	for _, k := range record.DisputeKinds {
		if n := count[k]; n > 0 {
			parts = append(parts, counted(n, kindWords[k][0], kindWords[k][1]))
		}
	}
	return fmt.Sprintf("%s in %s: %s", counted(len(x.Disputes), "place", "places"), counted(events, "event", "events"), strings.Join(parts, ", "))
}

// event shows what differs about one event.
func (x Accounts) event(b *strings.Builder, s Style, list []record.Dispute) {
	e := list[0].Event
	b.WriteString("\n" + s.paint(bold, e.When()+"  "+clean(record.PhraseOf(x.Vocab, e))))
	b.WriteString(s.paint(dim, "  "+entryPlace(e)) + "\n")
	t := table{indent: 2, columns: []column{{}, {bends: true}, {bends: true}, {bends: true}}}
	var notes []string
	for _, d := range list {
		head := x.DisputeWord(d)
		for _, v := range d.Versions {
			value := v.Value
			sources := SourceWords(v)
			var said []string // who says it, each once
			for _, voice := range v.Voices {
				if who := x.VoiceWords(voice); !slices.Contains(said, who) {
					said = append(said, who)
					t.add(cell{head, dim}, cell{value, plain}, cell{who, blue}, cell{sources, dim})
					head, value, sources = "", "", ""
				}
				for _, n := range voice.Entry.Notes {
					if !slices.Contains(notes, n) {
						notes = append(notes, n)
					}
				}
			}
		}
	}
	t.write(b, s)
	for _, n := range notes {
		paragraph(b, s, "note", 10, clean(n), dim)
	}
}

// DisputeWord is what differs: a number by its name.
func (x Accounts) DisputeWord(d record.Dispute) string {
	switch d.Kind {
	case record.NumberDispute:
		return x.Vocab.Numbers[d.Number].Name
	case record.AccountDispute:
		return "one side"
	}
	return string(d.Kind)
}

// VoiceWords says who speaks: common ground or an account, by whose mouth, and
// whether it was taken back.
func (x Accounts) VoiceWords(v record.Voice) string {
	if v.Denies != nil {
		return "denied by " + codes(x.Vocab, v.Denies)
	}
	who := "common ground"
	if len(v.Entry.Accounts) > 0 {
		who = "account of " + codes(x.Vocab, v.Entry.Accounts)
	} else if v.Entry.Claim {
		who = "claimed"
	}
	if v.Entry.SaidBy != "" {
		who += ", said by " + clean(v.Entry.SaidBy)
	}
	for _, t := range v.Entry.Through {
		who += " through " + clean(t)
	}
	switch {
	case v.Retracted:
		who += ", taken back"
	case v.Corrected != nil:
		who += ", corrected on " + v.Corrected.Known.String()
	}
	return who
}

// SourceWords counts and names the sources of a version, copies put together.
func SourceWords(v record.Version) string {
	list := v.Sources()
	if len(list) == 0 {
		return ""
	}
	var names []string
	for _, s := range list {
		n := s.Name
		if s.Copies != nil {
			n += " (copies " + s.Copies.Name + ")"
		}
		names = append(names, n)
	}
	if len(list) == 1 {
		return names[0]
	}
	return reportWords(v) + ": " + strings.Join(names, ", ")
}

// reportWords is "2 sources, 1 of them a copy".
func reportWords(v record.Version) string {
	n, copies := v.Reports()
	text := counted(n, "source", "sources")
	switch {
	case copies == 1:
		text += ", 1 of them a copy"
	case copies > 1:
		text += fmt.Sprintf(", %d of them copies", copies)
	}
	return text
}

// ---- for programs -------------------------------------------------------------------

type accountsJSON struct {
	Case   string        `json:"case"`
	Title  string        `json:"title"`
	Record string        `json:"record"`
	Events int           `json:"events"`
	Places []disputeJSON `json:"places"`
}

type disputeJSON struct {
	Event    eventJSON     `json:"event"`
	Kind     string        `json:"kind"`
	Number   string        `json:"number"`
	Versions []versionJSON `json:"versions"`
}

type eventJSON struct {
	Label  string    `json:"label"`
	Date   string    `json:"date"` // as it is told: a day, a month, a span, `between ... and ...`
	Dates  datesJSON `json:"dates"`
	Phrase string    `json:"phrase"`
	Title  string    `json:"title"`
	Entry  string    `json:"entry"`
}

type versionJSON struct {
	Value   string      `json:"value"`
	Sources int         `json:"sources"`
	Copies  int         `json:"copies"`
	Voices  []voiceJSON `json:"voices"`
}

type voiceJSON struct {
	Entry     string   `json:"entry"`
	Phrase    string   `json:"phrase"`
	Accounts  []string `json:"accounts"`
	Claim     bool     `json:"claim"`
	DeniedBy  []string `json:"deniedBy"`
	SaidBy    string   `json:"saidBy"`
	Through   []string `json:"through"`
	Sources   []string `json:"sources"`
	Notes     []string `json:"notes"`
	Corrected string   `json:"corrected"`
	Retracted bool     `json:"retracted"`
}

func entityCodes(v *charter.Vocabulary, list []charter.EntityID) []string {
	out := []string{}
	for _, e := range list {
		out = append(out, v.Entities[e].Code)
	}
	return out
}

func sourceNames(list []*record.Source) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.Name)
	}
	return out
}

func (x Accounts) voiceJSON(v record.Voice) voiceJSON {
	e := v.Entry
	j := voiceJSON{Entry: entryPlace(e), Phrase: record.PhraseOf(x.Vocab, e), Accounts: entityCodes(x.Vocab, e.Accounts), Claim: e.Claim,
		DeniedBy: []string{}, SaidBy: e.SaidBy, Through: listed(e.Through), Sources: sourceNames(e.Sources), Notes: listed(e.Notes),
		Retracted: v.Retracted}
	if v.Denies != nil {
		// Who denies an entry is not who tells it.
		j.Accounts, j.SaidBy, j.Through, j.Sources, j.Notes = []string{}, "", []string{}, []string{}, []string{}
		j.DeniedBy = entityCodes(x.Vocab, v.Denies)
	}
	if v.Corrected != nil {
		j.Corrected = entryPlace(v.Corrected)
	}
	return j
}

// WriteJSON writes the disputes for programs.
func (x Accounts) WriteJSON(w io.Writer) error {
	j := accountsJSON{Case: x.Case, Title: x.Title, Record: x.Record.Name, Places: []disputeJSON{}}
	for i, d := range x.Disputes {
		if i == 0 || d.Event != x.Disputes[i-1].Event {
			j.Events++
		}
		dj := disputeJSON{Event: eventJSON{d.Event.Label, d.Event.When(), dates(d.Event.Begin), record.PhraseOf(x.Vocab, d.Event), d.Event.Title, entryPlace(d.Event)},
			Kind: string(d.Kind), Versions: []versionJSON{}}
		if d.Kind == record.NumberDispute {
			dj.Number = x.Vocab.Numbers[d.Number].Name
		}
		for _, v := range d.Versions {
			n, copies := v.Reports()
			vj := versionJSON{Value: v.Value, Sources: n, Copies: copies, Voices: []voiceJSON{}}
			for _, voice := range v.Voices {
				vj.Voices = append(vj.Voices, x.voiceJSON(voice))
			}
			dj.Versions = append(dj.Versions, vj)
		}
		j.Places = append(j.Places, dj)
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for each voice.
func (x Accounts) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"event", "date", "earliest", "latest", "phrase", "kind", "number", "value", "sources of the value", "copies among them",
		"accounts", "claim", "denied by", "said by", "through", "sources", "corrected", "retracted", "entry", "notes"})
	for _, d := range x.Disputes {
		number := ""
		if d.Kind == record.NumberDispute {
			number = x.Vocab.Numbers[d.Number].Name
		}
		for _, v := range d.Versions {
			n, copies := v.Reports()
			for _, voice := range v.Voices {
				j := x.voiceJSON(voice)
				begin := dates(d.Event.Begin)
				c.Write([]string{d.Event.Label, d.Event.When(), begin.Lo, begin.Hi, record.PhraseOf(x.Vocab, d.Event), string(d.Kind), number, v.Value,
					strconv.Itoa(n), strconv.Itoa(copies), strings.Join(j.Accounts, " "), strconv.FormatBool(j.Claim), strings.Join(j.DeniedBy, " "),
					j.SaidBy, strings.Join(j.Through, listMark), strings.Join(j.Sources, listMark), j.Corrected, strconv.FormatBool(j.Retracted),
					j.Entry, strings.Join(j.Notes, listMark)})
			}
		}
	}
	c.Flush()
	return c.Error()
}
