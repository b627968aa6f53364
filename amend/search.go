// Package amend looks for the smallest amendments after which a crisis would
// have gone otherwise: single small edits of the text in force at the time, then
// pairs of them, then more. Each is written out as a charter that amends the
// law, checked like any other, and run over the record.
package amend

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
	"casus/syntax"
)

// Options say what is looked for.
type Options struct {
	// Crisis is when what is wanted would have happened.
	Crisis calendar.Extent
	// Family is the family of texts to amend; -1: each in turn.
	Family int
	// Edits is the most edits in one amendment. Amendments of more edits are
	// tried only where fewer will not do.
	Edits int
	// Most bounds how many amendments are tried; 0: no bound.
	Most int
	// Apart tries also together what does not bear on one another, and every
	// length of a period and every majority; without it a short and a long one
	// stand for all.
	Apart bool
	// Enough is how many answers of several edits are enough: they are tried from
	// the smallest on, so that those that are left are larger. 0: DefaultEnough.
	Enough int
	// View is how the record is looked at. Of points of doubt each alone is
	// settled otherwise; the answers are to be looked at more closely.
	View docket.View
	// Holds says whether a docket of an amended case is as wanted. It is called
	// by several at once.
	Holds func(*library.Built, *docket.Docket) bool
	// Name is what amendments are called.
	Name string
	// Progress is told how far it is, by several at once.
	Progress func(edits, tried, of, found int)
}

// DefaultEnough is how many answers of several edits are looked for.
const DefaultEnough = 24

// Result is what was found.
type Result struct {
	Answers []*Answer // the smallest first
	Tried   []Tried   // by number of edits
	// Complete is set unless the search was stopped before its end.
	Complete bool
	Laws     []string // what was amended: "csto-2018, in force from 2021-01-19"
	Apart    bool     // edits that do not bear on one another were tried together too
}

// Tried is how many amendments of one size were looked at.
type Tried struct {
	Edits   int
	Tried   int // built and run, or refused by the check
	Refused int // by the check
	Found   int
	Apart   int // left out: of edits that do not bear on one another
	Larger  int // left out: larger than those found
}

// Answer is an amendment after which it is as wanted.
type Answer struct {
	Edits []*Edit
	Built *library.Built
	File  *syntax.File // the amendment as drafted
	Words int          // taken out and put in
	Law   string       // that it amends
	// Others are amendments that differ only in a value: another length of the
	// same period, another majority.
	Others []*Answer

	task task
}

// Title says in a line what the amendment does.
func (a *Answer) Title() string {
	var list []string
	for _, e := range a.Edits {
		list = append(list, e.Says)
	}
	return strings.Join(list, "; ")
}

// searching is a search at work.
type searching struct {
	ctx    context.Context
	o      Options
	r      *Result
	laws   []*law
	edits  [][]*Edit         // by law
	links  []map[[2]int]bool // by law
	count  atomic.Int64
	found  atomic.Int64
	before int // tried in smaller sizes
}

// Search looks for amendments of the laws of a case.
func Search(ctx context.Context, f *library.Folder, b *library.Built, o Options) (*Result, error) {
	s := &searching{ctx: ctx, o: o, r: &Result{Complete: true, Apart: o.Apart}}
	if s.o.Name == "" {
		s.o.Name = "amended"
	}
	if s.o.Enough == 0 {
		s.o.Enough = DefaultEnough
	}
	about := calendar.Extent{Lo: o.Crisis.Lo - 366, Hi: o.Crisis.Hi}
	for fam := range b.Case.Families {
		if o.Family >= 0 && fam != o.Family {
			continue
		}
		l := lawOf(f, b, fam, o.Crisis.Lo)
		if l == nil {
			continue
		}
		l.crimesAbout(about)
		s.laws = append(s.laws, l)
		s.edits = append(s.edits, l.edits())
		s.links = append(s.links, l.links())
		s.r.Laws = append(s.r.Laws, l.words())
	}
	if len(s.laws) == 0 {
		return nil, fmt.Errorf("no text of the case is in force on %s", o.Crisis.Lo)
	}
	for n := 1; n <= o.Edits && len(s.r.Answers) == 0 && s.r.Complete; n++ {
		s.size(n)
	}
	s.sort()
	return s.r, nil
}

func (l *law) words() string {
	if l.from <= calendar.Always {
		return l.parent
	}
	return fmt.Sprintf("%s, in force from %s", l.parent, l.from)
}

// task is one amendment to be tried.
type task struct {
	law   int
	edits []int
	words int
}

// size tries all amendments of so many edits.
func (s *searching) size(n int) {
	t := Tried{Edits: n}
	var tasks []task
	for l := range s.laws {
		s.choose(l, n, 0, nil, &tasks, &t)
	}
	if n > 1 {
		slices.SortStableFunc(tasks, func(a, b task) int { return cmp.Compare(a.words, b.words) })
	}
	of, cut := len(tasks), false
	if room := s.o.Most - s.before; s.o.Most > 0 && of > room {
		tasks, cut = tasks[:max(room, 0)], true
	}
	step := len(tasks)
	if n > 1 {
		step = atOnce
	}
	for from := 0; from < len(tasks) && s.r.Complete; from += step {
		if n > 1 && t.Found >= s.o.Enough {
			t.Larger = of - from
			break
		}
		s.note(&t, s.tryAll(n, from, len(tasks), tasks[from:min(from+step, len(tasks))]))
	}
	if n > 1 && !s.o.Apart && s.r.Complete {
		more := s.values()
		s.note(&t, s.tryAll(n, 0, len(more), more))
	}
	if cut && t.Larger == 0 || s.ctx.Err() != nil {
		s.r.Complete = false
	}
	s.before += t.Tried
	s.r.Tried = append(s.r.Tried, t)
}

// note takes outcomes in.
func (s *searching) note(t *Tried, list []outcome) {
	for _, o := range list {
		if !o.done {
			s.r.Complete = false
			continue
		}
		t.Tried++
		if o.refused {
			t.Refused++
		}
		if o.answer != nil {
			t.Found++
			s.r.Answers = append(s.r.Answers, o.answer)
		}
	}
}

// values are the amendments that differ from an answer in the value of one edit:
// another length, another majority.
func (s *searching) values() []task {
	var list []task
	had := map[string]bool{}
	for _, a := range s.r.Answers {
		had[fmt.Sprint(a.task.law, a.task.edits)] = true
	}
	for _, a := range s.r.Answers {
		edits := s.edits[a.task.law]
		for at, i := range a.task.edits {
			for j, e := range edits {
				if j == i || !e.alone || e.slot != edits[i].slot {
					continue
				}
				x := task{a.task.law, slices.Clone(a.task.edits), a.task.words - edits[i].Words + e.Words}
				x.edits[at] = j
				slices.Sort(x.edits)
				if k := fmt.Sprint(x.law, x.edits); !had[k] {
					had[k] = true
					list = append(list, x)
				}
			}
		}
	}
	return list
}

// atOnce is how many amendments of several edits are tried before it is asked
// whether enough have been found.
const atOnce = 512

// choose lists the ways to choose edits that fit together. Of several, each must
// bear on another: two edits that have nothing to do with one another do
// together what each does alone.
func (s *searching) choose(l, n, from int, have []int, tasks *[]task, t *Tried) {
	if len(have) == n {
		if n > 1 && !s.o.Apart && s.apart(l, have) {
			t.Apart++
			return
		}
		words := 0
		for _, i := range have {
			words += s.edits[l][i].Words
		}
		*tasks = append(*tasks, task{l, slices.Clone(have), words})
		return
	}
	for i := from; i < len(s.edits[l]) && s.ctx.Err() == nil; i++ {
		e := s.edits[l][i]
		if n > 1 && e.alone && !s.o.Apart || slices.ContainsFunc(have, func(j int) bool { return !s.edits[l][j].fits(e) }) {
			continue
		}
		s.choose(l, n, i+1, append(have, i), tasks, t)
	}
}

func (s *searching) apart(l int, have []int) bool {
	linked := func(a, b int) bool { return s.links[l][[2]int{a, b}] || s.links[l][[2]int{b, a}] }
	return slices.ContainsFunc(have, func(i int) bool {
		return !slices.ContainsFunc(have, func(j int) bool {
			a, b := s.edits[l][i], s.edits[l][j]
			return i != j && (a.bearsOn(b, linked) || b.bearsOn(a, linked))
		})
	})
}

// outcome is what became of a task.
type outcome struct {
	done, refused bool
	answer        *Answer
}

// tryAll tries tasks on all cores; their outcomes stand in the order of the
// tasks. What was not tried when the search is stopped is not done.
func (s *searching) tryAll(n, before, of int, tasks []task) []outcome {
	out := make([]outcome, len(tasks))
	s.count.Store(int64(before))
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range tasks {
			select {
			case next <- i:
			case <-s.ctx.Done():
				return
			}
		}
	}()
	var wg sync.WaitGroup
	faults := make(chan any, 1)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			defer func() {
				if x := recover(); x != nil {
					select {
					case faults <- x:
					default:
					}
					for range next { // let the others end
					}
				}
			}()
			for i := range next {
				out[i] = s.try(tasks[i])
				done := s.count.Add(1)
				if s.o.Progress != nil {
					s.o.Progress(n, int(done), of, int(s.found.Load()))
				}
			}
		})
	}
	wg.Wait()
	select {
	case x := <-faults:
		panic(x) // where the caller can see it, as if nothing ran beside it
	default:
	}
	return out
}

func (s *searching) try(t task) outcome {
	l := s.laws[t.law]
	var edits []*Edit
	for _, i := range t.edits {
		edits = append(edits, s.edits[t.law][i])
	}
	a := &Answer{Edits: edits, Words: t.words, Law: l.parent, task: t}
	c, _ := l.build(s.o.Name, a.Title(), edits)
	if c == nil {
		return outcome{done: true, refused: true}
	}
	d, err := docket.Derive(c.built.Case, c.built.Record, s.o.View)
	if err != nil {
		return outcome{done: true, refused: true}
	}
	o := outcome{done: true}
	if s.o.Holds(c.built, d) {
		a.Built, a.File = c.built, c.file
		o.answer = a
		s.found.Add(1)
	}
	return o
}

// sort puts the smallest first, and puts those that differ in a value only
// behind the smallest of them.
func (s *searching) sort() {
	slices.SortStableFunc(s.r.Answers, func(a, b *Answer) int {
		return cmp.Or(cmp.Compare(len(a.Edits), len(b.Edits)), cmp.Compare(a.Words, b.Words))
	})
	first := map[string]*Answer{}
	var list []*Answer
	for _, a := range s.r.Answers {
		key := a.Law
		for _, e := range a.Edits {
			key += "|" + e.slot
		}
		if f := first[key]; f != nil {
			f.Others = append(f.Others, a)
			continue
		}
		first[key] = a
		list = append(list, a)
	}
	s.r.Answers = list
}

// links are the pairs of rules of which the first looks at what the second
// brings about: its findings, or a status that it changes.
func (l *law) links() map[[2]int]bool {
	changes := map[[2]int][]int{} // status -> rules that change it
	for _, r := range l.rules {
		for _, e := range slices.Concat(r.Effects, r.Adopted, r.Rejected, r.Lapsed) {
			if e.Change != nil {
				k := [2]int{e.Change.Family, e.Change.Status}
				changes[k] = append(changes[k], r.ID)
			}
		}
	}
	out := map[[2]int]bool{}
	for _, r := range l.rules {
		sees := func(ids []int) {
			for _, id := range ids {
				out[[2]int{r.ID, id}] = true
			}
		}
		status := func(family, status int) { sees(changes[[2]int{family, status}]) }
		w := charter.Walker{
			Finding: func(f *charter.FindingPattern) { sees(f.Rules) },
			Change:  func(c *charter.Change) { status(c.Family, c.Status) },
			Expr: func(e *charter.Expr) {
				if e.Op == charter.OpHolds || e.Op == charter.OpCountStatus {
					status(e.Family, e.Status)
				}
			},
		}
		w.Rule(r.Rule)
		if r.Bearer != nil && !r.Bearer.ByKind && r.Bearer.Status >= 0 {
			status(r.Bearer.Family, r.Bearer.Status)
		}
		if r.Before >= 0 {
			b := l.body(r.Before)
			status(r.Family, b.Of)
			for _, x := range b.Except {
				status(r.Family, x)
			}
		}
	}
	return out
}
