package main

import (
	"strings"

	"cel.dev/cel-go/cel"
	"github.com/google/mangle/analysis"
	mast "github.com/google/mangle/ast"
	mengine "github.com/google/mangle/engine"
	"github.com/google/mangle/factstore"
	"github.com/google/mangle/parse"

	"casus/calendar"
	"casus/internal/workload"
)

// The neighbours are given W as suits them best. Which request an act of help
// answers, the oldest of its pair of states that is open, casus and the loops find
// out themselves, from states and days, and so does the second policy of OPA; for
// cel-go the host does it. The first policy of OPA and mangle are given it: each act
// of help carries the number of its request. All find dated breaches and fulfilments.

// celRun asks cel-go for one decision an entry, and keeps state and clock in Go: a
// ceiling for engines that decide one case at a time.
func celRun(n int) (func() (workload.Counts, error), error) {
	env, err := cel.NewEnv(cel.Variable("day", cel.IntType), cel.Variable("due", cel.IntType), cel.Variable("act", cel.StringType),
		cel.Variable("by", cel.StringType), cel.Variable("ower", cel.StringType))
	if err != nil {
		return nil, err
	}
	ready := func(src string) (cel.Program, error) {
		parsed, issues := env.Compile(src)
		if issues != nil && issues.Err() != nil {
			return nil, issues.Err()
		}
		return env.Program(parsed)
	}
	opens, err := ready(`act == "request" && by != ower`)
	if err != nil {
		return nil, err
	}
	inTime, err := ready(`act == "help" && by == ower && day <= due`)
	if err != nil {
		return nil, err
	}
	type deed struct {
		workload.Deed
		act string
	}
	var deeds []deed
	for d := range workload.Deeds(n, 1) {
		act := "request"
		if d.Help {
			act = "help"
		}
		deeds = append(deeds, deed{d, act})
	}
	codes := workload.Codes(1)
	return func() (c workload.Counts, err error) {
		type matter struct {
			due  calendar.Day
			done bool
		}
		var open []matter
		waiting := map[[2]int][]int{}
		falling := 0
		vars := map[string]any{}
		holds := func(p cel.Program) bool {
			v, _, e := p.Eval(vars)
			if e != nil {
				err = e
				return false
			}
			yes, _ := v.Value().(bool)
			return yes
		}
		fall := func(day calendar.Day) {
			for ; falling < len(open) && open[falling].due < day; falling++ {
				if !open[falling].done {
					c.Breaches++
					c.Never++
				}
			}
		}
		for i := range deeds {
			d := &deeds[i]
			fall(d.Day)
			vars["act"], vars["day"], vars["by"] = d.act, int64(d.Day), codes[d.By]
			if !d.Help {
				vars["ower"], vars["due"] = codes[d.To], int64(d.Day+30)
				if holds(opens) {
					k := [2]int{d.To, d.By}
					waiting[k] = append(waiting[k], len(open))
					open = append(open, matter{due: d.Day + 30})
				}
				continue
			}
			k := [2]int{d.By, d.To}
			m := waiting[k][0]
			waiting[k] = waiting[k][1:]
			vars["ower"], vars["due"] = codes[d.By], int64(open[m].due)
			if open[m].done = true; holds(inTime) {
				c.InTime++
			} else {
				c.Late++
				c.Never--
			}
		}
		fall(workload.Closed(n))
		return c, err
	}, nil
}

// pairs calls do for each request with its day and that of the help it gets, 0 if
// none.
func pairs(n int, do func(i int, day, help int64)) {
	for i := range n {
		day, help := int64(i+1), int64(0)
		switch i % 3 {
		case 1:
			help = day + 10
		case 2:
			help = day + 45
		}
		do(i, day, help)
	}
}

const mangleRules = `
in_time(I, E) :- help(I, E), request(I, D), Due = fn:plus(D, 30), E <= Due.
late(I, E) :- help(I, E), request(I, D), Due = fn:plus(D, 30), Due < E.
helped(I) :- help(I, _).
never(I) :- request(I, D), !helped(I), Due = fn:plus(D, 30), closed(C), Due < C.
breach(I, Day) :- late(I, _), request(I, D), Day = fn:plus(D, 31).
breach(I, Day) :- never(I), request(I, D), Day = fn:plus(D, 31).
`

// mangleRun derives what follows from the record as facts of Datalog.
func mangleRun(n int) (func() (workload.Counts, error), error) {
	unit, err := parse.Unit(strings.NewReader(mangleRules))
	if err != nil {
		return nil, err
	}
	given := map[mast.PredicateSym]mast.Decl{}
	for _, p := range []mast.PredicateSym{{Symbol: "request", Arity: 2}, {Symbol: "help", Arity: 2}, {Symbol: "closed", Arity: 1}} {
		given[p] = mast.NewSyntheticDeclFromSym(p)
	}
	info, err := analysis.AnalyzeOneUnit(unit, given)
	if err != nil {
		return nil, err
	}
	var facts []mast.Atom
	pairs(n, func(i int, day, helped int64) {
		facts = append(facts, mast.NewAtom("request", mast.Number(int64(i)), mast.Number(day)))
		if helped > 0 {
			facts = append(facts, mast.NewAtom("help", mast.Number(int64(i)), mast.Number(helped)))
		}
	})
	facts = append(facts, mast.NewAtom("closed", mast.Number(int64(n+200))))
	return func() (c workload.Counts, err error) {
		store := factstore.NewMultiIndexedArrayInMemoryStore()
		for _, f := range facts {
			store.Add(f)
		}
		if err := mengine.EvalProgram(info, store); err != nil {
			return c, err
		}
		for _, x := range []struct {
			name  string
			arity int
			at    *int
		}{{"in_time", 2, &c.InTime}, {"late", 2, &c.Late}, {"never", 1, &c.Never}, {"breach", 2, &c.Breaches}} {
			query := mast.NewQuery(mast.PredicateSym{Symbol: x.name, Arity: x.arity})
			if err := store.GetFacts(query, func(mast.Atom) error { *x.at++; return nil }); err != nil {
				return c, err
			}
		}
		return c, nil
	}, nil
}
