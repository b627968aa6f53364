package dossier

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/chronicle"
	"casus/record"
	"casus/report"
)

// picture is the timeline, in units of a tenth of a millimetre or so: what is
// drawn where. The template draws it.
type picture struct {
	Title, Desc   string
	Width, Height int
	Left, Right   int
	Ticks         []tick
	Lanes         []lane
	Crises        []crisis
	Key           []key
}

type tick struct {
	X     float64
	Label string
}

type lane struct {
	Y, Height int
	Code      string
	Bands     []stripe
	Bars      []bar
}

type stripe struct {
	X, Width  float64
	Y, Height int
	Class     string
	Title     string
	Label     string // where there is room
}

type bar struct {
	X, Width float64
	Y        int
	Open     bool
	EndX     float64
	Class    string // fulfilment, breach, ...
	Sign     string // the path of the sign of its outcome
	Title    string
}

type crisis struct {
	X     float64
	Title string
}

type key struct {
	Class, Sign, Text string
	X, Y              int
}

// Measures of the picture.
const (
	width     = 780
	left      = 74
	right     = 770
	top       = 34
	bandH     = 9
	rowH      = 9
	laneGap   = 8
	mostRows  = 14
	leastWide = 2.2 // of a band, so that it can be seen
)

// signs are drawn at the end of a bar: each outcome has a sign of its own, so
// that nothing is told by colour alone.
var signs = []struct{ class, path, text string }{
	{"fulfilment", "M-3.2 0 a3.2 3.2 0 1 0 6.4 0 a3.2 3.2 0 1 0 -6.4 0", "fulfilled (a ring where late)"},
	{"breach", "M-3 -3 L3 3 M-3 3 L3 -3", "breached"},
	{"unanswered", "M-3 0 L3 0 M0 -3 L0 3", "unanswered"},
	{"lapse", "M-3.2 2.6 L3.2 2.6 L0 -3.2 Z", "lapsed"},
	{"excuse", "M-3 1 L0 -2 L3 1", "excused"},
	{"adoption", "M0 -3.6 L3.6 0 L0 3.6 L-3.6 0 Z", "adopted"},
	{"rejection", "M-3 -3 L3 -3 L3 3 L-3 3 Z", "rejected"},
	{"open", "M-2 -3 L3 0 L-2 3", "open"},
}

func signOf(class string) string {
	for _, s := range signs {
		if s.class == class {
			return s.path
		}
	}
	return ""
}

// scale puts days on the picture.
type scale struct {
	from, to calendar.Day
}

func (s scale) x(day calendar.Day) float64 {
	day = min(max(day, s.from), s.to)
	return round(left + float64(day-s.from)/float64(max(s.to-s.from, 1))*(right-left))
}

func round(x float64) float64 { return math.Round(x*10) / 10 }

// picture draws the lanes of parties, and of others with something in hand.
func (x Dossier) picture() picture {
	c := x.Chronicle
	from, to := span(c)
	sc := scale{from, to}
	d := x.Shown.Docket
	p := picture{Title: "Timeline of " + d.Case.Name, Width: width, Left: left, Right: right}
	p.Ticks = ticks(sc)
	y := top
	held, bars := 0, 0
	for _, l := range c.Lanes {
		ms := ofLane(c, l.Entity)
		if l.Group != chronicle.Party && len(ms) == 0 && len(l.Bands) == 0 {
			continue
		}
		ln := lane{Y: y, Code: d.Case.Vocab.Entities[l.Entity].Code}
		ln.Bands = x.stripes(l, sc, y)
		bandRows := 1
		for _, b := range ln.Bands {
			bandRows = max(bandRows, (b.Y-y)/bandH+1)
		}
		at := y + bandRows*bandH + 3
		var rows int
		ln.Bars, rows = x.barsOf(ms, sc, at)
		ln.Height = at - y + max(rows, 1)*rowH
		y += ln.Height + laneGap
		held, bars = held+len(l.Bands), bars+len(ms)
		p.Lanes = append(p.Lanes, ln)
	}
	p.Crises = x.crises(sc)
	for i, s := range signs {
		p.Key = append(p.Key, key{s.class, s.path, s.text, left + i%4*174, y + 14 + i/4*16})
	}
	p.Height = y + 14 + (len(signs)+3)/4*16
	p.Desc = fmt.Sprintf("From %s to %s: a lane for each of %s; stripes are statuses (%d), bars are duties and procedures from their opening to what they came to (%d), "+
		"and thin lines are grave events (%d). The tables below say the same.", from, to, laneCodes(p.Lanes), held, bars, len(p.Crises))
	return p
}

// span is the stretch of time that is drawn: from the first law, status or
// matter to the horizon. What the record tells of the time before is not drawn.
func span(c *chronicle.Chronicle) (from, to calendar.Day) {
	from = c.To
	for _, f := range c.Docket.Case.Families {
		for _, t := range f.Texts {
			if t.From > calendar.Always {
				from = min(from, t.From)
			}
		}
	}
	for _, m := range c.Matters {
		if m.Opened.Lo > calendar.Always {
			from = min(from, m.Opened.Lo)
		}
	}
	return from, c.To
}

func laneCodes(list []lane) string {
	var codes []string
	for _, l := range list {
		codes = append(codes, l.Code)
	}
	return strings.Join(codes, ", ")
}

// ofLane are the matters that somebody owes, or decides.
func ofLane(c *chronicle.Chronicle, e charter.EntityID) []*chronicle.Matter {
	var list []*chronicle.Matter
	for _, m := range c.Matters {
		if slices.Contains(m.Bearer(), e) {
			list = append(list, m)
		}
	}
	return list
}

// ticks are the first days of years, as many as there is room for.
func ticks(sc scale) []tick {
	first, _, _ := sc.from.Civil()
	last, _, _ := sc.to.Civil()
	step := 1
	for (last-first)/step > 14 {
		step = map[int]int{1: 2, 2: 5, 5: 10}[step]
		if step == 0 {
			step = 20
			break
		}
	}
	var list []tick
	for y := first - first%step + step; y <= last; y += step {
		if day, ok := calendar.Date(y, 1, 1); ok && day >= sc.from && day <= sc.to {
			list = append(list, tick{sc.x(day), fmt.Sprint(y)})
		}
	}
	return list
}

// stripes draws statuses, those of one name in one row.
func (x Dossier) stripes(l chronicle.Lane, sc scale, y int) []stripe {
	var names []string
	var list []stripe
	for _, b := range l.Bands {
		name := b.Name(x.Shown.Docket.Case)
		row := slices.Index(names, name)
		if row < 0 {
			row = len(names)
			names = append(names, name)
		}
		s := stripe{X: sc.x(b.From), Y: y + row*bandH, Height: bandH - 2, Class: "status-band", Title: x.bandWords(b)}
		if b.Family >= 0 && b.Status == charter.PartyStatus {
			s.Class = "party-band"
		}
		if !b.Certain {
			s.Class += " perhaps"
		}
		s.Width = round(max(sc.x(b.Until)-s.X, leastWide))
		if s.Width > float64(5*len(name)+6) {
			s.Label = name
		}
		list = append(list, s)
	}
	return list
}

func (x Dossier) bandWords(b chronicle.Band) string {
	v := x.Shown.Docket.Case.Vocab
	w := v.Entities[b.Entity].Code + ": " + b.Name(x.Shown.Docket.Case)
	if b.With != 0 {
		w += " with " + v.Entities[b.With].Code
	}
	w += ", from " + b.From.String()
	if b.Until < calendar.Never {
		w += " until " + b.Until.String()
	}
	if !b.Certain {
		w += ", perhaps"
	}
	return w
}

// class is what a matter came to.
func class(m *chronicle.Matter) string {
	switch {
	case m.Closed >= calendar.Never:
		return "open"
	case len(m.Outcomes) == 0:
		return "lapse"
	}
	return m.Outcomes[0].Kind.String()
}

// barsOf draws matters in as many rows as they need beside one another. Those
// that say the same of the same days are drawn once.
func (x Dossier) barsOf(list []*chronicle.Matter, sc scale, y int) ([]bar, int) {
	var ends []float64 // of each row
	var out []bar
	for _, m := range list {
		b := bar{X: sc.x(m.Opened.Lo), Class: class(m), Title: x.matterWords(m)}
		end := sc.to
		if m.Closed < calendar.Never {
			end = m.Closed
		}
		b.EndX = sc.x(end)
		b.Width = round(max(b.EndX-b.X, 0.8))
		b.Sign = signOf(b.Class)
		if len(m.Outcomes) > 0 && m.Outcomes[0].Late {
			b.Class += " late"
		}
		row := slices.IndexFunc(ends, func(e float64) bool { return e+2 < b.X })
		if row < 0 && len(ends) < mostRows {
			row = len(ends)
			ends = append(ends, 0)
		}
		if row < 0 { // no room: the row that is free first
			row = slices.Index(ends, slices.Min(ends))
		}
		ends[row] = max(ends[row], b.EndX+5)
		b.Y = y + row*rowH + rowH/2
		out = append(out, b)
	}
	return out, len(ends)
}

func (x Dossier) matterWords(m *chronicle.Matter) string {
	w := strings.TrimPrefix(report.Phrase(x.Shown.Docket, m.First()), m.First().Kind.String()+" of ") + ", since " + m.Opened.String()
	if m.Due.Hi < calendar.Never {
		w += ", last day " + m.Due.String()
	}
	return w + ": " + x.outcomeWords(m)
}

// crises are the grave events of common ground.
func (x Dossier) crises(sc scale) []crisis {
	v := x.Shown.Docket.Case.Vocab
	seen := map[int]bool{}
	var list []crisis
	for _, e := range x.Chronicle.Entries {
		if !v.Acts[e.Act].Grave || len(e.Accounts) > 0 || seen[e.Happening] || e.Begin.Lo < sc.from || e.Begin.Lo > sc.to {
			continue
		}
		seen[e.Happening] = true
		list = append(list, crisis{sc.x(e.Begin.Lo), e.When() + ": " + record.PhraseOf(v, e)})
	}
	return list
}

// outcomeWords say what a matter came to.
func (x Dossier) outcomeWords(m *chronicle.Matter) string {
	if len(m.Outcomes) == 0 {
		return "open"
	}
	var parts []string
	for _, f := range m.Outcomes {
		w := f.Kind.String() + " on " + x.Chronicle.Days(f).String()
		if f.Late {
			w = "late " + w
		}
		parts = append(parts, w)
	}
	return strings.Join(parts, ", ")
}

// matters are the bars as a table; what all owed alike is one line.
func (x Dossier) matters() []matter {
	var list []matter
	at := map[string]int{}
	var who [][]string
	for _, m := range x.Chronicle.Matters {
		f := m.First()
		r := matter{Opened: m.Opened.String(), Due: "none", Outcome: x.outcomeWords(m), Article: m.Rule.Article, Sure: string(f.Certainty)}
		if m.Due.Hi < calendar.Never {
			r.Due = m.Due.String()
		}
		toward := codes(x, m.Toward())
		key := strings.Join([]string{r.Opened, r.Due, r.Outcome, m.Rule.Name, toward, r.Sure, f.Text}, "|")
		by := codes(x, m.Bearer())
		if i, ok := at[key]; ok {
			who[i] = append(who[i], by)
			list[i].What = what(m.Rule.Name, who[i], toward)
			continue
		}
		at[key] = len(list)
		who = append(who, []string{by})
		r.What = what(m.Rule.Name, []string{by}, toward)
		list = append(list, r)
	}
	return list
}

func what(rule string, by []string, toward string) string {
	w := rule
	if b := strings.TrimSpace(strings.Join(by, " ")); b != "" {
		w += ": " + b
	}
	if toward != "" {
		w += ", toward " + toward
	}
	return w
}

func codes(x Dossier, list []charter.EntityID) string {
	var out []string
	for _, e := range list {
		out = append(out, x.Shown.Docket.Case.Vocab.Entities[e].Code)
	}
	return strings.Join(out, " ")
}

// bands are the stripes as a table.
func (x Dossier) bands() []band {
	d := x.Shown.Docket
	var list []band
	for _, l := range x.Chronicle.Lanes {
		for _, b := range l.Bands {
			r := band{Code: d.Case.Vocab.Entities[b.Entity].Code, Name: titleOf(d.Case.Vocab, b.Entity), Status: b.Name(d.Case), From: b.From.String(), Sure: "certain"}
			if b.With != 0 {
				r.Status += " with " + d.Case.Vocab.Entities[b.With].Code
			}
			if b.Until < calendar.Never {
				r.Until = b.Until.String()
			}
			if !b.Certain {
				r.Sure = "perhaps"
			}
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b band) int { return cmp.Compare(a.From, b.From) })
	return list
}
