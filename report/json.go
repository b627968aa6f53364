package report

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/docket"
	"casus/engine"
)

// FindingJSON is a finding as programs read it; docs/cli.md says what each
// field means. The order of the fields is part of it.
type FindingJSON struct {
	ID        string    `json:"id"`
	Date      string    `json:"date"`
	Dates     datesJSON `json:"dates"`
	Kind      string    `json:"kind"`
	Late      bool      `json:"late"`
	Charter   string    `json:"charter"`
	Article   string    `json:"article"`
	Rule      string    `json:"rule"`
	Bearer    string    `json:"bearer"`
	Toward    string    `json:"toward"`
	Opened    *string   `json:"opened"`
	Due       *string   `json:"due"`
	Stands    bool      `json:"stands"`
	Accounts  []string  `json:"accounts"`
	Certainty string    `json:"certainty"`
	HangsOn   []string  `json:"hangsOn"`
	Phrase    string    `json:"phrase"`
	Sentence  string    `json:"sentence"`
	Because   []Reason  `json:"because"`
	Sources   []string  `json:"sources"`
}

type datesJSON struct {
	Lo string `json:"lo"`
	Hi string `json:"hi"`
}

type docketJSON struct {
	Case      string         `json:"case"`
	Title     string         `json:"title"`
	AsOf      string         `json:"asOf"`
	AsKnown   *string        `json:"asKnown"`
	Texts     []textJSON     `json:"texts"`
	Record    recordJSON     `json:"record"`
	Given     []givenJSON    `json:"given"`
	Sides     []sideJSON     `json:"sides"`
	Shown     []string       `json:"shown"`
	Standings []standingJSON `json:"standings"`
	Findings  []FindingJSON  `json:"findings"`
	Open      []FindingJSON  `json:"open"`
}

type textJSON struct {
	Family string  `json:"family"`
	Name   string  `json:"name"`
	Title  string  `json:"title"`
	From   *string `json:"from"`
	Until  *string `json:"until"`
}

type recordJSON struct {
	Name     string   `json:"name"`
	Entries  int      `json:"entries"`
	Sources  int      `json:"sources"`
	Accounts []string `json:"accounts"`
}

type givenJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type sideJSON struct {
	Name      string `json:"name"`
	Points    int    `json:"points"`
	Settlings int    `json:"settlings"`
	All       bool   `json:"all"`
	Thinned   int    `json:"thinned"`
}

type standingJSON struct {
	Family  string   `json:"family"`
	Status  string   `json:"status"`
	Holders []string `json:"holders"`
	Doubt   []string `json:"doubt"`
}

// day is a day for JSON: nothing where there is none.
func day(d calendar.Day) *string {
	if d <= calendar.Always || d >= calendar.Never {
		return nil
	}
	s := d.String()
	return &s
}

// lastOf is a day that may be known within bounds only, for JSON: its latest.
func lastOf(e calendar.Extent) *string { return day(e.Hi) }

// JSON gives a finding as programs read it.
func (x Shown) JSON(f *docket.Finding) FindingJSON {
	d, v := x.Docket, x.Docket.Case.Vocab
	e := days(f, x.Selection.sides())
	j := FindingJSON{
		ID: f.ID, Date: e.Lo.String(), Dates: datesJSON{e.Lo.String(), e.Hi.String()}, Kind: f.Kind.String(), Late: f.Late,
		Charter: f.Text, Rule: ruleName(f.Rule), Bearer: codes(v, f.Bearer()), Toward: codes(v, f.Toward()),
		Opened: day(f.Opened.Lo), Due: lastOf(f.Due), Stands: f.Stands,
		Accounts: accounts(d, f), Certainty: string(f.Certainty), HangsOn: []string{},
		Phrase: Phrase(d, f), Sentence: Sentence(d, f), Because: []Reason{}, Sources: []string{},
	}
	if f.Rule != nil {
		j.Article = f.Rule.Article
	}
	if h := hangs(d, f, x.Selection.sides()); h != nil {
		j.HangsOn = h
	}
	if x.Because != nil {
		seen := map[string]bool{}
		for _, r := range x.Because(f) {
			j.Because = append(j.Because, r)
			if r.Source != "" && !seen[r.Source] {
				seen[r.Source] = true
				j.Sources = append(j.Sources, r.Source)
			}
		}
	}
	return j
}

// DocketJSON writes a docket for programs.
func DocketJSON(w io.Writer, x Shown) error {
	d, v := x.Docket, x.Docket.Case.Vocab
	j := docketJSON{
		Case: d.Case.Name, Title: d.Case.Title, AsOf: d.AsOf.String(), AsKnown: day(d.View.AsKnown),
		Texts: []textJSON{}, Given: []givenJSON{}, Standings: []standingJSON{}, Findings: []FindingJSON{}, Open: []FindingJSON{},
		Record: recordJSON{Name: d.Record.Name, Entries: len(d.Record.Entries), Sources: len(d.Record.Sources), Accounts: []string{}},
	}
	for _, a := range d.Record.Accounts {
		j.Record.Accounts = append(j.Record.Accounts, v.Entities[a].Code)
	}
	for _, f := range d.Case.Families {
		for _, t := range f.Texts {
			j.Texts = append(j.Texts, textJSON{f.Name, t.Name, t.Title, day(t.From), day(t.Until)})
		}
	}
	for _, g := range d.View.Given {
		j.Given = append(j.Given, givenJSON{g.Name, g.Value.String()})
	}
	for i, s := range d.Sides {
		j.Sides = append(j.Sides, sideJSON{d.Name(i), len(s.Points), s.Settlings, s.All, s.Thinned()})
	}
	for _, i := range x.Selection.sides() {
		j.Shown = append(j.Shown, d.Name(i))
	}
	for _, st := range x.standings() {
		fam := ""
		if st.family != nil {
			fam = st.family.Name
		}
		j.Standings = append(j.Standings, standingJSON{fam, st.status, listed(st.holders), listed(st.doubt)})
	}
	return x.writeDocket(w, j)
}

// writeDocket writes a docket finding by finding: with their reasons a million of them
// are too large to be held.
func (x Shown) writeDocket(w io.Writer, j docketJSON) error {
	var b strings.Builder
	if err := writeJSON(&b, j); err != nil {
		return err
	}
	head, found := strings.CutSuffix(b.String(), "\"findings\": [],\n  \"open\": []\n}\n")
	if !found { // the fields have another order
		return errors.New("the lists of a docket do not stand at its end")
	}
	out := bufio.NewWriterSize(w, pageful)
	out.WriteString(head)
	out.WriteString("\"findings\": ")
	if err := x.writeList(out, x.Selection.Findings(x.Docket)); err != nil {
		return err
	}
	out.WriteString(",\n  \"open\": ")
	if err := x.writeList(out, x.Open()); err != nil {
		return err
	}
	out.WriteString("\n}\n")
	return out.Flush()
}

// writeList writes findings as a list of the outermost object.
func (x Shown) writeList(w *bufio.Writer, list []*docket.Finding) error {
	if len(list) == 0 {
		w.WriteString("[]")
		return nil
	}
	w.WriteByte('[')
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("    ", "  ")
	enc.SetEscapeHTML(false)
	for i, f := range list {
		if i > 0 {
			w.WriteByte(',')
		}
		b.Reset()
		if err := enc.Encode(x.JSON(f)); err != nil {
			return err
		}
		w.WriteString("\n    ")
		w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	}
	_, err := w.WriteString("\n  ]")
	return err
}

// listed is a list that JSON shows as [] where it is empty.
func listed(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// writeJSON writes indented JSON without escaping < and >, which phrases hold.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// listMark parts the items of a list within a field of CSV.
const listMark = "; "

// DocketCSV writes the findings as CSV with a header.
func DocketCSV(w io.Writer, x Shown) error {
	c := csv.NewWriter(w)
	c.Write([]string{"id", "date", "latest", "kind", "late", "charter", "article", "rule", "bearer", "toward", "opened", "due",
		"stands", "accounts", "certainty", "hangs on", "phrase", "sentence"})
	for _, f := range x.Selection.Findings(x.Docket) {
		j := x.JSON(f)
		c.Write([]string{j.ID, j.Dates.Lo, j.Dates.Hi, j.Kind, strconv.FormatBool(j.Late), j.Charter, j.Article, j.Rule, j.Bearer, j.Toward,
			orEmpty(j.Opened), orEmpty(j.Due), stands(f), strings.Join(j.Accounts, listMark), j.Certainty, strings.Join(j.HangsOn, listMark),
			j.Phrase, j.Sentence})
	}
	c.Flush()
	return c.Error()
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// stands is yes or no for a breach, and nothing for other findings.
func stands(f *docket.Finding) string {
	if f.Kind != engine.Breach {
		return ""
	}
	return strconv.FormatBool(f.Stands)
}
