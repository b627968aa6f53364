package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"casus/outlook"
	scoring "casus/score"
)

// Backtests are the trials of outlooks on the past.
type Backtests struct{ List []*outlook.Backtest }

var forecasterHeads = []string{"outlook", "base rates", "no change"}

// Write shows, for each alliance, how well the outlook and two plain forecasts
// foretold what came, and who was best.
func (x Backtests) Write(w io.Writer, s Style) error {
	var b strings.Builder
	wins := [outlook.NumForecasters]int{}
	of, better, worse := 0, 0, 0
	for i, t := range x.List {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(s.paint(bold, t.Case+": "+t.Outlook) + "\n")
		paragraph(&b, s, "tried", headAt, triedWords(t), plain)
		for _, skip := range t.Skipped {
			paragraph(&b, s, "left out", headAt, skip, dim)
		}
		if t.Broken != "" {
			paragraph(&b, s, "broken off", headAt, clean(t.Broken), red)
		}
		b.WriteString("\n")
		tb := table{indent: 2, columns: []column{{head: "foretold"}, {head: "score"}, {head: "of", right: true}, {head: "outlook", right: true}, {head: "base rates", right: true},
			{head: "no change", right: true}, {head: "ahead", right: true}, {head: "best"}}}
		for _, v := range t.Verdicts() {
			rows := []struct {
				score string
				of    [outlook.NumForecasters]float64
			}{{"CRPS", v.CRPS}}
			if v.Kind == outlook.Chance {
				rows[0].score, rows[0].of = "Brier", v.Brier
				rows = append(rows, struct {
					score string
					of    [outlook.NumForecasters]float64
				}{"log", v.Log})
			}
			for k, r := range rows {
				name, n, best, ahead := v.Name, strconv.Itoa(v.N), bestWords(v.Best), fmt.Sprintf("%d : %d", v.Ahead, v.Behind)
				if k > 0 {
					name, n, best, ahead = "", "", "", ""
				}
				tb.add(cell{name, bold}, cell{r.score, plain}, cell{n, plain}, cell{short(r.of[0]), plain}, cell{short(r.of[1]), plain}, cell{short(r.of[2]), plain}, cell{ahead, dim}, cell{best, plain})
			}
			better, worse = better+v.Ahead, worse+v.Behind
			if of++; len(v.Best) == 1 {
				wins[v.Best[0]]++
			}
		}
		tb.write(&b, s)
	}
	b.WriteString("\n")
	paragraph(&b, s, "verdict", headAt, fmt.Sprintf("of %s the outlooks alone are best at %d, base rates at %d, no change at %d; at the others several are as good.",
		counted(of, "question", "questions"), wins[outlook.Model], wins[outlook.BaseRates], wins[outlook.NothingChanges])+
		fmt.Sprintf(" Beginning by beginning, they are better than base rates %s and worse %s.", counted(better, "time", "times"), counted(worse, "time", "times")), bold)
	x.calibration(&b, s)
	paragraph(&b, s, "score", headAt, "less is better. CRPS: of a number, in its own unit; Brier and log: of a chance. Base rates says that it will be as in the earlier spans on the whole, no change that it will be as in the last one. "+
		"Ahead: at how many beginnings the outlook is better than base rates, and at how many worse. Records are short and spans hang together: five to nought is what a coin does one time in thirty-two.", dim)
	_, err := io.WriteString(w, b.String())
	return err
}

func triedWords(t *outlook.Backtest) string {
	var from []string
	for _, f := range t.Folds {
		from = append(from, f.From.String())
	}
	switch {
	case len(from) == 0 && t.Broken != "":
		return "not yet"
	case len(from) == 0:
		return "never: no beginning has two spans of record before it"
	}
	first := t.Folds[0]
	return fmt.Sprintf("%s, the first foretold up to %s, learning from what lay before: %s", counted(len(from), "beginning", "beginnings"), first.Until, strings.Join(from, ", "))
}

func bestWords(list []outlook.Forecaster) string {
	var words []string
	for _, f := range list {
		words = append(words, forecasterHeads[f])
	}
	return strings.Join(words, ", ")
}

// calibration shows how often what was given a chance came, over all outlooks.
func (x Backtests) calibration(b *strings.Builder, s Style) {
	t := table{indent: 2, columns: []column{{head: "chances said"}, {head: "how many", right: true}, {head: "on the average", right: true}, {head: "came", right: true}, {head: "95 % between", right: true}}}
	for _, bin := range x.bins(outlook.Model) {
		if bin.n > 0 {
			t.add(cell{fmt.Sprintf("%.0f%% to %.0f%%", 100*bin.low, 100*bin.high), plain}, cell{strconv.Itoa(bin.n), plain}, cell{fmt.Sprintf("%.1f%%", 100*bin.said), plain}, cell{fmt.Sprintf("%.1f%%", 100*bin.came), plain}, cell{between(bin), dim})
		}
	}
	if len(t.rows) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, "Of what the outlooks gave a chance, how much came") + "\n")
	t.write(b, s)
	b.WriteString("\n")
}

// between is the interval of the share of a bin that came, as if each had come or
// not by itself.
func between(b bin) string {
	low, high := scoring.Wilson(b.came, float64(b.n))
	return fmt.Sprintf("%.1f%% .. %.1f%%", 100*low, 100*high)
}

type bin struct {
	low, high, said, came float64
	n                     int
}

func (x Backtests) bins(who outlook.Forecaster) []bin {
	var out []bin
	for _, t := range x.List {
		for i, c := range t.Calibration(who) {
			if len(out) <= i {
				out = append(out, bin{low: c.Low, high: c.High})
			}
			out[i].n += c.Forecasts
			out[i].said += c.Said * float64(c.Forecasts)
			out[i].came += c.Came * float64(c.Forecasts)
		}
	}
	for i := range out {
		if n := float64(out[i].n); n > 0 {
			out[i].said /= n
			out[i].came /= n
		}
	}
	return out
}

type backtestJSON struct {
	Case    string        `json:"case"`
	Outlook string        `json:"outlook"`
	Broken  string        `json:"broken"`
	Folds   []foldJSON    `json:"folds"`
	Scores  []verdictJSON `json:"scores"`
	Skipped []string      `json:"skipped"`
}

type foldJSON struct {
	From    string       `json:"from"`
	Until   string       `json:"until"`
	Earlier int          `json:"earlierSpans"`
	Answers []scoredJSON `json:"answers"`
}

type scoredJSON struct {
	Name   string             `json:"name"`
	Kind   string             `json:"kind"`
	Came   float64            `json:"came"`
	Said   map[string]float64 `json:"said"`
	Scores map[string]float64 `json:"scores"`
}

type verdictJSON struct {
	Name  string             `json:"name"`
	Kind  string             `json:"kind"`
	N     int                `json:"n"`
	CRPS  map[string]float64 `json:"crps,omitempty"`
	Brier map[string]float64 `json:"brier,omitempty"`
	Log   map[string]float64 `json:"log,omitempty"`
	Best  []string           `json:"best"`
	// At how many beginnings the outlook is better and worse than base rates.
	Ahead  int `json:"ahead"`
	Behind int `json:"behind"`
}

func byForecaster(v [outlook.NumForecasters]float64) map[string]float64 {
	m := map[string]float64{}
	for f, x := range v {
		m[outlook.Forecaster(f).String()] = x
	}
	return m
}

func answerKind(k outlook.AnswerKind) string {
	if k == outlook.Chance {
		return "chance"
	}
	return "number"
}

// WriteJSON writes every fold and every score for programs.
func (x Backtests) WriteJSON(w io.Writer) error {
	all := []backtestJSON{}
	for _, t := range x.List {
		j := backtestJSON{Case: t.Case, Outlook: t.Outlook, Broken: t.Broken, Folds: []foldJSON{}, Scores: []verdictJSON{}, Skipped: listed(t.Skipped)}
		for _, f := range t.Folds {
			fj := foldJSON{From: f.From.String(), Until: f.Until.String(), Earlier: f.Earlier, Answers: []scoredJSON{}}
			for _, s := range f.Scored {
				scores := s.CRPS
				if s.Answer.Kind == outlook.Chance {
					scores = s.Brier
				}
				fj.Answers = append(fj.Answers, scoredJSON{s.Answer.Name, answerKind(s.Answer.Kind), s.Came, byForecaster(s.Said), byForecaster(scores)})
			}
			j.Folds = append(j.Folds, fj)
		}
		for _, v := range t.Verdicts() {
			sj := verdictJSON{Name: v.Name, Kind: answerKind(v.Kind), N: v.N, Best: []string{}, Ahead: v.Ahead, Behind: v.Behind}
			if v.Kind == outlook.Chance {
				sj.Brier, sj.Log = byForecaster(v.Brier), byForecaster(v.Log)
			} else {
				sj.CRPS = byForecaster(v.CRPS)
			}
			for _, f := range v.Best {
				sj.Best = append(sj.Best, f.String())
			}
			j.Scores = append(j.Scores, sj)
		}
		all = append(all, j)
	}
	return writeJSON(w, all)
}

// WriteCSV writes one line for each question of each beginning and forecaster.
func (x Backtests) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"case", "outlook", "from", "until", "question", "kind", "came", "forecaster", "said", "crps", "brier", "log"})
	for _, t := range x.List {
		for _, f := range t.Folds {
			for _, s := range f.Scored {
				for who := range outlook.NumForecasters {
					crps, brier, log := digits(s.CRPS[who]), missing, missing
					if s.Answer.Kind == outlook.Chance {
						crps, brier, log = missing, digits(s.Brier[who]), digits(s.Log[who])
					}
					c.Write([]string{t.Case, t.Outlook, f.From.String(), f.Until.String(), s.Answer.Name, answerKind(s.Answer.Kind), digits(s.Came), who.String(), digits(s.Said[who]), crps, brier, log})
				}
			}
		}
	}
	c.Flush()
	return c.Error()
}

// Pictures are the calibration picture and its table.
func (x Backtests) Pictures() (names []string, files map[string][]byte) {
	var tb strings.Builder
	c := csv.NewWriter(&tb)
	c.Write([]string{"forecaster", "low", "high", "forecasts", "said", "came", "came low", "came high"})
	p := calibrated{title: "How often what was given a chance came",
		note: "On the dashed line chances said and shares that came agree. Lines are 95 % intervals, numbers how many chances a mark stands for.\nThe chances of one alliance hang together, so that the intervals are too short. Both axes are stretched near 0 and 1.",
		desc: "For each forecaster, how often what was given about one chance came, with 95 % intervals; the table is calibration.csv."}
	for who := range outlook.NumForecasters {
		marks := agreement{name: who.String(), colour: palette[who]}
		for _, bin := range x.bins(who) {
			if bin.n == 0 {
				continue
			}
			low, high := scoring.Wilson(bin.came, float64(bin.n))
			c.Write([]string{who.String(), digits(bin.low), digits(bin.high), strconv.Itoa(bin.n), digits(bin.said), digits(bin.came), digits(low), digits(high)})
			marks.points = append(marks.points, agreed{bin.said, bin.came, low, high, bin.n})
		}
		p.panels = append(p.panels, marks)
	}
	c.Flush()
	return []string{"calibration.csv", "calibration.svg"}, map[string][]byte{"calibration.csv": []byte(tb.String()), "calibration.svg": []byte(p.draw())}
}
