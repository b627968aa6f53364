package report

import (
	"io"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/chronicle"
	"casus/docket"
	"casus/record"
)

// This file writes a chronicle for programs: server/openapi.yaml says what each
// field means.

// Laid is a chronicle to be written.
type Laid struct{ *chronicle.Chronicle }

func (x Laid) vocab() *charter.Vocabulary { return x.Docket.Case.Vocab }

func (x Laid) sideNames() []string {
	var list []string
	for _, i := range x.Sides {
		list = append(list, x.Docket.Name(i))
	}
	return list
}

type matterJSON struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind"`
	Family    string        `json:"family"`
	Charter   string        `json:"charter"`
	Article   string        `json:"article"`
	Rule      string        `json:"rule"`
	Phrase    string        `json:"phrase"`
	Bearer    []string      `json:"bearer"`
	Toward    []string      `json:"toward"`
	About     []string      `json:"about"`
	Opened    datesJSON     `json:"opened"`
	Due       *datesJSON    `json:"due"`
	Awaits    string        `json:"awaits"`
	Outcomes  []outcomeJSON `json:"outcomes"`
	Closed    *string       `json:"closed"`
	Certainty string        `json:"certainty"`
	Accounts  []string      `json:"accounts"`
	HangsOn   []string      `json:"hangsOn"`
}

type outcomeJSON struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Late      bool      `json:"late"`
	Date      datesJSON `json:"date"`
	Stands    bool      `json:"stands"`
	Certainty string    `json:"certainty"`
	Accounts  []string  `json:"accounts"`
	Phrase    string    `json:"phrase"`
}

func dates(e calendar.Extent) datesJSON { return datesJSON{e.Lo.String(), e.Hi.String()} }

// someDates are days within bounds, or nothing where there is none.
func someDates(e calendar.Extent) *datesJSON {
	if !written(e) {
		return nil
	}
	d := dates(e)
	return &d
}

func (x Laid) matter(m *chronicle.Matter) matterJSON {
	f, v := m.First(), x.vocab()
	j := matterJSON{ID: f.ID, Kind: m.Rule.Kind.String(), Family: x.Docket.Case.Families[m.Rule.Family].Name, Charter: f.Text, Article: m.Rule.Article,
		Rule: m.Rule.Name, Phrase: strings.TrimSpace(m.Rule.Name + " " + roleWords(v, f.Roles)), Bearer: entityCodes(v, m.Bearer()), Toward: entityCodes(v, m.Toward()),
		About: entityCodes(v, m.About()), Opened: dates(m.Opened), Due: someDates(m.Due), Awaits: f.Awaits, Outcomes: []outcomeJSON{}, Closed: day(m.Closed),
		Certainty: string(f.Certainty), Accounts: accounts(x.Docket, f), HangsOn: listed(hangs(x.Docket, f, x.Sides))}
	for _, o := range m.Outcomes {
		j.Outcomes = append(j.Outcomes, x.outcome(o))
	}
	return j
}

func (x Laid) outcome(f *docket.Finding) outcomeJSON {
	return outcomeJSON{f.ID, f.Kind.String(), f.Late, dates(x.Days(f)), f.Stands, string(f.Certainty), accounts(x.Docket, f), Phrase(x.Docket, f)}
}

type bandJSON struct {
	Code    string  `json:"code"`
	Family  string  `json:"family"`
	Status  string  `json:"status"`
	With    string  `json:"with"`
	From    string  `json:"from"`
	Until   *string `json:"until"`
	Certain bool    `json:"certain"`
	Begins  *string `json:"begins"`
	Ends    *string `json:"ends"`
}

func (x Laid) band(b chronicle.Band) bandJSON {
	v := x.vocab()
	j := bandJSON{Code: v.Entities[b.Entity].Code, Status: b.Name(x.Docket.Case), From: b.From.String(), Until: day(b.Until), Certain: b.Certain,
		Begins: idOf(b.Begins), Ends: idOf(b.Ends)}
	if b.From <= calendar.Always {
		j.From = x.From.String()
	}
	if b.Family >= 0 {
		j.Family = x.Docket.Case.Families[b.Family].Name
	}
	if b.With != 0 {
		j.With = v.Entities[b.With].Code
	}
	return j
}

func idOf(f *docket.Finding) *string {
	if f == nil {
		return nil
	}
	return &f.ID
}

func (x Laid) bands(list []chronicle.Band) []bandJSON {
	out := []bandJSON{}
	for _, b := range list {
		out = append(out, x.band(b))
	}
	return out
}

type laneJSON struct {
	Code  string     `json:"code"`
	Title string     `json:"title"`
	Kind  string     `json:"kind"`
	Group string     `json:"group"`
	Bands []bandJSON `json:"bands"`
}

type rolesJSON struct {
	Role   string   `json:"role"`
	States []string `json:"states"`
}

func entryRoles(v *charter.Vocabulary, e *record.Entry) []rolesJSON {
	out := []rolesJSON{}
	for _, r := range docket.EntryRoles(e) {
		out = append(out, rolesJSON{r.Role.String(), entityCodes(v, r.States)})
	}
	return out
}

type markJSON struct {
	Index    int         `json:"index"`
	Entry    string      `json:"entry"`
	Date     datesJSON   `json:"date"`
	End      *string     `json:"end"`
	When     string      `json:"when"`
	Act      string      `json:"act"`
	Category string      `json:"category"`
	Grave    bool        `json:"grave"`
	Phrase   string      `json:"phrase"`
	Title    string      `json:"title"`
	Roles    []rolesJSON `json:"roles"`
	States   []string    `json:"states"`
	Accounts []string    `json:"accounts"`
	Claim    bool        `json:"claim"`
	DeniedBy []string    `json:"deniedBy"`
	Sources  []string    `json:"sources"`
}

func (x Laid) mark(e *record.Entry) markJSON {
	v := x.vocab()
	j := markJSON{Index: e.Index, Entry: entryPlace(e), Date: dates(e.Begin), When: e.When(), Act: v.Acts[e.Act].Name, Category: chronicle.Category(v, e.Act),
		Grave: v.Acts[e.Act].Grave, Phrase: record.PhraseOf(v, e), Title: e.Title, Roles: entryRoles(v, e), States: entityCodes(v, chronicle.Acting(e)),
		Accounts: entityCodes(v, e.Accounts), Claim: e.Claim, DeniedBy: entityCodes(v, e.DeniedBy), Sources: sourceNames(e.Sources)}
	if e.Lasted {
		j.End = day(e.End.Hi)
	}
	return j
}

// PointJSON is a finding as a picture shows it.
type PointJSON struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Date      datesJSON `json:"date"`
	States    []string  `json:"states"`
	Rule      string    `json:"rule"`
	Article   string    `json:"article"`
	Charter   string    `json:"charter"`
	Phrase    string    `json:"phrase"`
	Sentence  string    `json:"sentence"`
	Stands    bool      `json:"stands"`
	Certainty string    `json:"certainty"`
	Accounts  []string  `json:"accounts"`
}

// Point gives a finding as a picture shows it.
func (x Laid) Point(f *docket.Finding) PointJSON {
	j := PointJSON{ID: f.ID, Kind: f.Kind.String(), Date: dates(x.Days(f)), States: entityCodes(x.vocab(), chronicle.Involved(f)), Rule: ruleName(f.Rule),
		Charter: f.Text, Phrase: Phrase(x.Docket, f), Sentence: Sentence(x.Docket, f), Stands: f.Stands, Certainty: string(f.Certainty), Accounts: accounts(x.Docket, f)}
	if f.Rule != nil {
		j.Article = f.Rule.Article
	}
	return j
}

// TimelineJSON writes lanes, bands, bars and marks.
func (x Laid) TimelineJSON(w io.Writer) error {
	v := x.vocab()
	lanes, marks, matters, points := []laneJSON{}, []markJSON{}, []matterJSON{}, []PointJSON{}
	for _, l := range x.Lanes {
		e := v.Entities[l.Entity]
		lanes = append(lanes, laneJSON{e.Code, e.Title, v.Kinds[e.Kind].Name, string(l.Group), x.bands(l.Bands)})
	}
	for _, e := range x.Entries {
		marks = append(marks, x.mark(e))
	}
	for _, m := range x.Matters {
		matters = append(matters, x.matter(m))
	}
	for _, f := range x.Points {
		points = append(points, x.Point(f))
	}
	return writeJSON(w, struct {
		From     string       `json:"from"`
		To       string       `json:"to"`
		Shown    []string     `json:"shown"`
		Lanes    []laneJSON   `json:"lanes"`
		Marks    []markJSON   `json:"marks"`
		Matters  []matterJSON `json:"matters"`
		Findings []PointJSON  `json:"findings"`
	}{x.From.String(), x.To.String(), x.sideNames(), lanes, marks, matters, points})
}

type standsJSON struct {
	Code     string        `json:"code"`
	Title    string        `json:"title"`
	Statuses []bandJSON    `json:"statuses"`
	Owes     []owedJSON    `json:"owes"`
	Owed     []owedJSON    `json:"owed"`
	Breaches []outcomeJSON `json:"breaches"`
	Lately   int           `json:"lately"`
}

type owedJSON struct {
	Matter   matterJSON `json:"matter"`
	DaysLeft *int       `json:"daysLeft"`
}

type happeningJSON struct {
	Date      string   `json:"date"`
	Kind      string   `json:"kind"`
	What      string   `json:"what"`
	Entry     string   `json:"entry"`
	Finding   string   `json:"finding"`
	Phrase    string   `json:"phrase"`
	Title     string   `json:"title"`
	States    []string `json:"states"`
	Certainty string   `json:"certainty"`
	Accounts  []string `json:"accounts"`
}

// happening tells an entry or a finding. An entry is as sure as nobody denies
// it and it is more than a claim; by account where only some tell it.
func (x Laid) happening(h chronicle.Happening) happeningJSON {
	v := x.vocab()
	j := happeningJSON{Date: h.Date.String(), States: entityCodes(v, h.Involved())}
	if f := h.Finding; f != nil {
		j.Kind, j.What, j.Finding, j.Phrase, j.Title = "finding", f.Kind.String(), f.ID, Phrase(x.Docket, f), Sentence(x.Docket, f)
		j.Certainty, j.Accounts = string(f.Certainty), accounts(x.Docket, f)
		return j
	}
	e := h.Entry
	j.Kind, j.What, j.Entry, j.Phrase, j.Title = "entry", chronicle.Category(v, e.Act), entryPlace(e), record.PhraseOf(v, e), e.Title
	j.Accounts = entityCodes(v, e.Accounts)
	switch {
	case !e.Sure():
		j.Certainty = string(docket.Undecided)
	case len(e.Accounts) > 0:
		j.Certainty = string(docket.ByAccount)
	default:
		j.Certainty = string(docket.Robust)
	}
	return j
}

// DayJSON writes how things stood on a day.
func (x Laid) DayJSON(w io.Writer, d *chronicle.Day) error {
	v := x.vocab()
	texts, states, lately := []string{}, []standsJSON{}, []happeningJSON{}
	for _, t := range d.Texts {
		texts = append(texts, t.Name)
	}
	owed := func(list []*chronicle.Matter) []owedJSON {
		out := []owedJSON{}
		for _, m := range list {
			o := owedJSON{Matter: x.matter(m)}
			if n, ok := daysLeft(m.Due, d.Date); ok {
				o.DaysLeft = &n
			}
			out = append(out, o)
		}
		return out
	}
	for _, s := range d.States {
		j := standsJSON{v.Entities[s.Entity].Code, v.Entities[s.Entity].Title, x.bands(s.Bands), owed(s.Owes), owed(s.Owed), []outcomeJSON{}, s.Lately}
		for _, f := range s.Breaches {
			j.Breaches = append(j.Breaches, x.outcome(f))
		}
		states = append(states, j)
	}
	for _, h := range d.Lately {
		lately = append(lately, x.happening(h))
	}
	return writeJSON(w, struct {
		Date   string          `json:"date"`
		AsOf   string          `json:"asOf"`
		Shown  []string        `json:"shown"`
		Texts  []string        `json:"texts"`
		States []standsJSON    `json:"states"`
		Lately []happeningJSON `json:"lately"`
	}{d.Date.String(), x.Docket.AsOf.String(), x.sideNames(), texts, states, lately})
}

type tieKindJSON struct {
	Name     string   `json:"name"`
	Directed bool     `json:"directed"`
	Acts     []string `json:"acts"`
	Entries  int      `json:"entries"`
}

type nodeJSON struct {
	Code    string `json:"code"`
	Title   string `json:"title"`
	Kind    string `json:"kind"`
	Party   bool   `json:"party"`
	Entries int    `json:"entries"`
}

type tieJSON struct {
	Kind    string         `json:"kind"`
	From    string         `json:"from"`
	To      string         `json:"to"`
	Entries int            `json:"entries"`
	Events  []tieEventJSON `json:"events"`
}

type tieEventJSON struct {
	Entry    string   `json:"entry"`
	Date     string   `json:"date"`
	Phrase   string   `json:"phrase"`
	Title    string   `json:"title"`
	Accounts []string `json:"accounts"`
	Claim    bool     `json:"claim"`
}

// NetworkJSON writes who did what to whom.
func (x Laid) NetworkJSON(w io.Writer, n *chronicle.Network) error {
	v := x.vocab()
	kinds, nodes, ties := []tieKindJSON{}, []nodeJSON{}, []tieJSON{}
	for _, k := range chronicle.TieKinds {
		acts := []string{}
		for _, a := range n.Acts[k] {
			acts = append(acts, v.Acts[a].Name)
		}
		kinds = append(kinds, tieKindJSON{string(k), k.Directed(), acts, n.Events[k]})
	}
	for _, p := range n.Nodes {
		e := v.Entities[p.Entity]
		nodes = append(nodes, nodeJSON{e.Code, e.Title, v.Kinds[e.Kind].Name, p.Party, p.Events})
	}
	for _, t := range n.Ties {
		j := tieJSON{string(t.Kind), v.Entities[t.From].Code, v.Entities[t.To].Code, len(t.Events), []tieEventJSON{}}
		for _, e := range t.Events {
			j.Events = append(j.Events, tieEventJSON{entryPlace(e), e.Begin.Lo.String(), record.PhraseOf(v, e), e.Title, entityCodes(v, e.Accounts), !e.Sure()})
		}
		ties = append(ties, j)
	}
	return writeJSON(w, struct {
		From  string        `json:"from"`
		Until string        `json:"until"`
		Kinds []tieKindJSON `json:"kinds"`
		Nodes []nodeJSON    `json:"nodes"`
		Ties  []tieJSON     `json:"ties"`
	}{n.From.String(), n.Until.String(), kinds, nodes, ties})
}
