package outlook

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/quantity"
	"casus/syntax"
)

// Options say how an outlook is looked at.
type Options struct {
	// Scenarios are the laws to run under, each by the name of a scenario of the
	// outlook, of the case that it continues, or of a charter, which then is law
	// from the outlook's first day. None: the law as it is, and every scenario
	// that the outlook declares.
	Scenarios []string
	Until     calendar.Day   // zero: as many steps as the outlook says
	From      calendar.Day   // zero: the outlook's own first day
	Given     []docket.Given // readings in the place of those of the outlook
}

// MaxSteps is the most steps a future may have.
const MaxSteps = 100_000

// Prepare checks an outlook and compiles it for its scenarios. The diagnostics
// are errors only where the outlook cannot be run.
func Prepare(lo *library.Outlook, o Options) (*Outlook, []diag.Diagnostic, error) {
	v := &preparing{lo: lo, options: o, file: lo.File, out: &Outlook{Name: lo.Decl.Name.Name, Title: lo.Decl.Title.Value, Decl: lo}}
	v.heads(o)
	v.names()
	wanted := v.scenarios(o.Scenarios)
	if v.out.days == nil { // not even its time is known
		return nil, v.diags, nil
	}
	faulty := diag.HasErrors(v.diags)
	for _, w := range wanted {
		w.idle = w.idle || faulty // for what else is wrong
		if err := v.scenario(w); err != nil {
			return nil, v.diags, err
		}
	}
	v.settleDiagnostics()
	v.unread()
	if diag.HasErrors(v.diags) {
		return nil, v.diags, nil
	}
	return v.out, v.diags, nil
}

// Check is what is wrong with an outlook, under any of its scenarios.
func Check(lo *library.Outlook) []diag.Diagnostic {
	_, diags, err := Prepare(lo, Options{})
	if err != nil {
		diags = append(diags, diag.Diagnostic{Code: "E0610", Severity: diag.Error, Place: charter.PlaceOf(lo.File, lo.Decl.Name.Span), Summary: err.Error()})
	}
	return diags
}

// preparing gathers an outlook.
type preparing struct {
	lo      *library.Outlook
	options Options
	file    *syntax.File
	out     *Outlook
	diags   []diag.Diagnostic

	known     charter.OutlookNames
	measureAt map[string]int
	paramAt   map[string]int
	readMeas  map[string]bool
	readParam map[string]bool
	learnings []*learning
	perLaw    []diag.Diagnostic // of single scenarios
	built     int               // scenarios that could be resolved
}

func (v *preparing) say(code string, at syntax.Span, hint, format string, args ...any) {
	v.diags = append(v.diags, diag.Diagnostic{Code: code, Severity: diag.Error, Place: charter.PlaceOf(v.file, at), Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

func (v *preparing) warn(code string, at syntax.Span, hint, format string, args ...any) {
	v.diags = append(v.diags, diag.Diagnostic{Code: code, Severity: diag.Warning, Place: charter.PlaceOf(v.file, at), Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

// heads reads when the outlook begins and how long it lasts.
func (v *preparing) heads(o Options) {
	var starts, runs *syntax.OutlookItem
	for i := range v.lo.Decl.Items {
		it := &v.lo.Decl.Items[i]
		switch it.Word {
		case "starts":
			if starts != nil {
				v.say("E0601", it.Span, "keep one of the two", "the outlook begins twice")
			}
			starts = it
		case "runs":
			if runs != nil {
				v.say("E0601", it.Span, "keep one of the two", "the outlook says twice how long it runs")
			}
			runs = it
		}
	}
	at := v.lo.Decl.Name.Span
	if starts == nil && o.From == 0 {
		v.say("E0601", at, "write `starts 2030-01-01`", "nothing says when the outlook %s begins", v.out.Name)
		return
	}
	if runs == nil {
		v.say("E0601", at, "write `runs 60 steps of 1 month`", "nothing says how long the outlook %s runs", v.out.Name)
		return
	}
	out := v.out
	if out.Starts = o.From; o.From == 0 {
		out.Starts = starts.Point.First
	}
	out.Step, out.Steps = runs.Step, int(runs.Steps)
	if out.Step.IsZero() || out.Step.Forever {
		v.say("E0601", runs.Span, "a step is as long as `1 month` or `1 week`", "the steps have no length")
		return
	}
	if o.Until != 0 {
		if o.Until < out.Starts {
			v.say("E0601", at, "", "the outlook begins on %s, and would end before it, on %s", out.Starts, o.Until)
			return
		}
		out.Steps = 0
		for n := int32(1); out.Steps <= MaxSteps && out.Starts.Add(out.Step.Times(n))-1 <= o.Until; n++ {
			out.Steps++
		}
		if out.Starts.Add(out.Step.Times(int32(out.Steps)))-1 < o.Until { // the last step reaches beyond
			out.Steps++
		}
	}
	if out.Steps < 1 || out.Steps > MaxSteps {
		v.say("E0601", runs.Span, "", "an outlook has from 1 to %d steps, and this one %d", MaxSteps, out.Steps)
		return
	}
	for n := range out.Steps + 1 {
		day := out.Starts.Add(out.Step.Times(int32(n)))
		if day >= calendar.Never {
			v.say("E0601", runs.Span, "let it run fewer or shorter steps", "the outlook runs beyond the end of the calendar")
			return
		}
		out.days = append(out.days, day)
	}
	out.Ends = out.days[out.Steps] - 1
	v.offsets()
}

// offsets checks that every turn of a step has a day of its own.
func (v *preparing) offsets() {
	turns := 0
	var last syntax.Span
	for i := range v.lo.Decl.Items {
		switch it := &v.lo.Decl.Items[i]; it.Word {
		case "behaviour", "shock":
			turns++
			last = it.Name.Span
		case "update":
			last = it.Name.Span
		}
	}
	shortest := calendar.Never
	for n := range v.out.Steps {
		shortest = min(shortest, v.out.days[n+1]-v.out.days[n])
	}
	if turns+1 > int(shortest) {
		v.say("E0605", last, "each behaviour and shock acts on a day of its own, and updates on the day after: make the steps longer",
			"a step of %d days is too short for %d turns", shortest, turns+1)
	}
}

// names gathers parameters and measures, which clauses anywhere may name.
func (v *preparing) names() {
	v.known = charter.OutlookNames{Measures: map[string]bool{}, Parameters: map[string]bool{}}
	v.measureAt, v.paramAt = map[string]int{}, map[string]int{}
	v.readMeas, v.readParam = map[string]bool{}, map[string]bool{}
	taken := map[string]bool{}
	items := map[string]bool{}
	for i := range v.lo.Decl.Items {
		it := &v.lo.Decl.Items[i]
		name := it.Name.Name
		switch it.Word {
		case "parameter", "measure", "learn":
			if taken[name] {
				v.say("E0223", it.Name.Span, "use another name", "the outlook has two numbers of the name %s", name)
				continue
			}
			taken[name] = true
			if it.Word == "learn" {
				v.learnings = append(v.learnings, v.learnt(it))
			}
			if it.Word == "measure" || it.Word == "learn" && it.Status.Name != "" {
				v.known.Measures[name] = it.Pair
				v.measureAt[name] = len(v.out.Measures)
				v.out.Measures = append(v.out.Measures, Measure{Name: name, Pair: it.Pair})
				continue
			}
			v.known.Parameters[name] = true
			v.paramAt[name] = len(v.out.Parameters)
			if it.Word == "learn" { // its value comes once the record was read
				v.out.Parameters = append(v.out.Parameters, Parameter{Name: name})
				continue
			}
			v.out.Parameters = append(v.out.Parameters, v.parameter(it))
		case "behaviour", "shock", "update", "reaction", "watch", "ask", "scenario":
			key := it.Word + " " + name
			if it.Word == "ask" {
				key = "watch " + name
			}
			if it.Word == "shock" || it.Word == "update" {
				key = "behaviour " + name
			}
			if items[key] {
				v.say("E0223", it.Name.Span, "use another name", "the outlook has two of the name %s", name)
			}
			items[key] = true
		}
	}
}

func (v *preparing) parameter(it *syntax.OutlookItem) Parameter {
	p := Parameter{Name: it.Name.Name, Title: it.Title.Value}
	p.Value = v.constant(it.Value, "the value of a parameter")
	if it.Low != nil || it.High != nil {
		p.Low, p.High, p.HasRange = v.constant(it.Low, "a range"), v.constant(it.High, "a range"), true
		switch {
		case p.Low >= p.High:
			v.say("E0606", it.Low.Extent(), "the lower number comes first", "the range of %s is empty", p.Name)
		case p.Value < p.Low || p.Value > p.High:
			v.say("E0606", it.Value.Extent(), "widen the range, or choose a value within it", "%s is %g, and its range is %g to %g", p.Name, p.Value, p.Low, p.High)
		}
	}
	if it.As != nil {
		d := &Distribution{Name: it.As.Name.Name}
		for _, a := range it.As.Args {
			d.Args = append(d.Args, v.constant(a, "a distribution"))
		}
		if why := d.Check(); why != "" {
			names := make([]string, 0, len(distributions))
			for n := range distributions {
				names = append(names, n)
			}
			slices.Sort(names)
			hint := "there are " + list(names)
			if near := diag.Closest(d.Name, names); near != "" && near != d.Name {
				hint = "did you mean " + near + "?"
			}
			v.say("E0606", it.As.Extent(), hint, "%s", why)
		} else {
			p.From, p.inverse = d, &inverse{Distribution: *d}
		}
	}
	for _, s := range it.Sources {
		p.Sources = append(p.Sources, s.Name)
	}
	return p
}

// constant works out a number that hangs on nothing.
func (v *preparing) constant(e syntax.Expr, what string) float64 {
	switch e := e.(type) {
	case nil:
		return 0
	case *syntax.NumExpr:
		return float64(e.Value) / quantity.Scale
	case *syntax.NegateExpr:
		return -v.constant(e.X, what)
	case *syntax.BinaryExpr:
		x, y := v.constant(e.X, what), v.constant(e.Y, what)
		switch e.Op {
		case '+':
			return x + y
		case '-':
			return x - y
		case '*':
			return x * y
		}
		if y == 0 {
			v.say("E0606", e.Extent(), "", "%s divides by 0", what)
			return 0
		}
		return x / y
	}
	v.say("E0606", e.Extent(), "write a number, or a sum of numbers", "%s is a plain number", what)
	return 0
}

// wanted is a scenario that is asked for.
type wanted struct {
	name, title string
	more        []charter.TextSpec
	at          syntax.Span
	idle        bool // only looked at, for the names that its law has
}

// scenarios finds the scenarios that are asked for.
func (v *preparing) scenarios(names []string) []wanted {
	base := wanted{name: v.baseName(), title: "the law as it is", at: v.lo.Decl.Name.Span}
	all := []wanted{base}
	for i := range v.lo.Decl.Items {
		it := &v.lo.Decl.Items[i]
		if it.Word != "scenario" {
			continue
		}
		w := wanted{name: it.Name.Name, title: it.Title.Value, more: library.Specs(it.Unders, v.file), at: it.Name.Span}
		if len(it.Unders) == 0 {
			v.say("E0609", it.Name.Span, "name what becomes law: `under CHARTER from "+v.out.Starts.String()+"`", "the scenario %s has no charter of its own", w.name)
		}
		all = append(all, w)
	}
	if len(names) == 0 {
		return all
	}
	var out []wanted
	var known []string
	taken := make([]bool, len(all))
	for _, w := range all {
		known = append(known, w.name)
	}
	for _, n := range names {
		at := slices.IndexFunc(all, func(w wanted) bool { return w.name == n })
		if at < 0 { // a charter that a scenario adds
			at = slices.IndexFunc(all, func(w wanted) bool {
				return slices.ContainsFunc(w.more, func(s charter.TextSpec) bool { return s.Charter == n })
			})
		}
		switch {
		case at >= 0:
			out = append(out, all[at])
			taken[at] = true
		case v.lo.Folder.Charter(n) != nil && v.inForce(n):
			base := base
			base.name = n
			out = append(out, base)
		case v.lo.Folder.Charter(n) != nil:
			out = append(out, wanted{name: n, more: []charter.TextSpec{{Charter: n, From: v.out.Starts, HasFrom: true}}, at: base.at})
		default:
			hint := "there are " + list(known)
			if near := diag.Closest(n, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			v.say("E0609", base.at, hint, "there is no scenario and no charter %s", n)
		}
	}
	for i, w := range all {
		if !taken[i] {
			w.idle = true
			out = append(out, w)
		}
	}
	return out
}

// inForce reports whether a charter is law in the outlook's base.
func (v *preparing) inForce(name string) bool {
	for i := range v.lo.Decl.Items {
		it := &v.lo.Decl.Items[i]
		switch it.Word {
		case "under":
			if it.Under.Charter.Name == name {
				return true
			}
		case "continues":
			if c := v.lo.Folder.FindCase(it.Name.Name); c != nil && slices.ContainsFunc(c.Decl.Under, func(u syntax.Under) bool { return u.Charter.Name == name }) {
				return true
			}
		}
	}
	return false
}

func (v *preparing) baseName() string {
	if n := v.lo.Continued(); n != "" {
		return n
	}
	for i := range v.lo.Decl.Items {
		if it := &v.lo.Decl.Items[i]; it.Word == "under" {
			return it.Under.Charter.Name
		}
	}
	return v.out.Name
}

// scenario builds, resolves and compiles one scenario.
func (v *preparing) scenario(w wanted) error {
	b, diags := v.lo.Build(w.name, w.more, v.out.Starts, nil)
	if b != nil {
		b.Given = given(b.Given, v.options.Given)
	}
	for _, d := range diags {
		if d.Severity == diag.Error {
			v.diags = append(v.diags, d)
		}
	}
	if b == nil || diag.HasErrors(diags) || len(b.Case.Families) == 0 {
		return nil
	}
	v.built++
	s := &Scenario{Name: w.name, Title: w.title, Built: b, more: w.more}
	r := &resolving{v: v, s: s}
	p, err := engine.CompileOutside(b.Case, func(o *engine.Outside) { r.all(o) })
	v.perLaw = append(v.perLaw, r.diags...)
	if err != nil {
		return fmt.Errorf("the outlook %s under %s: %w", v.out.Name, w.name, err)
	}
	v.out.Watches, v.out.Asks = r.watched, r.asked
	if w.idle {
		return nil
	}
	s.Program = p
	s.regard()
	l, err := s.stand(v.out)
	if err != nil {
		return fmt.Errorf("the record under %s: %w", w.name, err)
	}
	if len(v.out.Scenarios) == 0 {
		v.teach(s, l.Acts, l.Facts, l.Input)
	}
	s.index()
	s.layAll()
	v.out.Scenarios = append(v.out.Scenarios, s)
	return nil
}

// given puts readings in the place of those that are there.
func given(list []library.Given, instead []docket.Given) []library.Given {
	list = slices.Clone(list)
	for _, g := range instead {
		list = slices.DeleteFunc(list, func(x library.Given) bool { return x.Name == g.Name })
		list = append(list, library.Given{Name: g.Name, Value: g.Value})
	}
	return list
}

// settleDiagnostics keeps what is wrong under every law: a rule or a status that
// only a reform has may be named, and never comes under the others.
func (v *preparing) settleDiagnostics() {
	type key struct {
		code     string
		from, to int32
	}
	times := map[key]int{}
	for _, d := range v.perLaw {
		times[key{d.Code, d.Place.From, d.Place.To}]++
	}
	done := map[key]bool{}
	for _, d := range v.perLaw {
		k := key{d.Code, d.Place.From, d.Place.To}
		if times[k] < v.built || done[k] {
			continue
		}
		done[k] = true
		v.diags = append(v.diags, d)
	}
	diag.Sort(v.diags)
}

// unread warns of numbers that nothing reads.
func (v *preparing) unread() {
	for i := range v.lo.Decl.Items {
		it := &v.lo.Decl.Items[i]
		switch {
		case it.Word == "measure" && !v.readMeas[it.Name.Name]:
			v.warn("E0603", it.Name.Span, "name it in a chance, a condition or a `watch`, or leave it out", "nothing reads the measure %s", it.Name.Name)
		case it.Word == "learn" && !v.readParam[it.Name.Name] && !v.readMeas[it.Name.Name]:
			v.warn("E0603", it.Name.Span, "name it in a chance, a rate or a condition, or leave it out", "nothing reads what is learnt as %s", it.Name.Name)
		case it.Word == "parameter" && !v.readParam[it.Name.Name]:
			v.warn("E0603", it.Name.Span, "name it in a chance, a condition or a first value, or leave it out", "nothing reads the parameter %s", it.Name.Name)
		}
	}
}

// stand runs the record up to the day before the outlook, once.
func (s *Scenario) stand(o *Outlook) (*docket.Load, error) {
	view := docket.View{AsOf: o.Starts - 1, AsKnown: calendar.Always, Accounts: []charter.EntityID{}}
	for _, g := range s.Built.Given {
		view.Given = append(view.Given, docket.Given{Name: g.Name, Value: g.Value})
	}
	d, err := docket.PrepareWith(s.Program, s.Built.Record, view)
	if err != nil {
		return nil, err
	}
	l := d.Load(docket.World{})
	for n := len(l.Acts) - 1; n > 0 && l.Acts[n].Day >= o.Starts; n-- {
		l.Acts, l.Facts = l.Acts[:n], l.Facts[:n]
	}
	r := s.Program.NewRun(l.Input)
	r.Replay(l.Acts, o.Starts-1)
	for _, e := range l.Acts[1:] {
		s.happening = max(s.happening, e.Happening)
	}
	for _, e := range s.Built.Record.Entries {
		s.happening = max(s.happening, uint32(e.Happening))
	}
	s.happening++
	for _, it := range s.items {
		if it.does != nil && it.does.extra != 0 {
			it.does.extra = r.AddExtra(engine.Extra{Numbers: it.numbers, Origin: -1, Answers: -1, Target: -1})
		}
	}
	s.entries, s.findings = len(r.Entries()), len(r.Findings())
	s.Parties = r.Holders(s.Family, charter.PartyStatus, nil)
	s.partyNumber = s.Program.StatusNumber(s.Family, charter.PartyStatus)
	s.Base = r.Base()
	return l, nil
}

// regard has what is learnt and counted of the record looked at, also where no
// rule of the law speaks of it.
func (s *Scenario) regard() {
	for _, l := range s.lessons {
		for _, h := range slices.Concat(l.when, l.what) {
			for _, a := range h.Acts(s.Program) {
				s.Program.Regard(a)
			}
		}
	}
	vocab := s.Program.Case.Vocab
	for a := range vocab.Acts {
		if id := charter.ActID(a); s.Built.Signals[library.Force].Is(vocab, id) || s.Built.Signals[library.Request].Is(vocab, id) {
			s.Program.Regard(id)
		}
	}
}

// index lists what heeds each act and each finding.
func (s *Scenario) index() {
	p := s.Program
	s.byAct = make([][]heeded, len(p.Case.Vocab.Acts))
	s.byFinding = make([][]heeded, (len(p.Case.Rules)+2)*int(engine.Collision+1))
	add := func(x heeded) {
		for _, a := range x.heed.Acts(p) {
			of := x
			of.heed = x.heed.For(p, a)
			s.byAct[a] = append(s.byAct[a], of)
		}
		kinds, rules := x.heed.Kinds()
		for _, k := range kinds {
			if len(rules) == 0 { // a change of status, a void, a silence about an act: of any rule or none
				for r := -1; r < len(p.Case.Rules); r++ {
					rule := engine.NoRule
					if r >= 0 {
						rule = uint16(r)
					}
					s.byFinding[findingKey(k, rule)] = append(s.byFinding[findingKey(k, rule)], x)
				}
				continue
			}
			for _, r := range rules {
				s.byFinding[findingKey(k, uint16(r))] = append(s.byFinding[findingKey(k, uint16(r))], x)
			}
		}
	}
	for _, it := range s.items {
		for _, h := range it.heeds {
			add(heeded{heed: h, item: it})
		}
	}
	for _, re := range s.reactions {
		for _, h := range re.heeds {
			add(heeded{heed: h, reaction: re})
		}
	}
	s.force, s.request = make([]bool, len(s.byAct)), make([]bool, len(s.byAct))
	for a := range s.byAct {
		s.force[a] = s.Built.Signals[library.Force].Is(p.Case.Vocab, charter.ActID(a))
		s.request[a] = s.Built.Signals[library.Request].Is(p.Case.Vocab, charter.ActID(a))
	}
}

// list joins names for people.
func list(names []string) string {
	switch n := len(names); n {
	case 0:
		return "none"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// share turns a period into steps: how much of it one step is.
func (o *Outlook) share(per calendar.Period) float64 {
	if per == o.Step {
		return 1
	}
	if per.Days == 0 && o.Step.Days == 0 && per.Months > 0 {
		return float64(o.Step.Months) / float64(per.Months)
	}
	days := float64(per.Months)*365.2425/12 + float64(per.Days)
	step := float64(o.Step.Months)*365.2425/12 + float64(o.Step.Days)
	if days <= 0 {
		return math.NaN()
	}
	return step / days
}
