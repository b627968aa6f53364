package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/forecast"
	"casus/record"
)

// Forecasts are the forecasts of a record with what became of them.
type Forecasts struct {
	Case, Title string
	AsOf        calendar.Day
	Vocab       *charter.Vocabulary
	Record      *record.Record
	Results     []*forecast.Result
}

// outcomeWords are the outcomes as people read them.
var outcomeWords = map[forecast.Outcome]string{
	forecast.CameTrue: "came true", forecast.DidNot: "did not", forecast.Undecided: "undecided", forecast.Open: "open", forecast.Unknown: "cannot be asked",
}

var outcomeInks = map[forecast.Outcome]ink{forecast.CameTrue: green, forecast.DidNot: red, forecast.Undecided: yellow}

// Write shows the forecasts resolved, those open, and the scores by person and
// by outlet.
func (x Forecasts) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Case, x.Title)) + "\n")
	paragraph(&b, s, "record", headAt, wholeRecord(x.Vocab, x.Record), plain)
	paragraph(&b, s, "as of", headAt, x.AsOf.String(), plain)
	paragraph(&b, s, "forecasts", headAt, x.countWords(), plain)
	x.section(&b, s, "Resolved", func(r *forecast.Result) bool { return r.Outcome != forecast.Open && r.Outcome != forecast.Unknown })
	x.section(&b, s, "Open", func(r *forecast.Result) bool { return r.Outcome == forecast.Open })
	x.section(&b, s, "Not to be asked of this case", func(r *forecast.Result) bool { return r.Outcome == forecast.Unknown })
	if len(x.Results) > 0 {
		x.scores(&b, s, "By person", "person", forecast.ByPerson(x.Results))
		x.scores(&b, s, "By outlet", "outlet", forecast.ByOutlet(x.Record, x.Results))
	}
	if n := len(x.Record.Assessments); n > 0 {
		b.WriteString("\n" + s.paint(dim, fmt.Sprintf("The record also holds %s, which no question answers.", counted(n, "assessment", "assessments"))) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Forecasts) countWords() string {
	t := forecast.Total(x.Results)
	if t.Forecasts == 0 {
		return "none"
	}
	parts := []string{fmt.Sprintf("%d came true", t.True), fmt.Sprintf("%d did not", t.False)}
	for _, p := range []struct {
		n    int
		word string
	}{{t.Undecided, "undecided"}, {t.Open, "open"}, {t.Unknown, "not to be asked of this case"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	text := fmt.Sprintf("%d: %s", t.Forecasts, strings.Join(parts, ", "))
	if t.Scored > 0 {
		text += fmt.Sprintf("; %d with a chance: Brier %s, log %s", t.Scored, score(t.Brier), score(t.Log))
	}
	return text
}

// score writes a score with four decimals.
func score(f float64) string {
	if math.IsInf(f, 0) {
		return "infinite"
	}
	return strconv.FormatFloat(f, 'f', 4, 64)
}

func (x Forecasts) section(b *strings.Builder, s Style, head string, in func(*forecast.Result) bool) {
	t := table{indent: 2, columns: []column{{head: "by"}, {head: "outcome"}, {head: "chance"}, {head: "Brier", right: true}, {head: "log", right: true},
		{head: "made"}, {head: "who", bends: true}}}
	var shown []*forecast.Result
	for _, r := range x.Results {
		if !in(r) {
			continue
		}
		brier, logScore := "", ""
		if r.Scored {
			brier, logScore = score(r.Brier), score(r.Log)
		}
		t.add(cell{r.By.String(), plain}, cell{x.outcome(r), outcomeInks[r.Outcome]}, cell{chanceWords(r), plain}, cell{brier, plain}, cell{logScore, plain},
			cell{inDay(r.Made), dim}, cell{who(x.Record, r), plain})
		shown = append(shown, r)
	}
	if len(t.rows) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, head) + "\n")
	t.writeWith(b, s, func(i int) {
		for _, line := range wrap(clean(shown[i].Title)+": "+Question(shown[i].Forecast), s.width()-6) {
			b.WriteString("      " + s.paint(dim, line) + "\n")
		}
	})
}

func (x Forecasts) outcome(r *forecast.Result) string {
	if r.Outcome == forecast.Undecided {
		return fmt.Sprintf("undecided, %d of %d", r.Found, r.Of)
	}
	return outcomeWords[r.Outcome]
}

// inDay is a day that may be known within bounds.
func inDay(e calendar.Extent) string { return spread(e) }

// chanceWords is "30%", or "20..40%: 30%", the middle being what is scored.
func chanceWords(r *forecast.Result) string {
	if !r.HasChance {
		return ""
	}
	mid := percentWords(r.Chance)
	if r.Forecast.Chance.IsExact() {
		return mid
	}
	lo, hi := float64(r.Forecast.Chance.Lo)/1e4, float64(r.Forecast.Chance.Hi)/1e4
	return strings.TrimSuffix(percentWords(lo), "%") + ".." + percentWords(hi) + ": " + mid
}

func percentWords(f float64) string {
	return strconv.FormatFloat(math.Round(f*1e6)/1e4, 'f', -1, 64) + "%"
}

// who made a forecast, and where it appeared.
func who(rec *record.Record, r *forecast.Result) string {
	person, outlet := r.Person(), r.Outlet(rec)
	switch {
	case person == "":
		return clean(outlet)
	case outlet == "":
		return clean(person)
	}
	return clean(person) + " in " + clean(outlet)
}

// Question is what a forecast asks, as it stands in the file.
func Question(f *record.Forecast) string {
	if f.Decl == nil || f.Decl.Asks == nil {
		return ""
	}
	e := f.Decl.Asks.Extent()
	if e.From < 0 || int(e.To) > len(f.File.Src) {
		return ""
	}
	return strings.Join(strings.Fields(string(f.File.Src[e.From:e.To])), " ")
}

func (x Forecasts) scores(b *strings.Builder, s Style, head, what string, list []forecast.Score) {
	b.WriteString("\n" + s.paint(bold, head) + "\n")
	t := table{indent: 2, columns: []column{{head: what, bends: true}, {head: "forecasts", right: true}, {head: "true", right: true}, {head: "false", right: true},
		{head: "undecided", right: true}, {head: "open", right: true}, {head: "scored", right: true}, {head: "Brier", right: true}, {head: "log", right: true}}}
	for _, g := range list {
		name := clean(g.Name)
		if name == "" {
			name = "not said"
		}
		brier, logScore := "", ""
		if g.Scored > 0 {
			brier, logScore = score(g.Brier), score(g.Log)
		}
		t.add(cell{name, plain}, number(g.Forecasts), number(g.True), number(g.False), number(g.Undecided), number(g.Open), number(g.Scored),
			cell{brier, plain}, cell{logScore, plain})
	}
	t.write(b, s)
}

// number is a count in a table; nothing is left empty.
func number(n int) cell {
	if n == 0 {
		return cell{}
	}
	return cell{group(n), plain}
}

// ---- for programs ---------------------------------------------------------------------

type forecastsJSON struct {
	Case        string         `json:"case"`
	Title       string         `json:"title"`
	AsOf        string         `json:"asOf"`
	Record      string         `json:"record"`
	Forecasts   []forecastJSON `json:"forecasts"`
	Total       scoreJSON      `json:"total"`
	Persons     []scoreJSON    `json:"persons"`
	Outlets     []scoreJSON    `json:"outlets"`
	Assessments int            `json:"assessments"`
}

type forecastJSON struct {
	Name     string     `json:"name"`
	Title    string     `json:"title"`
	Made     datesJSON  `json:"made"`
	By       string     `json:"by"`
	Asks     string     `json:"asks"`
	Outcome  string     `json:"outcome"`
	Found    int        `json:"found"`
	Of       int        `json:"of"`
	Chance   *rangeJSON `json:"chance"`
	Scored   bool       `json:"scored"`
	Brier    *float64   `json:"brier"`
	Log      *float64   `json:"log"`
	Person   string     `json:"person"`
	Outlet   string     `json:"outlet"`
	Through  []string   `json:"through"`
	Sources  []string   `json:"sources"`
	Notes    []string   `json:"notes"`
	Position string     `json:"at"`
}

type rangeJSON struct {
	Lo  float64 `json:"lo"`
	Hi  float64 `json:"hi"`
	Mid float64 `json:"middle"`
}

type scoreJSON struct {
	Name      string   `json:"name"`
	Forecasts int      `json:"forecasts"`
	True      int      `json:"true"`
	False     int      `json:"false"`
	Undecided int      `json:"undecided"`
	Open      int      `json:"open"`
	Unknown   int      `json:"unknown"`
	Scored    int      `json:"scored"`
	Brier     *float64 `json:"brier"`
	Log       *float64 `json:"log"`
}

// rounded is a score for JSON: six decimals, so that it is the same on every
// machine; nothing where it is infinite.
func rounded(f float64) *float64 {
	if math.IsInf(f, 0) {
		return nil
	}
	f = math.Round(f*1e6) / 1e6
	return &f
}

func scoreOf(g forecast.Score) scoreJSON {
	j := scoreJSON{Name: g.Name, Forecasts: g.Forecasts, True: g.True, False: g.False, Undecided: g.Undecided, Open: g.Open, Unknown: g.Unknown, Scored: g.Scored}
	if g.Scored > 0 {
		j.Brier, j.Log = rounded(g.Brier), rounded(g.Log)
	}
	return j
}

func (x Forecasts) one(r *forecast.Result) forecastJSON {
	j := forecastJSON{Name: r.Label, Title: r.Title, Made: datesJSON{r.Made.Lo.String(), r.Made.Hi.String()}, By: r.By.String(), Asks: Question(r.Forecast),
		Outcome: string(r.Outcome), Found: r.Found, Of: r.Of, Scored: r.Scored, Person: r.Person(), Outlet: r.Outlet(x.Record),
		Through: listed(r.Through), Sources: sourceNames(r.Sources), Notes: listed(r.Notes), Position: lineOf(r.Pos)}
	if r.HasChance {
		j.Chance = &rangeJSON{float64(r.Forecast.Chance.Lo) / 1e4, float64(r.Forecast.Chance.Hi) / 1e4, *rounded(r.Chance)}
	}
	if r.Scored {
		j.Brier, j.Log = rounded(r.Brier), rounded(r.Log)
	}
	return j
}

// WriteJSON writes the forecasts and scores for programs.
func (x Forecasts) WriteJSON(w io.Writer) error {
	j := forecastsJSON{Case: x.Case, Title: x.Title, AsOf: x.AsOf.String(), Record: x.Record.Name, Forecasts: []forecastJSON{},
		Total: scoreOf(forecast.Total(x.Results)), Persons: []scoreJSON{}, Outlets: []scoreJSON{}, Assessments: len(x.Record.Assessments)}
	for _, r := range x.Results {
		j.Forecasts = append(j.Forecasts, x.one(r))
	}
	for _, g := range forecast.ByPerson(x.Results) {
		j.Persons = append(j.Persons, scoreOf(g))
	}
	for _, g := range forecast.ByOutlet(x.Record, x.Results) {
		j.Outlets = append(j.Outlets, scoreOf(g))
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for each forecast.
func (x Forecasts) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"name", "title", "made", "made at the latest", "by", "asks", "outcome", "found", "of", "chance low", "chance high", "chance",
		"scored", "brier", "log", "person", "outlet", "sources", "at"})
	for _, r := range x.Results {
		j := x.one(r)
		lo, hi, mid, brier, logScore := "", "", "", "", ""
		if j.Chance != nil {
			lo, hi, mid = decimal(j.Chance.Lo), decimal(j.Chance.Hi), decimal(j.Chance.Mid)
		}
		if j.Scored {
			brier, logScore = score(r.Brier), score(r.Log)
		}
		c.Write([]string{j.Name, j.Title, j.Made.Lo, j.Made.Hi, j.By, j.Asks, j.Outcome, strconv.Itoa(j.Found), strconv.Itoa(j.Of), lo, hi, mid,
			strconv.FormatBool(j.Scored), brier, logScore, j.Person, j.Outlet, strings.Join(j.Sources, listMark), j.Position})
	}
	c.Flush()
	return c.Error()
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
