// Package engine applies compiled charters to the acts of a record: a pure
// function from rules and entries to findings, for up to 64 worlds at once.
//
// It knows no clock, no chance, no file and no network. Worlds are the bits of
// a mask: an entry, a status, what a matter still owes and every finding carry
// the set of worlds in which they are so, and each step of docs/semantics.md
// is done once for all of them. What is found for a world in a joint run is
// what a run of that world alone would find, in the same order.
//
// Nothing is kept but the things themselves - entries, matters, findings,
// changes of status - as flat records that point at one another by number;
// reasons are worked out from them afterwards (package reason).
package engine

import (
	"fmt"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// Mask is a set of up to 64 worlds.
type Mask = uint64

// Limits of a program: a rule may have MaxVars variables for entities and
// MaxNums for numbers, an act MaxRoles roles.
const (
	MaxVars  = 6
	MaxNums  = 3
	MaxRoles = 6
	// locals of definitions are bound beside the rule's own variables.
	maxSlots = 14
)

// Program is a compiled case. It is immutable and may be shared.
type Program struct {
	Case  *charter.Case
	vocab *charter.Vocabulary

	slots [][syntax.NumRoles]int8 // act -> role -> place in Entry.Roles, or -1
	acts  []actRow
	rules []*rule

	statusBase [][]int // family, status -> first cell
	cells      int
	pairs      [][]bool // family, status -> is of a pair

	measures [][][]*measure // family, measure, version

	notes    []*note        // act patterns that conditions look back for
	lookouts []*lookout     // finding patterns that conditions look back for
	guards   []*keeping     // wheres of derived acts that are asked of the day's earlier acts
	heeding  [][]int        // rule -> lookouts that heed its findings
	heard    []bool         // rule -> something is kept, read again or begun where it is found on
	byRule   [][]triggerUse // rule -> triggers on its findings
	byStatus [][][]triggerUse
	voidUses []triggerUse
	namers   [][]int // rule -> rules whose triggers name its breach

	standing   []*standing // standing conditions
	stands     []*rule     // duties that have some, in the order they are read
	actStands  [][]int     // act -> standing conditions to read again
	cellStands [][][]int   // family, status -> likewise
	ruleStands [][]int     // rule -> likewise, for its findings
	declStands [][]int     // declared status -> likewise
	timed      []int       // standing conditions that depend on the day itself

	calendar   []calendarUse
	firstDay   calendar.Day
	underWay   []int // bans with also acts under way
	reachTimed bool  // some of them asks what changes with the day alone
	banRules   []int
	watchIDs   int
	effectIDs  int
	siblings   []int // rule -> index of its name among the family's rule names
	names      int
	incompat   []incompatible

	// What only digests ask for.
	moves           []bool // status, counted over all families -> some effect changes it
	heedsStanding   []bool // rule -> something asks whether its breaches stand, or excuses them
	hearsSilence    bool   // some condition looks back for silences
	windows         []window
	passingNotes    int // notes from here on are of questions whose looking back is the asker's affair
	passingLookouts int
	settled         []bool // rule -> what becomes of its matters once open is of no consequence
}

// actRow lists what looks at an act, kinds of acts expanded.
type actRow struct {
	legal     []legalUse // powers, motions, decisions, in order of rule
	bans      []use
	watches   []watchGroup
	opens     []use
	voids     []use // triggers on void acts
	notes     []int
	guards    []int
	grave     bool
	formal    bool
	plain     bool // nothing but its watches and opens looks at it
	regarded  bool // by the caller
	vote      bool
	judge     bool
	declares  int
	undeclare bool
}

// legalUse is one way in which a rule may give an act legal effect.
type legalUse struct {
	use
	as legalRole
}

// legalRole is what the act would be under the rule.
type legalRole uint8

const (
	asPower legalRole = iota
	asMotion
	asDecision
)

// use is one compiled pattern of a rule that may match an act.
type use struct {
	rule *rule
	pat  *pattern
	alt  int // which trigger of `when`, or which pattern of `never`

	straight *opening // nil: it takes more than that
}

// watch is a pattern that open matters of a rule wait for.
type watch struct {
	id    int
	rule  *rule
	alt   int // of a sequence: which trigger of the step
	pat   *pattern
	keys  []watchKey // roles whose value the matter fixes
	plain bool       // the key decides: nothing else to test

	anybody bool // of a shared duty: the act does not say which of the group acted
}

type watchKey struct {
	entry int8 // place in Entry.Roles
	bound int8 // place in matter.bound
}

// watchGroup gathers what one rule's matters wait for in one act.
type watchGroup struct {
	rule     *rule
	must     []*watch
	perform  []*watch // what the act is shown to here: must, and that of the rule's later versions; none in these
	refusals []*watch
	steps    []*watch
	straight *meeting // nil: it takes more than that
}

// rule is a compiled rule.
type rule struct {
	*charter.Rule
	vars   []operand // VarID -> where its value is
	nums   int       // number variables
	locals bool      // some phrase names a definition, which binds variables of its own
	used   int       // entity slots used by the rule itself

	where, unless, while, paused, mustWhere *condition
	bearer                                  *bearer
	within, moveWithin                      *limit
	judge, mustJudge                        *charter.Judge
	steps                                   []step
	minimum                                 *minimum
	effects, adopted, rejected, lapsed      []*effect
	must                                    []*watch
	refusals                                []*watch
	moved, decided                          []*pattern
	movedWhere                              *condition
	except                                  []operand
	whens                                   []trigger

	keep       [MaxVars]bool // variables that belong to the binding of an open matter
	keepNum    [MaxNums]bool
	keepNumAt  [][MaxNums]bool
	keepAt     [][MaxVars]bool        // the same for each stage of a sequence
	sure       [][MaxVars]bool        // variables that are bound whatever happened, by stage; last: when the rule opens
	binds      map[charter.VarID]bool // variables that some trigger binds
	bearerSlot int                    // -1 if there is none
	group      bool                   // some, jointly, at least
	standsFor  [3]int                 // standing condition of unless, while, paused; or -1
	roleOf     []roleValue            // roles of its findings
	altRoles   [][]roleValue          // likewise, for each pattern of a ban or trigger of a procedure
	banUses    []use                  // the patterns of a ban
	tells      bool                   // some rule or condition asks for its openings
	declared   []declaredOf           // by incompatible declaration
	mayBreach  []int                  // bans that an alternative of must could breach
	hypothetic []*pattern             // alternatives of must, for collisions
	collides   bool
	nameKey    int
	first      *rule         // the first version of the rule that counts performance as it does
	joined     bool          // there is another such version
	always     bool          // procedure without opens
	dedupe     bool          // more than one alternative can open it
	lasting    [MaxVars]bool // of a procedure: variables that count once it is moved
}

// findingPattern is a finding as a trigger asks for it.
type findingPattern struct {
	kind  syntax.FindingKind
	late  bool
	roles []syntax.Role
	ops   []operand
	void  []*pattern
}

// trigger is a compiled alternative of `when`.
type trigger struct {
	pats    []*pattern // act
	finding *findingPattern
	change  *change
	date    *charter.DateTrigger
}

type change struct {
	term           operand
	ceases         bool
	family, status int
	with           *operand
}

type triggerUse struct {
	rule *rule
	alt  int
	step int // -1: when; k: the k-th then, counted from 0
}

type calendarUse struct {
	rule *rule
	alt  int
	step int // -1: when
	date *charter.DateTrigger
}

type stage struct {
	alts  []trigger
	where *condition
}

type step struct {
	absent  bool
	mixed   bool // some trigger of the step is a finding or a change
	within  *limit
	stage   *stage
	watches []*watch
}

type bearer struct {
	family, status int
	byKind         bool
	kind           charter.KindID
	participant    bool
	slot           int
	except         []operand
	exceptStatus   []int
	where          *condition
}

type minimum struct {
	count  bool
	number charter.NumberID
	value  *expr
}

type effect struct {
	*charter.Effect
	rule   *rule
	change *change
	excuse []roleValue
	after  *limit
	forP   *limit
	once   *condition
	until  *condition
	unless *condition
	iff    *condition
	force  calendar.Day // on entry into force
	id     int          // among all effects of the program

	untilID, onceID, unlessID int // standing conditions, or -1
}

// roleValue is a role with the value it takes from a binding.
type roleValue struct {
	role syntax.Role
	op   operand
}

// limit is a duration: fixed, or a reading.
type limit struct {
	period  calendar.Period
	reading *charter.ReadingRef
}

type measure struct {
	from  calendar.Day
	value *expr
}

// declaredOf says whether an alternative of a duty could be the one or the
// other of two acts declared incompatible.
type declaredOf struct{ a, b bool }

type incompatible struct {
	a, b  *pattern
	where *condition
}

// standingKind orders the standing conditions as docs/semantics.md 10 does.
type standingKind uint8

const (
	standUntil standingKind = iota
	standRevoked
	standOnce
	standUnless
	standWhile
	standPaused
)

// standing is a condition read again whenever something it rests on changes.
type standing struct {
	kind standingKind
	rule *rule
}

// Compile turns a case into a program. It fails only on the limits above.
func Compile(c *charter.Case) (*Program, error) {
	k := &compiler{p: &Program{Case: c, vocab: c.Vocab, firstDay: calendar.Never}}
	if err := k.compile(); err != nil {
		return k.p, err
	}
	k.straighten()
	return k.p, nil
}

type compiler struct {
	p     *Program
	rule  *rule
	err   error
	deps  *deps // collects what the condition being compiled rests on
	depth int
}

func (k *compiler) fail(format string, args ...any) {
	if k.err == nil {
		k.err = fmt.Errorf(format, args...)
	}
}

func (k *compiler) compile() error {
	p := k.p
	k.layoutRoles()
	k.layoutStatuses()
	n := len(p.Case.Rules)
	p.acts = make([]actRow, len(p.vocab.Acts))
	for a := range p.acts {
		v := p.vocab.Acts[a]
		p.acts[a] = actRow{grave: v.Grave, formal: v.Formal || a >= int(charter.Aye) && a <= int(charter.Abstain), declares: -1,
			vote:  a >= int(charter.Aye) && a <= int(charter.Abstain),
			judge: charter.ActID(a) == charter.Finds || charter.ActID(a) == charter.Denies}
		if a >= int(charter.FirstDeclared) && v.Declares >= 0 {
			p.acts[a].declares, p.acts[a].undeclare = v.Declares, v.DeclaresNot
		}
	}
	p.heeding = make([][]int, n)
	p.heedsStanding = make([]bool, n)
	p.moves = make([]bool, p.cells/max(1, len(p.vocab.Entities)))
	p.byRule = make([][]triggerUse, n)
	p.ruleStands = make([][]int, n)
	p.namers = make([][]int, n)
	p.actStands = make([][]int, len(p.acts))
	p.declStands = make([][]int, len(p.vocab.Declared))
	p.cellStands = make([][][]int, len(p.Case.Families))
	p.byStatus = make([][][]triggerUse, len(p.Case.Families))
	for f, fam := range p.Case.Families {
		p.cellStands[f] = make([][]int, len(fam.Statuses))
		p.byStatus[f] = make([][]triggerUse, len(fam.Statuses))
	}
	k.compileMeasures()
	k.nameRules()
	for _, r := range p.Case.Rules {
		p.rules = append(p.rules, &rule{Rule: r, bearerSlot: -1, standsFor: [3]int{-1, -1, -1}, nameKey: p.siblings[r.ID]})
	}
	for _, r := range p.rules {
		k.compileRule(r)
		if k.err != nil {
			return fmt.Errorf("rule %s: %w", r.Name, k.err)
		}
	}
	k.joinVersions()
	k.compileIncompatible()
	k.indexStanding()
	k.indexTriggers()
	return k.err
}

// layoutRoles gives each act's roles places in Entry.Roles; an act that is a
// kind of another keeps the other's places.
func (k *compiler) layoutRoles() {
	v := k.p.vocab
	k.p.slots = make([][syntax.NumRoles]int8, len(v.Acts))
	done := make([]bool, len(v.Acts))
	var lay func(a charter.ActID)
	lay = func(a charter.ActID) {
		if done[a] {
			return
		}
		done[a] = true
		row := &k.p.slots[a]
		for r := range row {
			row[r] = -1
		}
		next := int8(0)
		if parent := v.Acts[a].Parent; parent != 0 {
			lay(parent)
			*row = k.p.slots[parent]
			for _, s := range row {
				next = max(next, s+1)
			}
		}
		for r, spec := range v.Acts[a].Roles {
			if spec.Has && row[r] < 0 {
				row[r] = next
				next++
			}
		}
		if next > MaxRoles {
			k.fail("act %s has %d roles; the engine takes %d", v.Acts[a].Name, next, MaxRoles)
		}
	}
	for a := range v.Acts {
		lay(charter.ActID(a))
	}
}

func (k *compiler) layoutStatuses() {
	p := k.p
	n := len(p.vocab.Entities)
	for _, fam := range p.Case.Families {
		var base []int
		var pair []bool
		for _, s := range fam.Statuses {
			base = append(base, p.cells)
			pair = append(pair, s.Pair)
			p.cells += n
		}
		p.statusBase = append(p.statusBase, base)
		p.pairs = append(p.pairs, pair)
	}
}

// nameRules numbers the different rule names of each family: silence about a
// breach is said once for each name.
func (k *compiler) nameRules() {
	type key struct {
		family int
		name   string
	}
	ids := map[key]int{}
	for _, r := range k.p.Case.Rules {
		kk := key{r.Family, r.Name}
		if _, ok := ids[kk]; !ok {
			ids[kk] = len(ids)
		}
		k.p.siblings = append(k.p.siblings, ids[kk])
	}
	k.p.names = len(ids)
}

func (k *compiler) compileMeasures() {
	p := k.p
	p.measures = make([][][]*measure, len(p.Case.Families))
	for f, fam := range p.Case.Families {
		p.measures[f] = make([][]*measure, len(fam.Measures))
		for m, ms := range fam.Measures {
			p.measures[f][m] = make([]*measure, len(ms.Versions))
			for v, ver := range ms.Versions {
				p.measures[f][m][v] = &measure{from: ver.From}
			}
		}
	}
	for f, fam := range p.Case.Families {
		for m, ms := range fam.Measures {
			for v, ver := range ms.Versions {
				env := &env{vars: []operand{{kind: slotOperand, slot: 0}}}
				for range len(ver.Vars) - 1 {
					env.vars = append(env.vars, operand{kind: freeOperand})
				}
				p.measures[f][m][v].value = k.expr(ver.Value, env)
			}
		}
	}
}

// slotOf returns where the values of role r of act a stand, or -1.
func (p *Program) slotOf(a charter.ActID, r syntax.Role) int { return int(p.slots[a][r]) }

// quantity of a share: reports num*total >= den*... ; see ballot.go.
func meets(share syntax.Share, have, base quantity.Num) bool {
	if share.Den == 0 {
		return have >= quantity.Whole(share.Num)
	}
	return int64(have)*share.Den >= int64(base)*share.Num
}
