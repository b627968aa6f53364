// Package atop derives from the rules of a charter the row by which the data
// set Alliance Treaty Obligations and Provisions (Leeds, Ritter, Mitchell and
// Long 2002) describes an alliance. docs/atop.md says how each value is
// derived.
//
// A row is of one phase: the text as it stands on the day on which a charter
// comes into force, until another text of its family does. The rules are
// looked at, never the record; only who belonged to it, and when, is taken
// from the docket. What the rules do not say is said to be not expressed.
package atop

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/membership"
	"casus/syntax"
)

// Column is one value of the row.
type Column struct {
	Name      string
	Value     string // a number, a date, or NA
	Expressed bool   // the text says so; else the value is that of silence
	Says      string // in words
	Articles  []string
	Rules     []string
}

// Member is a party with the days on which it came and went.
type Member struct {
	Code        string
	From, Until calendar.Day // Until: the day from which it is none; Never while it lasts
}

// Row is a charter as one phase of an alliance.
type Row struct {
	Charter, Title string
	Alliance       string
	From, Until    calendar.Day // of the phase
	Columns        []Column
	Members        []Member // of the phase, in order of code
}

// NA stands where there is no value.
const NA = "NA"

// Of draws up the row of a charter of the docket's case. ok is false if no
// text of the case has that name.
func Of(d *docket.Docket, name string) (*Row, bool) {
	for _, fam := range d.Case.Families {
		for i, t := range fam.Texts {
			if t.Name == name {
				r := &reader{d: d, c: d.Case, v: d.Case.Vocab, fam: fam, text: t, day: t.From}
				r.until = phaseEnd(fam, i)
				return r.row(), true
			}
		}
	}
	return nil, false
}

// phaseEnd is the day on which the next text of the family comes into force,
// or the text itself ends.
func phaseEnd(fam *charter.Family, i int) calendar.Day {
	end := fam.Texts[i].Until
	for _, t := range fam.Texts {
		if t.From > fam.Texts[i].From {
			end = min(end, t.From)
		}
	}
	return end
}

// reader reads the rules of a family as they stand on a day.
type reader struct {
	d     *docket.Docket
	c     *charter.Case
	v     *charter.Vocabulary
	fam   *charter.Family
	text  *charter.Text
	day   calendar.Day
	until calendar.Day
	out   *Row
}

// rules are those in force on the day.
func (r *reader) rules(kinds ...charter.RuleKind) []*charter.Rule {
	var list []*charter.Rule
	for _, x := range r.c.Rules {
		if x.Family == r.fam.ID && x.From <= r.day && r.day < x.Until && (len(kinds) == 0 || slices.Contains(kinds, x.Kind)) {
			list = append(list, x)
		}
	}
	return list
}

func (r *reader) row() *Row {
	r.out = &Row{Charter: r.text.Name, Title: r.text.Title, Alliance: r.fam.Name, From: r.day, Until: r.until}
	if r.fam.Governs != 0 {
		r.out.Alliance = r.v.Entities[r.fam.Governs].Code
	}
	r.formation()
	help := r.obligations()
	r.conditions(help)
	r.leaving()
	r.term()
	r.organisation()
	r.militaryTies()
	r.limits()
	r.notExpressed()
	return r.out
}

// ---- columns ------------------------------------------------------------------------

func (r *reader) add(c Column) { r.out.Columns = append(r.out.Columns, c) }

// given adds a value with the rules behind it.
func (r *reader) given(name, value, says string, rules ...*charter.Rule) {
	c := Column{Name: name, Value: value, Expressed: true, Says: says}
	for _, x := range rules {
		if a := x.Article; a != "" && !slices.Contains(c.Articles, a) {
			c.Articles = append(c.Articles, a)
		}
		if !slices.Contains(c.Rules, x.Name) {
			c.Rules = append(c.Rules, x.Name)
		}
	}
	r.add(c)
}

// silent adds what a column has where the text says nothing.
func (r *reader) silent(name, value, says string) {
	r.add(Column{Name: name, Value: value, Says: says})
}

// either adds 1 with the rules found, or 0 where there is none.
func (r *reader) either(name string, rules []*charter.Rule, says, otherwise string) {
	if len(rules) == 0 {
		r.silent(name, "0", otherwise)
		return
	}
	r.given(name, "1", says, rules...)
}

// ---- formation ------------------------------------------------------------------------

func (r *reader) formation() {
	y, m, d := r.day.Civil()
	r.given("begyr", strconv.Itoa(y), "the phase begins on "+r.day.String())
	r.given("begmo", strconv.Itoa(m), "")
	r.given("begday", strconv.Itoa(d), "")
	if r.until < calendar.Never {
		last := r.until - 1
		y, m, d := last.Civil()
		r.given("endyr", strconv.Itoa(y), "the last day of the phase is "+last.String())
		r.given("endmo", strconv.Itoa(m), "")
		r.given("endday", strconv.Itoa(d), "")
	} else {
		for _, n := range []string{"endyr", "endmo", "endday"} {
			r.silent(n, NA, "in force")
		}
	}
	roster := membership.Parties(r.d, r.fam.ID)
	for _, s := range roster.Spells {
		if s.From < r.until && r.day < s.Until && s.From <= r.d.AsOf {
			r.out.Members = append(r.out.Members, Member{r.v.Entities[s.Entity].Code, s.From, s.Until})
		}
	}
	first := roster.On(r.day)
	var codes []string
	for _, e := range first {
		codes = append(codes, r.v.Entities[e].Code)
	}
	r.given("begmem", strconv.Itoa(len(first)), strings.TrimSpace("parties on the first day: "+strings.Join(codes, " ")))
	r.given("members", strconv.Itoa(len(r.out.Members)), "parties at any time of the phase")
	bilat := "0"
	if len(first) == 2 {
		bilat = "1"
	}
	r.given("bilat", bilat, "two parties on the first day, or more")
}

// ---- obligations ------------------------------------------------------------------------

// obligations adds the five obligations and returns the duties of help.
func (r *reader) obligations() []*charter.Rule {
	var defence, offence, consult, nonagg, neutral []*charter.Rule
	for _, x := range r.rules(charter.DutyRule) {
		switch {
		case r.anyPattern(x.Must, r.isForce):
			offence = append(offence, x)
		case r.anyPattern(x.Must, r.isHelp) && r.triggered(x, 0):
			if r.helpsAttacker(x) {
				offence = append(offence, x)
			} else {
				defence = append(defence, x)
			}
		case r.anyPattern(x.Must, r.isConsultation):
			consult = append(consult, x)
		}
	}
	for _, x := range r.rules(charter.BanRule) {
		if r.anyPattern(x.Never, r.isForce) {
			nonagg = append(nonagg, x)
		}
		if r.anyPattern(x.Never, r.isHelp) && r.mentionsForce(x.Where, 0) {
			neutral = append(neutral, x)
		}
	}
	r.either("defense", defence, "a duty to help a party that is attacked", "no duty of help hangs on an attack")
	r.either("offense", offence, "a duty to join in force that a party begins", "no duty to join in force that a party begins")
	r.either("neutral", neutral, "a ban on helping those who fight a party", "no ban on helping those who fight a party")
	r.either("nonagg", nonagg, "a ban on force", "no ban on force")
	r.either("consul", consult, "a duty to consult", "no duty to consult")
	return append(defence, offence...)
}

// conditions says on what the duties of help hang besides the attack itself.
func (r *reader) conditions(help []*charter.Rule) {
	var says []string
	var rules []*charter.Rule
	for _, x := range help {
		for _, w := range r.conditionsOf(x) {
			if !slices.Contains(says, w) {
				says = append(says, w)
			}
			if !slices.Contains(rules, x) {
				rules = append(rules, x)
			}
		}
	}
	switch {
	case len(help) == 0:
		r.silent("conditio", NA, "there is no duty of help")
	case len(says) == 0:
		r.given("conditio", "0", "the duties of help have no condition but the attack", help...)
	default:
		r.given("conditio", "1", strings.Join(says, "; "), rules...)
	}
	var named []string
	rules = nil
	for _, x := range help {
		for _, e := range r.namedAttackers(x) {
			named = append(named, e)
			rules = append(rules, x)
		}
	}
	if len(named) > 0 {
		r.given("specthrt", "1", "attacks by "+strings.Join(named, ", "), rules...)
	} else {
		r.silent("specthrt", "0", "no attacker is named")
	}
}

func (r *reader) conditionsOf(x *charter.Rule) []string {
	var list []string
	for _, s := range x.Steps {
		for _, t := range s.When {
			if t.Act != nil && r.isRequest(t.Act) {
				list = append(list, "on request")
			} else if !s.Absent && t.Act != nil {
				list = append(list, "after "+r.actName(t.Act))
			}
			if t.Finding != nil {
				list = append(list, "after "+t.Finding.Kind.String()+r.ruleNames(t.Finding))
			}
		}
	}
	for _, t := range x.When {
		if t.Act != nil && r.isRequest(t.Act) {
			list = append(list, "on request")
		}
		if t.Finding != nil {
			list = append(list, "after "+t.Finding.Kind.String()+r.ruleNames(t.Finding))
		}
	}
	if x.Judge != nil {
		list = append(list, "if "+r.judge(x.Judge)+" that there was an attack")
	}
	if x.MustJudge != nil {
		list = append(list, r.performanceJudge(x))
	}
	if r.outsideAttack(x) {
		list = append(list, "attacks from outside the alliance only")
	}
	if r.placed(x, 0) {
		list = append(list, "by the place of the attack")
	}
	if x.Unless != nil {
		list = append(list, "unless "+r.actsIn(x.Unless))
	}
	return list
}

func (r *reader) judge(j *charter.Judge) string {
	if j.Nobody {
		return "somebody finds"
	}
	return r.termName(j.Term) + " finds"
}

// performanceJudge says who judges what performs the duty: where it is the one
// who owes it, it does what it deems necessary.
func (r *reader) performanceJudge(x *charter.Rule) string {
	j := x.MustJudge
	if !j.Nobody && j.Term.Kind == charter.VarTerm && x.Bearer != nil && j.Term.Var == x.Bearer.Var {
		return "each with what it deems necessary"
	}
	return "with what " + r.judge(j) + " to be help"
}

func (r *reader) ruleNames(f *charter.FindingPattern) string {
	if len(f.Rules) != 1 {
		return ""
	}
	return " of " + r.c.Rules[f.Rules[0]].Name
}

func (r *reader) termName(t charter.Term) string {
	switch t.Kind {
	case charter.EntityTerm:
		return r.v.Entities[t.Entity].Code
	case charter.BodyTerm:
		return "the " + r.c.Families[t.Family].Bodies[t.Body].Name
	}
	return "a party"
}

// ---- leaving, term ------------------------------------------------------------------------

func (r *reader) leaving() {
	var free, conditional, forbidden []*charter.Rule
	var says []string
	for _, x := range r.rules(charter.PowerRule) {
		e := r.endsOwnMembership(x)
		if e == nil {
			continue
		}
		var how []string
		if e.After != nil {
			how = append(how, "after "+r.period(e.After))
		}
		if e.Once != nil || e.If != nil || x.Unless != nil || r.restricted(x.Where) {
			how = append(how, "on conditions")
		}
		if len(how) == 0 {
			free = append(free, x)
			continue
		}
		conditional = append(conditional, x)
		if s := strings.Join(how, ", "); !slices.Contains(says, s) {
			says = append(says, s)
		}
	}
	for _, x := range r.rules(charter.BanRule) {
		if r.anyPattern(x.Never, r.isRenunciation) {
			forbidden = append(forbidden, x)
		}
	}
	switch {
	case len(forbidden) > 0:
		r.given("renounce", "2", "leaving is forbidden", forbidden...)
	case len(free) > 0:
		r.given("renounce", "1", "a party may leave at any time", free...)
	case len(conditional) > 0:
		r.given("renounce", "3", "a party may leave "+strings.Join(says, "; "), conditional...)
	default:
		r.silent("renounce", "0", "no rule on leaving")
	}
}

// endsOwnMembership is the effect by which whoever uses a power ceases to be a
// party; nil if it has none.
func (r *reader) endsOwnMembership(x *charter.Rule) *charter.Effect {
	if x.May == nil {
		return nil
	}
	for _, e := range x.Effects {
		if e.Change == nil || !e.Change.Ceases || e.Change.Family != r.fam.ID || e.Change.Status != charter.PartyStatus {
			continue
		}
		for _, t := range x.May.Roles {
			if t.Role == syntax.By && t.Term == e.Change.Term {
				return e
			}
		}
	}
	return nil
}

// restricted reports whether a condition asks for more than who is a party.
func (r *reader) restricted(e *charter.Expr) bool {
	if e == nil {
		return false
	}
	switch e.Op {
	case charter.OpAnd, charter.OpOr, charter.OpNot:
		return slices.ContainsFunc(e.Args, r.restricted)
	case charter.OpHolds, charter.OpIsKind, charter.OpIsEntity:
		return false
	}
	return true
}

// period is a period in words; of a reading its first value.
func (r *reader) period(l *charter.Limit) string {
	if p, ok := r.length(l); ok {
		return p.String()
	}
	return "a time"
}

func (r *reader) length(l *charter.Limit) (calendar.Period, bool) {
	if l.Reading == nil {
		return l.Period, true
	}
	v := r.d.ValueOn(*l.Reading, r.day)
	return v.Period, v.Kind == charter.Length
}

// term looks for a term after which the parties cease to be bound.
func (r *reader) term() {
	for _, x := range r.rules(charter.ConsequenceRule) {
		if !slices.ContainsFunc(x.Effects, func(e *charter.Effect) bool {
			return e.Change != nil && e.Change.Ceases && e.Change.Family == r.fam.ID && e.Change.Status == charter.PartyStatus
		}) {
			continue
		}
		for _, t := range x.When {
			if t.Date == nil {
				continue
			}
			months := r.months(t.Date)
			if months <= 0 {
				continue
			}
			says := fmt.Sprintf("a term of %s", calendar.Period{Months: int32(months)})
			if !t.Date.Every.IsZero() {
				says += ", again and again"
			}
			r.given("length", "1", says, x)
			r.given("specleng", strconv.Itoa(months), "months", x)
			return
		}
	}
	r.silent("length", "0", "no term is stated by a rule")
	r.silent("specleng", "0", "no term is stated by a rule")
}

// months is the length of a date trigger from the beginning of the phase.
func (r *reader) months(t *charter.DateTrigger) int {
	p := t.Offset
	if !t.Every.IsZero() {
		p = t.Every
	}
	if !p.IsZero() {
		return int(p.Months) + int(p.Days)/30
	}
	y1, m1, _ := r.day.Civil()
	y2, m2, _ := t.Start.Civil()
	return (y2-y1)*12 + m2 - m1
}

// ---- organisation, military ties, limits -----------------------------------------------------

func (r *reader) organisation() {
	var names []string
	for _, b := range r.fam.Bodies {
		for i := len(b.Versions) - 1; i >= 0; i-- {
			if b.Versions[i].From <= r.day || i == 0 {
				n := b.Name
				if e := b.Versions[i].Entity; e != 0 {
					n += " (" + r.v.Entities[e].Code + ")"
				}
				names = append(names, n)
				break
			}
		}
	}
	if len(names) == 0 {
		r.silent("organ1", "0", "no body")
		return
	}
	c := Column{Name: "organ1", Value: "2", Expressed: true, Says: "bodies: " + strings.Join(names, ", ")}
	for _, x := range r.rules(charter.ProcedureRule) {
		if !slices.Contains(c.Articles, x.Article) {
			c.Articles = append(c.Articles, x.Article)
		}
	}
	r.add(c)
}

func (r *reader) militaryTies() {
	var aid, bases, contrib []*charter.Rule
	var outsiders []*charter.Rule
	for _, x := range r.rules() {
		switch {
		case x.Kind == charter.DutyRule && r.anyPattern(x.Must, r.isHelp) && !r.triggered(x, 0):
			aid = append(aid, x)
		case x.Kind == charter.BanRule && r.anyPattern(x.Never, r.isHosting):
			outsiders = append(outsiders, x)
		case x.Kind == charter.DutyRule && r.anyPattern(x.Must, r.isHosting), x.Kind == charter.PowerRule && x.May != nil && r.isHosting(x.May):
			bases = append(bases, x)
		}
		if x.Kind == charter.DutyRule && x.Minimum != nil {
			contrib = append(contrib, x)
		}
	}
	r.either("milaid", aid, "a duty of help that hangs on no attack", "no duty of help in peace")
	r.either("base", bases, "a rule by which forces are stationed", "no rule by which forces are stationed")
	r.either("nobase", outsiders, "a ban on outsiders' bases, with the exceptions it makes (no column of ATOP)", "outsiders' bases are not forbidden (no column of ATOP)")
	r.either("contrib", contrib, "a duty with an amount", "no amounts are owed")
}

func (r *reader) limits() {
	var aidEnemy, rivals, interfere []*charter.Rule
	for _, x := range r.rules(charter.BanRule) {
		if r.anyPattern(x.Never, r.isHelp) {
			aidEnemy = append(aidEnemy, x)
		}
		if r.anyPattern(x.Never, r.isJoining) {
			rivals = append(rivals, x)
		}
		if r.anyPattern(x.Never, r.isInterference) {
			interfere = append(interfere, x)
		}
	}
	r.either("notaiden", aidEnemy, "a ban on helping others", "no ban on helping an enemy")
	r.either("noothall", rivals, "a ban on joining other alliances", "other alliances are not forbidden")
	r.either("interv", interfere, "a ban on intervening in a party's affairs", "intervention is not forbidden")
	var unlike []*charter.Rule
	for _, x := range r.rules(charter.DutyRule, charter.BanRule) {
		if r.bindsOne(x) {
			unlike = append(unlike, x)
		}
	}
	r.either("asymm", unlike, "rules that bind only parties that are named or of a status of their own", "every rule binds every party")
}

// bindsOne reports a rule whose bearers are not just any parties.
func (r *reader) bindsOne(x *charter.Rule) bool {
	if b := x.Bearer; b != nil {
		return !b.ByKind && b.Status != charter.PartyStatus && b.Status != charter.ParticipantStatus
	}
	for _, p := range append(slices.Clone(x.Must), x.Never...) {
		for _, t := range p.Roles {
			if t.Role == syntax.By && t.Term.Kind == charter.EntityTerm {
				return true
			}
		}
	}
	return false
}

// notExpressed adds the columns that rules cannot tell.
func (r *reader) notExpressed() {
	for _, c := range [][2]string{
		{"secret", "whether a text is secret is no matter of its rules"},
		{"intcom", "an integrated command is not modelled"},
		{"subord", "the command in war is not modelled"},
		{"ecaid", "economic aid is not modelled"},
		{"terrres", "territory and resources are not modelled"},
		{"divgains", "the division of gains is not modelled"},
		{"wartime", "whether it was made in war is no matter of its rules"},
	} {
		r.silent(c[0], NA, c[1])
	}
}
