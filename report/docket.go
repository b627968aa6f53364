package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/syntax"
)

// Docket writes a docket for people: what was run over what, who holds which
// status today, the findings by year, what is still open, and a summary.
func Docket(w io.Writer, x Shown, s Style) error {
	var b strings.Builder
	x.heading(&b, s)
	if err := x.findings(w, &b, s); err != nil {
		return err
	}
	x.open(&b, s)
	b.WriteByte('\n')
	x.summary(&b, s)
	return pour(w, &b)
}

// pageful is how much of a long table is laid out before it is written.
const pageful = 1 << 16

// pour writes what has been laid out.
func pour(w io.Writer, b *strings.Builder) error {
	_, err := io.WriteString(w, b.String())
	b.Reset()
	return err
}

// headingAt is the column at which the texts of the heading stand.
const headingAt = 13

// Title is the name of the case with its title.
func (x Shown) Title() string { return headline(x.Docket.Case.Name, x.Docket.Case.Title) }

// HeadLine is a line of the heading of a docket.
type HeadLine struct{ Head, Text string }

// Heading says what was run over what, by whom it is told, and who holds which
// status on the horizon.
func (x Shown) Heading() []HeadLine {
	d := x.Docket
	known := "all that is in the record"
	if d.View.AsKnown > calendar.Always {
		known = "what was known on " + d.View.AsKnown.String()
	}
	var sides []string
	for _, i := range x.Selection.sides() {
		side := d.Name(i)
		if a := d.Sides[i].Account; a != 0 && !slices.Contains(d.Record.Accounts, a) {
			side += ", of whom the record has no account: common ground"
		}
		sides = append(sides, side)
	}
	asOf := d.AsOf.String() + ", by " + known
	if d.AsOf <= calendar.Always {
		asOf = "no day: nothing is recorded"
	}
	list := []HeadLine{{"in force", inForce(d)}, {"record", recordWords(d)}, {"as of", asOf},
		{"told by", strings.Join(sides, ", ") + x.settlings()}}
	if len(d.View.Given) > 0 {
		var given []string
		for _, g := range d.View.Given {
			given = append(given, g.Name+" = "+g.Value.String())
		}
		list = append(list, HeadLine{"readings", strings.Join(given, ", ")})
	}
	return append(list, x.statusLines()...)
}

// statusLines say who holds which status.
func (x Shown) statusLines() []HeadLine {
	var list []HeadLine
	many := len(x.Docket.Case.Families) > 1
	for _, st := range x.standings() {
		head, sep := st.status, " "
		if slices.ContainsFunc(append(st.holders, st.doubt...), func(w string) bool { return strings.Contains(w, " ") }) {
			sep = ", "
		}
		text := strings.Join(st.holders, sep)
		if len(st.doubt) > 0 {
			text = strings.TrimSpace(text + " and perhaps " + strings.Join(st.doubt, sep))
		}
		switch {
		case st.family == nil:
			head, text = "declared", st.status+": "+text
		case many:
			text += " (" + st.family.Name + ")"
		}
		list = append(list, HeadLine{head, text})
	}
	return list
}

func (x Shown) heading(b *strings.Builder, s Style) {
	for _, line := range wrap(x.Title(), s.width()) {
		b.WriteString(s.paint(bold, line) + "\n")
	}
	for _, l := range x.Heading() {
		paragraph(b, s, l.Head, max(headingAt, textWidth(l.Head)+4), l.Text, plain)
	}
}

// settlings says over how many settlings of what is in doubt it was run.
func (x Shown) settlings() string {
	var parts []string
	for _, i := range x.Selection.sides() {
		side := x.Docket.Sides[i]
		if len(side.Points) == 0 {
			continue
		}
		ways := counted(side.Settlings, "way", "ways")
		if !side.All {
			ways = group(side.Settlings) + " of more ways"
		}
		w := counted(len(side.Points), "point", "points") + " of doubt, settled in " + ways
		if n := side.Thinned(); n > 0 {
			w += ", " + counted(n, "point", "points") + " not through every value"
		}
		if len(x.Selection.sides()) > 1 {
			w = x.Docket.Name(i) + " " + w
		}
		parts = append(parts, w)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

// inForce lists the texts of a case, and since when they are in force.
func inForce(d *docket.Docket) string {
	var list []string
	for _, f := range d.Case.Families {
		for _, t := range f.Texts {
			w := t.Name
			if t.From > calendar.Always {
				w += " from " + t.From.String()
			}
			if t.Until < calendar.Never {
				w += " until " + t.Until.String()
			}
			switch {
			case t.From > d.AsOf:
				w += " (not yet)"
			case t.Until <= d.AsOf:
				w += " (no more)"
			}
			list = append(list, w)
		}
	}
	return strings.Join(list, ", ")
}

func recordWords(d *docket.Docket) string {
	r := d.Record
	parts := []string{counted(len(r.Entries), "entry", "entries"), counted(len(r.Sources), "source", "sources")}
	if len(r.Accounts) > 0 {
		parts = append(parts, "accounts of "+codes(d.Case.Vocab, r.Accounts))
	}
	head := ""
	if r.Name != "" {
		head = r.Name + ": "
	}
	return head + strings.Join(parts, ", ")
}

// findings writes the table of findings, one stretch for each year. Where the
// text is silent is said in a table of its own, unless that was asked for.
//
// A row is laid out twice, to measure it and to write it: a million of them would
// take more room than all that they are about.
func (x Shown) findings(w io.Writer, b *strings.Builder, s Style) error {
	all := x.Selection.Findings(x.Docket)
	list, silent := all[:0], []*docket.Finding(nil)
	for _, f := range all {
		if f.Kind == engine.Silence && len(x.Selection.Kinds) == 0 {
			silent = append(silent, f)
		} else {
			list = append(list, f)
		}
	}
	rows := x.group(list)
	t := &table{indent: 2, columns: []column{{}, {bends: true}, {}, {bends: true}}}
	cells := make([]cell, 0, len(t.columns))
	for _, r := range rows {
		t.measure(x.row(cells, r))
	}
	t.dropUnused()
	widths := t.widths(s.width())
	year := ""
	for i, r := range rows {
		if y := yearOf(r.days); y != year || i == 0 {
			year = y
			b.WriteString("\n" + s.paint(bold, year) + "\n")
		}
		t.row(b, s, widths, t.used(x.row(cells, r)))
		for _, note := range x.notes(r.f) {
			for _, line := range wrap(note, s.width()-8) {
				b.WriteString("        " + s.paint(dim, line) + "\n")
			}
		}
		if b.Len() >= pageful {
			if err := pour(w, b); err != nil {
				return err
			}
		}
	}
	if len(rows)+len(silent) == 0 {
		b.WriteString("\n  Nothing is found.\n")
	}
	x.silences(b, s, silent)
	return nil
}

func yearOf(e calendar.Extent) string {
	y := e.Lo.String()
	if len(y) == 10 {
		return y[:4]
	}
	return y
}

// silences lists what no rule in force answered.
func (x Shown) silences(b *strings.Builder, s Style, list []*docket.Finding) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, "Where the text is silent") + "\n")
	t := &table{indent: 2, columns: []column{{}, {bends: true}, {}, {bends: true}}}
	for _, f := range list {
		t.add(cell{spread(days(f, x.Selection.sides())), plain}, cell{strings.TrimPrefix(Phrase(x.Docket, f), "silence about "), yellow},
			cell{shortArticle(f), dim}, cell{x.sure(f), sureInk(x.Selection, f)})
	}
	t.write(b, s)
}

// shownRow is a row of the table: one finding, or several that say the same of
// several states.
type shownRow struct {
	f    *docket.Finding // the first
	days calendar.Extent
	more *together // nil: it is one finding
}

// together are the states of which several findings say the same, and the role in which
// they stand.
type together struct {
	role   syntax.Role
	states []charter.EntityID
}

// group puts findings together that say the same of several states: what all
// members owed alike is one row.
func (x Shown) group(list []*docket.Finding) []shownRow {
	type alike struct {
		days                       calendar.Extent
		kind                       engine.Kind
		late, stands               bool
		rule                       int
		sure, awaits, roles, notes string
	}
	rows := make([]shownRow, 0, len(list))
	at := map[alike]int{}
	sides := x.Selection.sides()
	inOrder := slices.IsSortedFunc(list, func(a, b *docket.Finding) int { return cmp.Compare(days(a, sides).Lo, days(b, sides).Lo) })
	for _, f := range list {
		e := days(f, sides)
		if n := len(rows); inOrder && n > 0 && rows[n-1].days.Lo < e.Lo {
			clear(at) // nothing of an earlier day comes again
		}
		r := shownRow{f: f, days: e}
		if role, state := varies(f); state != 0 {
			key := alike{e, f.Kind, f.Late, f.Stands, f.Rule.ID, x.sure(f), f.Awaits,
				roleWords(x.Docket.Case.Vocab, without(f.Roles, role)), strings.Join(x.notes(f), "\n")}
			if i, ok := at[key]; ok {
				if first := &rows[i]; first.more == nil {
					_, one := varies(first.f)
					first.more = &together{role, []charter.EntityID{one}}
				}
				rows[i].more.states = append(rows[i].more.states, state)
				continue
			}
			at[key] = len(rows)
		}
		rows = append(rows, r)
	}
	return rows
}

// Line is a line of a docket: one finding, or several that say the same of
// several states.
type Line struct {
	Finding  *docket.Finding // the first
	Days     calendar.Extent
	Phrase   string
	Sure     string // robust, by whom, or in how many settlings
	Definite bool
	Notes    []string
}

// Lines puts findings together as a docket shows them.
func (x Shown) Lines(list []*docket.Finding) []Line {
	var out []Line
	for _, r := range x.group(list) {
		cells := x.row(nil, r)
		out = append(out, Line{r.f, r.days, cells[1].text, x.sure(r.f), x.Selection.definite(r.f), x.notes(r.f)})
	}
	return out
}

// varies is the role by which findings of one rule are put together, and the
// state in it: of a duty who owes it, of a procedure whom it is about. The
// state is 0 where there is none, or where several answer together.
func varies(f *docket.Finding) (syntax.Role, charter.EntityID) {
	if f.Rule == nil || f.Kind == engine.Collision || f.Kind == engine.Silence || f.Kind == engine.Status {
		return 0, 0
	}
	for _, r := range f.Roles {
		if len(r.States) == 1 && (f.Rule.Kind == charter.DutyRule && r.Role == syntax.By || f.Rule.Kind == charter.ProcedureRule && r.Role != syntax.By) {
			return r.Role, r.States[0]
		}
	}
	return 0, 0
}

// phrase is the phrase of a row.
func (r shownRow) phrase(d *docket.Docket) string {
	if r.more == nil {
		return Phrase(d, r.f)
	}
	return phraseOf(d, r.f, r.more.role, r.more.states)
}

// phraseOf is a finding's phrase with all the states that stand in one role.
func phraseOf(d *docket.Docket, f *docket.Finding, role syntax.Role, states []charter.EntityID) string {
	if len(states) < 2 {
		return Phrase(d, f)
	}
	g := *f
	g.Roles = slices.Clone(f.Roles)
	for i := range g.Roles {
		if g.Roles[i].Role == role {
			g.Roles[i].States = states
		}
	}
	return Phrase(d, &g)
}

// row adds the cells of one row: day, what, article, how sure.
func (x Shown) row(cells []cell, r shownRow) []cell {
	what := r.phrase(x.Docket)
	if r.more == nil {
		what += Together(r.f)
	}
	return append(cells, cell{dayInYear(r.days), plain}, cell{what, kindInk(r.f)}, cell{shortArticle(r.f), dim}, cell{x.sure(r.f), sureInk(x.Selection, r.f)})
}

// Together says how several states answer for one finding, so that it is not
// taken for one finding of each; it is empty where only one does.
func Together(f *docket.Finding) string {
	if f.Rule == nil || f.Rule.Kind != charter.DutyRule ||
		!slices.ContainsFunc(f.Roles, func(r engine.RoleStates) bool { return r.Role == syntax.By && len(r.States) > 1 }) {
		return ""
	}
	switch f.Rule.Quant {
	case syntax.Some:
		return ", any of them"
	case syntax.AtLeastOf:
		return fmt.Sprintf(", at least %d of them", f.Rule.AtLeast)
	}
	return ", together"
}

// dayInYear leaves the year to the heading above.
func dayInYear(e calendar.Extent) string {
	lo := e.Lo.String()
	switch {
	case len(lo) != 10:
		return lo
	case e.IsExact():
		return lo[5:]
	}
	switch hi := e.Hi.String(); {
	case len(hi) == 10 && hi[:7] == lo[:7]:
		return lo[5:] + ".." + hi[8:]
	case len(hi) == 10 && hi[:4] == lo[:4]:
		return lo[5:] + ".." + hi[5:]
	default:
		return lo[5:] + ".." + hi
	}
}

func kindInk(f *docket.Finding) ink {
	switch f.Kind {
	case engine.Breach, engine.Unanswered, engine.Collision:
		return red
	case engine.Fulfilment, engine.Adoption:
		return green
	case engine.Void, engine.Silence:
		return yellow
	case engine.Status:
		return blue
	}
	return plain
}

func shortArticle(f *docket.Finding) string {
	if f.Rule == nil || f.Rule.Article == "" {
		return ""
	}
	return "art. " + f.Rule.Article
}

// sure says how sure a finding is and by whose account.
func (x Shown) sure(f *docket.Finding) string {
	switch {
	case f.Certainty == docket.Robust:
		return "robust"
	case !x.Selection.definite(f):
		n, of := 0, 0
		for _, i := range x.Selection.sides() {
			n, of = n+f.Sides[i].Found, of+f.Sides[i].Of
		}
		return fmt.Sprintf("undecided, %s of %s", group(n), group(of))
	}
	var by, not []string
	for i := range x.Docket.Sides {
		switch {
		case f.Sides[i].Definite():
			by = append(by, sideWord(x.Docket, i))
		case i > 0:
			not = append(not, x.Docket.Name(i))
		}
	}
	if f.Sides[0].Definite() && len(not) <= len(by) {
		return "not by " + strings.Join(not, " ")
	}
	return "by " + strings.Join(by, " ")
}

// sideWord is a side's name in one word.
func sideWord(d *docket.Docket, side int) string {
	if d.Sides[side].Account == 0 {
		return "common"
	}
	return d.Name(side)
}

func sureInk(s Selection, f *docket.Finding) ink {
	switch {
	case !s.definite(f):
		return yellow
	case f.Certainty == docket.Robust:
		return bold
	}
	return plain
}

// notes are the lines under a finding: its last day where it passed, whether
// it was made good, and on what it hangs.
func (x Shown) notes(f *docket.Finding) []string {
	var list []string
	if f.Kind == engine.Breach && !f.Stands && x.Selection.definite(f) {
		list = append(list, "no longer stands")
	}
	if f.Awaits != "" {
		list = append(list, "awaits "+f.Awaits)
	}
	if x.Selection.definite(f) {
		return list
	}
	for _, h := range hangs(x.Docket, f, x.Selection.sides()) {
		list = append(list, "hangs on "+h)
	}
	return list
}

// hangs says on what a finding hangs in some sides, each thing once.
func hangs(d *docket.Docket, f *docket.Finding, sides []int) []string {
	var list []string
	for _, i := range sides {
		for _, h := range f.Sides[i].HangsOn {
			if w := hangWords(d, h); !slices.Contains(list, w) {
				list = append(list, w)
			}
		}
	}
	return list
}

func hangWords(d *docket.Docket, h docket.Hang) string {
	p := h.Point
	at := entryName(p.Entry)
	what := ""
	switch p.Kind {
	case docket.DayPoint:
		what = "the day of " + at
	case docket.EndPoint:
		what = "the last day of " + at
	case docket.ClaimPoint:
		what = "whether it is so: " + at
	case docket.NumberPoint:
		n := "number"
		if int(p.Number) < len(d.Case.Vocab.Numbers) {
			n = d.Case.Vocab.Numbers[p.Number].Name
		}
		what = "the number " + n + " of " + at
	default:
		what = string(p.Kind) + " of " + at
	}
	tried := ""
	if p.Thinned {
		tried = ", of the values tried"
	}
	switch {
	case h.Together:
		return what + ", together with others"
	case h.From != "" && h.From == h.To:
		return what + ": found if " + h.From + tried
	case h.From != "":
		return what + ": found if from " + h.From + " to " + h.To + tried
	}
	return what
}

// open writes what is still open at the horizon, the nearest last day first.
func (x Shown) open(b *strings.Builder, s Style) {
	d := x.Docket
	list := x.Open()
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, "Open on "+d.AsOf.String()) + "\n")
	t := &table{indent: 2, columns: []column{{right: true}, {}, {bends: true}, {}, {bends: true}}}
	for _, r := range x.group(list) {
		f := r.f
		left, until, i := "", "no last day", plain
		if n, ok := daysLeft(f.Due, d.AsOf); ok {
			until = "until " + spread(f.Due)
			left = counted(n, "day", "days")
			if n <= 30 {
				i = yellow
			}
		}
		if f.Awaits != "" {
			until = "awaits " + f.Awaits
		}
		what := strings.TrimPrefix(r.phrase(d), "opening of ") + ", since " + spread(f.Opened)
		t.add(cell{left, i}, cell{until, plain}, cell{what, plain}, cell{shortArticle(f), dim}, cell{x.sure(f), sureInk(x.Selection, f)})
	}
	t.write(b, s)
}

// Open are the openings whose matter is open at the horizon, by last day.
func (x Shown) Open() []*docket.Finding {
	var list []*docket.Finding
	for _, f := range x.Docket.Findings {
		if f.Kind == engine.Opening && f.Open && x.Selection.Shows(f) {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b *docket.Finding) int { return cmp.Compare(a.Due.Lo, b.Due.Lo) })
	return list
}

// Summary says how much was found.
func (x Shown) Summary() string {
	d := x.Docket
	counts := map[engine.Kind]int{}
	undecided, total := 0, 0
	for f := range x.Selection.all(d) {
		total++
		if !x.Selection.definite(f) {
			undecided++
			continue
		}
		counts[f.Kind]++
	}
	parts := []string{counted(total, "finding", "findings")}
	for k := engine.Opening; k <= engine.Collision; k++ {
		if n := counts[k]; n > 0 {
			parts = append(parts, counted(n, kindWord(k, false), kindWord(k, true)))
		}
	}
	if undecided > 0 {
		parts = append(parts, counted(undecided, "undecided", "undecided"))
	}
	if n := len(x.Open()); n > 0 {
		parts = append(parts, counted(n, "matter open", "matters open"))
	}
	text := parts[0]
	if len(parts) > 1 {
		text += ": " + strings.Join(parts[1:], ", ")
	}
	return text + "."
}

// summary is the last line: how much was found, and how much more by others.
func (x Shown) summary(b *strings.Builder, s Style) {
	for _, line := range wrap(x.Summary(), s.width()) {
		b.WriteString(s.paint(bold, line) + "\n")
	}
	if more := x.Elsewhere(); more != "" {
		for _, line := range wrap(more, s.width()) {
			b.WriteString(s.paint(dim, line) + "\n")
		}
	}
}

// Elsewhere says in whose account more is found than is shown; empty where
// nothing is.
func (x Shown) Elsewhere() string {
	d := x.Docket
	var list []string
	for i := range d.Sides {
		if slices.Contains(x.Selection.sides(), i) {
			continue
		}
		other := x.Selection
		other.Sides = []int{i}
		n := 0
		for f := range other.all(d) {
			if !x.Selection.Shows(f) {
				n++
			}
		}
		if n > 0 && d.Sides[i].Account != 0 {
			list = append(list, fmt.Sprintf("%s %d", d.Name(i), n))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "More is found in other accounts (" + strings.Join(list, ", ") + "): see them with --account CODE."
}

func kindWord(k engine.Kind, many bool) string {
	if !many {
		if k == engine.Status {
			return "change of status"
		}
		return k.String()
	}
	switch k {
	case engine.Breach:
		return "breaches"
	case engine.Unanswered:
		return "unanswered"
	case engine.Status:
		return "changes of status"
	}
	return k.String() + "s"
}

// List writes findings as a numbered list, as sides selected see them.
func (x Shown) List(w io.Writer, list []*docket.Finding, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, counted(len(list), "finding matches", "findings match")) + "\n")
	t := &table{indent: 2, columns: []column{{}, {bends: true}, {}, {bends: true}}}
	for _, f := range list {
		t.add(cell{spread(days(f, x.Selection.sides())), plain}, cell{Phrase(x.Docket, f), kindInk(f)}, cell{shortArticle(f), dim},
			cell{x.sure(f), sureInk(x.Selection, f)})
	}
	t.write(&b, s)
	_, err := io.WriteString(w, b.String())
	return err
}

// FindingHead writes what a finding says, above its proof.
func (x Shown) FindingHead(w io.Writer, f *docket.Finding, s Style) error {
	var b strings.Builder
	head := Phrase(x.Docket, f) + " on " + spread(days(f, x.Selection.sides())) + ", " + x.sure(f)
	for _, line := range wrap(head, s.width()) {
		b.WriteString(s.paint(bold, line) + "\n")
	}
	b.WriteString(s.paint(dim, f.ID) + "\n")
	for _, note := range x.notes(f) {
		for _, l := range wrap(note, s.width()) {
			b.WriteString(s.paint(dim, l) + "\n")
		}
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}
