package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"casus/balance"
	"casus/calendar"
	"casus/charter"
	"casus/docket"
)

// Balance is the signed network of some states over a time.
type Balance struct {
	Case, Title string
	Docket      *docket.Docket
	From, Until calendar.Day
	Network     *balance.Network
	Frustration balance.Frustration
	Landscape   *balance.Landscape // nil if there are too many states for one
	Most        int                // minima shown
}

// Write shows the ties, how far they are from two camps, and the camps.
func (x Balance) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Case, x.Title)) + "\n")
	paragraph(&b, s, "time", headAt, x.From.String()+" to "+x.Until.String(), plain)
	paragraph(&b, s, "states", headAt, fmt.Sprintf("%d: %s", len(x.Network.States), codes(x.Docket.Case.Vocab, x.Network.States)), plain)
	b.WriteString("\n")
	t := table{indent: 2, columns: []column{{head: "pair"}, {head: "tie", right: true}, {head: "for", right: true}, {head: "against", right: true}, {head: "in doubt", right: true}}}
	x.pairs(func(i, j int, e balance.Events) {
		tie := x.Network.Tie[i][j]
		how := plain
		if tie == 0 {
			how = dim
		}
		t.add(cell{x.code(i) + " " + x.code(j), bold}, cell{fmt.Sprintf("%+d", tie), how}, countCell(e.For), countCell(e.Against), countCell(e.InDoubt))
	})
	t.write(&b, s)
	if len(t.rows) == 0 {
		paragraph(&b, s, "ties", headAt, "The record tells of nothing between these states in this time.", plain)
	}
	b.WriteString("\n")
	x.frustration(&b, s)
	x.landscape(&b, s)
	paragraph(&b, s, "tie", headAt, "what events of common ground add up to: 1 for each that is cooperation in words, 2 in deeds, less than nought for conflict (docs/structure.md has the list).", dim)
	_, err := io.WriteString(w, b.String())
	return err
}

func countCell(n int) cell {
	if n == 0 {
		return cell{".", dim}
	}
	return cell{strconv.Itoa(n), plain}
}

// pairs calls do for each pair of which something is told.
func (x Balance) pairs(do func(i, j int, e balance.Events)) {
	for i := range x.Network.States {
		for j := i + 1; j < len(x.Network.States); j++ {
			if e, ok := x.Network.Behind[[2]int{i, j}]; ok {
				do(i, j, e)
			}
		}
	}
}

func (x Balance) code(i int) string { return x.Docket.Case.Vocab.Entities[x.Network.States[i]].Code }

func (x Balance) list(at []int) string {
	var list []charter.EntityID
	for _, i := range at {
		list = append(list, x.Network.States[i])
	}
	return codes(x.Docket.Case.Vocab, list)
}

func (x Balance) frustration(b *strings.Builder, s Style) {
	f, tr := x.Frustration, x.Network.Triangles()
	text := fmt.Sprintf("%d of %s would have to change for there to be two camps, or one", f.Index, counted(f.Pairs, "tie", "ties"))
	if !f.Proved {
		text = fmt.Sprintf("at most %d of %s would have to change for there to be two camps, or one; the search was broken off before it could be sure of less", f.Index, counted(f.Pairs, "tie", "ties"))
	}
	for i, p := range f.Against {
		text += map[bool]string{true: ": ", false: ", "}[i == 0] + x.code(p[0]) + " " + x.code(p[1])
	}
	paragraph(b, s, "frustration", headAt+2, text, plain)
	paragraph(b, s, "triangles", headAt+2, fmt.Sprintf("%d balanced, %d not", tr.Balanced, tr.Unbalanced), plain)
}

func (x Balance) landscape(b *strings.Builder, s Style) {
	if x.Landscape == nil {
		paragraph(b, s, "camps", headAt+2, fmt.Sprintf("more than %d states: the divisions are too many to be gone through; name fewer with --states", balance.MostStates), dim)
		return
	}
	l := x.Landscape
	b.WriteString("\n" + s.paint(bold, fmt.Sprintf("Camps: %s that no state alone would leave, of %s", counted(len(l.Minima), "division", "divisions"), group(l.Divisions))) + "\n")
	t := table{indent: 2, columns: []column{{head: "energy", right: true}, {head: "basin", right: true}, {head: "one camp", bends: true}, {head: "the other", bends: true}}}
	for i, m := range l.Minima {
		if i == x.Most {
			break
		}
		with, across := x.Network.Sides(m.Camps)
		other := x.list(across)
		if len(across) == 0 {
			other = "nobody"
		}
		t.add(cell{strconv.FormatInt(m.Energy, 10), plain}, cell{fmt.Sprintf("%.1f%%", 100*float64(m.Basin)/float64(l.Divisions)), plain}, cell{x.list(with), bold}, cell{other, bold})
	}
	t.write(b, s)
	if n := len(l.Minima) - x.Most; n > 0 {
		fmt.Fprintf(b, "  and %s with more energy: --most %d shows all\n", group(n), len(l.Minima))
	}
	b.WriteString("\n")
	paragraph(b, s, "basin", headAt, "the share of all divisions from which the states, one after another, come to this one.", dim)
}

type balanceJSON struct {
	Case        string          `json:"case"`
	From        string          `json:"from"`
	Until       string          `json:"until"`
	States      []balanceState  `json:"states"`
	Pairs       []pairJSON      `json:"pairs"`
	Frustration frustrationJSON `json:"frustration"`
	Triangles   trianglesJSON   `json:"triangles"`
	Landscape   *landscapeJSON  `json:"landscape"`
}

type balanceState struct {
	Code string `json:"code"`
	Size int64  `json:"size"`
}

type pairJSON struct {
	A       string `json:"a"`
	B       string `json:"b"`
	Tie     int64  `json:"tie"`
	For     int    `json:"for"`
	Against int    `json:"against"`
	InDoubt int    `json:"inDoubt"`
}

type frustrationJSON struct {
	Index   int         `json:"index"`
	Proved  bool        `json:"proved"`
	Ties    int         `json:"ties"`
	Against [][2]string `json:"against"`
}

type trianglesJSON struct {
	Balanced   int `json:"balanced"`
	Unbalanced int `json:"unbalanced"`
}

type landscapeJSON struct {
	Divisions int           `json:"divisions"`
	Lowest    int64         `json:"lowest"`
	Highest   int64         `json:"highest"`
	Minima    []minimumJSON `json:"minima"`
}

type minimumJSON struct {
	Energy int64       `json:"energy"`
	Basin  int         `json:"basin"`
	Camps  [2][]string `json:"camps"`
}

// WriteJSON writes the network for programs, with all minima.
func (x Balance) WriteJSON(w io.Writer) error {
	tr := x.Network.Triangles()
	j := balanceJSON{Case: x.Case, From: x.From.String(), Until: x.Until.String(), States: []balanceState{}, Pairs: []pairJSON{},
		Frustration: frustrationJSON{x.Frustration.Index, x.Frustration.Proved, x.Frustration.Pairs, [][2]string{}},
		Triangles:   trianglesJSON{tr.Balanced, tr.Unbalanced}}
	for i := range x.Network.States {
		j.States = append(j.States, balanceState{x.code(i), x.Network.Size[i]})
	}
	x.pairs(func(i, k int, e balance.Events) {
		j.Pairs = append(j.Pairs, pairJSON{x.code(i), x.code(k), x.Network.Tie[i][k], e.For, e.Against, e.InDoubt})
	})
	for _, p := range x.Frustration.Against {
		j.Frustration.Against = append(j.Frustration.Against, [2]string{x.code(p[0]), x.code(p[1])})
	}
	if l := x.Landscape; l != nil {
		j.Landscape = &landscapeJSON{l.Divisions, l.Lowest, l.Highest, []minimumJSON{}}
		for _, m := range l.Minima {
			with, across := x.Network.Sides(m.Camps)
			j.Landscape.Minima = append(j.Landscape.Minima, minimumJSON{m.Energy, m.Basin, [2][]string{x.codesAt(with), x.codesAt(across)}})
		}
	}
	return writeJSON(w, j)
}

func (x Balance) codesAt(at []int) []string {
	list := []string{}
	for _, i := range at {
		list = append(list, x.code(i))
	}
	return list
}

// WriteCSV writes one line for each pair of which something is told.
func (x Balance) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"a", "b", "from", "until", "tie", "for", "against", "in doubt", "in the way of two camps"})
	inWay := map[[2]int]bool{}
	for _, p := range x.Frustration.Against {
		inWay[p] = true
	}
	x.pairs(func(i, j int, e balance.Events) {
		c.Write([]string{x.code(i), x.code(j), x.From.String(), x.Until.String(), strconv.FormatInt(x.Network.Tie[i][j], 10),
			strconv.Itoa(e.For), strconv.Itoa(e.Against), strconv.Itoa(e.InDoubt), strconv.FormatBool(inWay[[2]int{i, j}])})
	})
	c.Flush()
	return c.Error()
}
