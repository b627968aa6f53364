// Package dossier writes a case on paper: one file of HTML that needs no other,
// with a summary, a picture of the timeline and its table, the docket, the
// comparison over the texts of the folder, what the sides' accounts say, and
// the sources. It finds nothing that the docket does not have.
package dossier

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"

	"casus/calendar"
	"casus/charter"
	"casus/chronicle"
	"casus/docket"
	"casus/engine"
	"casus/record"
	"casus/report"
)

// Dossier is what is put on paper.
type Dossier struct {
	Shown      report.Shown
	Comparison *report.Comparison // of the texts of the folder; nil: there is one only
	Disputes   []record.Dispute
	Chronicle  *chronicle.Chronicle
}

// Of draws a dossier up from a docket and what it is compared with.
func Of(d *docket.Docket, sides []int, c *report.Comparison) Dossier {
	return Dossier{Shown: report.Shown{Docket: d, Selection: report.Selection{Sides: sides}}, Comparison: c,
		Disputes: d.Record.Disputes(d.Case.Vocab), Chronicle: chronicle.Of(d, sides)}
}

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

var page = template.Must(template.New("page").Parse(pageText))

// sheet is what the template reads.
type sheet struct {
	Style     template.CSS
	Running   template.CSS // the title, at the head of each leaf
	Title     string
	Heading   []report.HeadLine
	Summary   string
	Elsewhere string
	Counts    []count
	Breaches  []finding
	Open      []open
	Picture   picture
	Matters   []matter
	Bands     []band
	Years     []year
	Silences  []finding
	Compared  *compared
	Voices    []event
	VoiceHead string
	Sources   []source
}

type count struct {
	Kind           string
	Certain, Other int
}

type finding struct {
	Date, Phrase, Sentence, Article, Sure, Kind string
	Definite                                    bool
	Notes                                       []string
}

type year struct {
	Year     string
	Findings []finding
}

type open struct {
	What, Since, Until, Left, Article, Sure string
}

type matter struct {
	Opened, What, Due, Outcome, Article, Sure string
}

type band struct {
	Code, Name, Status, From, Until, Sure string
}

type compared struct {
	Variants []variant
	Crises   []tallies
	Years    []tallies
	Note     string
}

type variant struct {
	Number      int
	Name, Texts string
	Findings    int
}

type tallies struct {
	Of    string
	Cells []string
}

type event struct {
	When, What, At string
	Rows           []voice
	Notes          []string
}

type voice struct{ Differs, Value, Who, Sources string }

type source struct{ Name, Title, Where, When, Copies string }

// Write writes the page. The same dossier is the same bytes.
func (x Dossier) Write(w io.Writer) error {
	d := x.Shown.Docket
	s := sheet{Style: template.CSS(pageStyle), Running: cssString(x.Shown.Title()), Title: x.Shown.Title(), Heading: x.Shown.Heading(), Summary: x.Shown.Summary(),
		Elsewhere: strings.ReplaceAll(x.Shown.Elsewhere(), ": see them with --account CODE", "")}
	s.Counts = x.counts()
	s.Breaches = x.breaches()
	s.Open = x.open()
	s.Picture = x.picture()
	s.Matters, s.Bands = x.matters(), x.bands()
	s.Years, s.Silences = x.docket()
	s.Compared = x.compared()
	accounts := report.Accounts{Case: d.Case.Name, Title: d.Case.Title, Vocab: d.Case.Vocab, Record: d.Record, Disputes: x.Disputes}
	s.VoiceHead, s.Voices = accounts.CountWords(), voices(accounts)
	s.Sources = sources(d.Record)
	return page.Execute(w, s)
}

// counts are how many findings of each kind there are, those certain in a side
// shown and the others.
func (x Dossier) counts() []count {
	var list []count
	for k := engine.Fulfilment; k <= engine.Collision; k++ {
		c := count{Kind: k.String()}
		for _, f := range x.Shown.Selection.Findings(x.Shown.Docket) {
			switch {
			case f.Kind != k:
			case x.definite(f):
				c.Certain++
			default:
				c.Other++
			}
		}
		if c.Certain+c.Other > 0 {
			list = append(list, c)
		}
	}
	return list
}

func (x Dossier) definite(f *docket.Finding) bool {
	for _, i := range x.Chronicle.Sides {
		if f.Sides[i].Definite() {
			return true
		}
	}
	return false
}

func (x Dossier) finding(l report.Line) finding {
	f := finding{Date: l.Days.String(), Phrase: l.Phrase, Sure: l.Sure, Kind: l.Finding.Kind.String(), Definite: l.Definite, Notes: l.Notes}
	if l.Finding.Rule != nil {
		f.Article = l.Finding.Rule.Article
	}
	if l.Phrase == report.Phrase(x.Shown.Docket, l.Finding) { // the sentence of one is not that of several
		f.Sentence = report.Sentence(x.Shown.Docket, l.Finding)
	}
	return f
}

// breaches are those that stand on the horizon.
func (x Dossier) breaches() []finding {
	var stand []*docket.Finding
	for _, f := range x.Shown.Selection.Findings(x.Shown.Docket) {
		if f.Kind == engine.Breach && f.Stands && x.definite(f) {
			stand = append(stand, f)
		}
	}
	var list []finding
	for _, l := range x.Shown.Lines(stand) {
		list = append(list, x.finding(l))
	}
	return list
}

func (x Dossier) open() []open {
	d := x.Shown.Docket
	var list []open
	for _, l := range x.Shown.Lines(x.Shown.Open()) {
		o := open{What: strings.TrimPrefix(l.Phrase, "opening of "), Since: l.Finding.Opened.String(), Until: "no last day", Sure: l.Sure}
		if due := l.Finding.Due; due.Hi < calendar.Never {
			o.Until, o.Left = due.String(), fmt.Sprintf("%d days", due.Lo-d.AsOf)
		}
		if l.Finding.Awaits != "" {
			o.Until = "awaits " + l.Finding.Awaits
		}
		if l.Finding.Rule != nil {
			o.Article = l.Finding.Rule.Article
		}
		list = append(list, o)
	}
	return list
}

// docket lists the findings by year, and apart from them where the text is
// silent.
func (x Dossier) docket() (years []year, silences []finding) {
	var list, silent []*docket.Finding
	for _, f := range x.Shown.Selection.Findings(x.Shown.Docket) {
		if f.Kind == engine.Silence {
			silent = append(silent, f)
		} else {
			list = append(list, f)
		}
	}
	for _, l := range x.Shown.Lines(list) {
		y := l.Days.Lo.String()[:4]
		if n := len(years); n == 0 || years[n-1].Year != y {
			years = append(years, year{Year: y})
		}
		last := &years[len(years)-1]
		last.Findings = append(last.Findings, x.finding(l))
	}
	for _, l := range x.Shown.Lines(silent) {
		f := x.finding(l)
		f.Phrase = strings.TrimPrefix(f.Phrase, "silence about ")
		silences = append(silences, f)
	}
	return years, silences
}

// compared is the matrix of crises and years by texts.
func (x Dossier) compared() *compared {
	c := x.Comparison
	if c == nil {
		return nil
	}
	out := &compared{Note: fmt.Sprintf("%d findings differ between the texts, %d are the same in all.", len(c.Rows), c.Same)}
	for i, v := range c.Variants {
		var texts []string
		for _, fam := range v.Docket.Case.Families {
			for _, t := range fam.Texts {
				texts = append(texts, t.Name)
			}
		}
		n := len(report.Selection{Sides: v.Sides}.Findings(v.Docket))
		out.Variants = append(out.Variants, variant{i + 1, v.Name, strings.Join(texts, ", "), n})
	}
	rows := func(list []report.Tallies) []tallies {
		var out []tallies
		for _, t := range list {
			r := tallies{Of: t.Of}
			for _, v := range t.Variants {
				r.Cells = append(r.Cells, v.String())
			}
			out = append(out, r)
		}
		return out
	}
	out.Crises, out.Years = rows(c.Crises()), rows(c.Years())
	return out
}

// cssString is a text as a string of a style sheet. Letters and digits stay, all
// else is written by its number, so that nothing in a title can end the string or
// the sheet.
func cssString(text string) template.CSS {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%x ", r)
		}
	}
	b.WriteByte('"')
	return template.CSS(b.String())
}

// voices lists, event by event, what sources and accounts say differently.
func voices(a report.Accounts) []event {
	var list []event
	var last *record.Entry
	for _, d := range a.Disputes {
		if d.Event != last {
			last = d.Event
			list = append(list, event{When: d.Event.When(), What: record.PhraseOf(a.Vocab, d.Event), At: d.Event.Title})
		}
		e := &list[len(list)-1]
		head := a.DisputeWord(d)
		for _, v := range d.Versions {
			var who []string
			for _, s := range v.Voices {
				if w := a.VoiceWords(s); !contains(who, w) {
					who = append(who, w)
				}
				for _, n := range s.Entry.Notes {
					if !contains(e.Notes, n) {
						e.Notes = append(e.Notes, n)
					}
				}
			}
			e.Rows = append(e.Rows, voice{head, v.Value, strings.Join(who, "; "), report.SourceWords(v)})
			head = ""
		}
	}
	return list
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func sources(rec *record.Record) []source {
	var list []source
	for _, s := range rec.Sources {
		x := source{Name: s.Name, Title: s.Title, Where: strings.Trim(s.Author+", "+s.Outlet, ", ")}
		if s.HasPublished {
			x.When = s.Published.String()
		}
		if s.Copies != nil {
			x.Copies = s.Copies.Name
		}
		list = append(list, x)
	}
	return list
}

// names of an entity: its code, and its title where it has one.
func titleOf(v *charter.Vocabulary, e charter.EntityID) string {
	if t := v.Entities[e].Title; t != "" {
		return t
	}
	return v.Entities[e].Code
}
