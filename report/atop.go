package report

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"casus/atop"
	"casus/calendar"
)

// AtopRow is the row of one charter in the columns of ATOP.
type AtopRow struct{ *atop.Row }

const notExpressed = "not expressed"

// Write shows the row column by column, with the article behind each value.
func (x AtopRow) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Charter, x.Title)) + "\n")
	paragraph(&b, s, "alliance", headAt, x.Alliance, plain)
	paragraph(&b, s, "phase", headAt, x.phase(), plain)
	b.WriteString("\n")
	t := table{indent: 2, columns: []column{{head: "column"}, {head: "value", right: true}, {head: "where", bends: true}, {head: "what", bends: true}}}
	for _, c := range x.Columns {
		i := plain
		if !c.Expressed {
			i = dim
		}
		t.add(cell{c.Name, bold}, cell{c.Value, i}, cell{where(c), i}, cell{clean(c.Says), i})
	}
	t.write(&b, s)
	b.WriteString("\n" + s.paint(bold, "Members") + "\n")
	t = table{indent: 2, columns: []column{{head: "state"}, {head: "from"}, {head: "until"}}}
	for _, m := range x.Members {
		t.add(cell{m.Code, plain}, cell{m.From.String(), plain}, cell{lastMember(m), plain})
	}
	t.write(&b, s)
	_, err := io.WriteString(w, b.String())
	return err
}

// lastMember is the last day of a membership; empty while it lasts.
func lastMember(m atop.Member) string {
	if m.Until >= calendar.Never {
		return ""
	}
	return (m.Until - 1).String()
}

func (x AtopRow) phase() string {
	if x.Until >= calendar.Never {
		return "from " + x.From.String()
	}
	return "from " + x.From.String() + " to " + (x.Until - 1).String()
}

// where is the articles and rules behind a value.
func where(c atop.Column) string {
	if !c.Expressed {
		return notExpressed
	}
	if len(c.Articles) == 0 {
		return ""
	}
	text := "art. " + strings.Join(c.Articles, ", ")
	if len(c.Rules) > 0 {
		text += " (" + strings.Join(c.Rules, ", ") + ")"
	}
	return text
}

type atopJSON struct {
	Charter  string           `json:"charter"`
	Title    string           `json:"title"`
	Alliance string           `json:"alliance"`
	From     string           `json:"from"`
	Until    *string          `json:"until"`
	Columns  []atopColumnJSON `json:"columns"`
	Members  []atopMemberJSON `json:"members"`
}

type atopColumnJSON struct {
	Name      string   `json:"name"`
	Value     *float64 `json:"value"` // null where the data set has NA
	Expressed bool     `json:"expressed"`
	Articles  []string `json:"articles"`
	Rules     []string `json:"rules"`
	Says      string   `json:"says"`
}

type atopMemberJSON struct {
	Code  string  `json:"code"`
	From  string  `json:"from"`
	Until *string `json:"until"`
}

// coded is a value of the data set as a number. What is not known has none.
func coded(value string) *float64 {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return nil
	}
	return &n
}

// lastDay is the day before an end, for JSON; nothing where there is no end.
func lastDay(until calendar.Day) *string {
	if until >= calendar.Never {
		return nil
	}
	return day(until - 1)
}

// WriteJSON writes the row for programs.
func (x AtopRow) WriteJSON(w io.Writer) error {
	j := atopJSON{Charter: x.Charter, Title: x.Title, Alliance: x.Alliance, From: x.From.String(), Until: lastDay(x.Until),
		Columns: []atopColumnJSON{}, Members: []atopMemberJSON{}}
	for _, c := range x.Columns {
		j.Columns = append(j.Columns, atopColumnJSON{c.Name, coded(c.Value), c.Expressed, listed(c.Articles), listed(c.Rules), c.Says})
	}
	for _, m := range x.Members {
		j.Members = append(j.Members, atopMemberJSON{m.Code, m.From.String(), lastDay(m.Until)})
	}
	return writeJSON(w, j)
}

// AtopCSV writes one line for each row: its values, and behind them for each
// column where it comes from.
func AtopCSV(w io.Writer, rows []AtopRow) error {
	c := csv.NewWriter(w)
	head := []string{"charter", "alliance"}
	var names []string
	for _, r := range rows {
		for _, col := range r.Columns {
			if !slices.Contains(names, col.Name) {
				names = append(names, col.Name)
			}
		}
	}
	head = append(head, names...)
	head = append(head, "member codes")
	for _, n := range names {
		head = append(head, n+" from")
	}
	c.Write(head)
	for _, r := range rows {
		byName := map[string]atop.Column{}
		for _, col := range r.Columns {
			byName[col.Name] = col
		}
		line := []string{r.Charter, r.Alliance}
		for _, n := range names {
			line = append(line, byName[n].Value)
		}
		var codes []string
		for _, m := range r.Members {
			codes = append(codes, m.Code)
		}
		line = append(line, strings.Join(codes, " "))
		for _, n := range names {
			line = append(line, where(byName[n]))
		}
		c.Write(line)
	}
	c.Flush()
	return c.Error()
}
