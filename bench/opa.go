package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"casus/calendar"
	"casus/internal/workload"
)

// opaPolicy is given the pairing.
const opaPolicy = `package w

in_time := {[i, h] | some i, h in input.help; h <= input.request[i] + 30}
late := {[i, h] | some i, h in input.help; h > input.request[i] + 30}
never := {i | some i, d in input.request; not input.help[i]; d + 30 < input.closed}
breach := {[i, input.request[i] + 31] | some [i, _] in late} | {[i, input.request[i] + 31] | some i in never}

counts := {"in_time": count(in_time), "late": count(late), "never": count(never), "breaches": count(breach)}
`

// opaRun asks OPA one query over the whole record, requests and help being objects
// by the number of the request.
func opaRun(n int) (func() (workload.Counts, error), error) {
	request, help := ast.NewObject(), ast.NewObject()
	pairs(n, func(i int, day, helped int64) {
		key := ast.StringTerm(fmt.Sprint(i))
		request.Insert(key, ast.IntNumberTerm(int(day)))
		if helped > 0 {
			help.Insert(key, ast.IntNumberTerm(int(helped)))
		}
	})
	input := ast.NewObject(ast.Item(ast.StringTerm("request"), ast.NewTerm(request)), ast.Item(ast.StringTerm("help"), ast.NewTerm(help)),
		ast.Item(ast.StringTerm("closed"), ast.IntNumberTerm(n+200)))
	return opaAsked(opaPolicy, input)
}

// opaAsked prepares a policy and asks it for its counts.
func opaAsked(policy string, input ast.Value) (func() (workload.Counts, error), error) {
	query, err := rego.New(rego.Query("data.w.counts"), rego.Module("w.rego", policy)).PrepareForEval(background)
	if err != nil {
		return nil, err
	}
	return func() (c workload.Counts, err error) {
		set, err := query.Eval(background, rego.EvalParsedInput(input))
		if err != nil {
			return c, err
		}
		for name, at := range map[string]*int{"in_time": &c.InTime, "late": &c.Late, "never": &c.Never, "breaches": &c.Breaches} {
			found, _ := set[0].Expressions[0].Value.(map[string]any)
			if _, err := fmt.Sscan(fmt.Sprint(found[name]), at); err != nil {
				return c, fmt.Errorf("OPA says %v", found)
			}
		}
		return c, nil
	}, nil
}

// opaPairing finds out which request an act of help answers. The requests and the
// help of a pair of states are gathered in the order of the record; the k-th help
// then answers the k-th request. That is the oldest open one wherever no help comes
// while nothing is open, which in W never happens; whoever never helps, helps late or
// helps for some requests only makes no difference. A policy without recursion cannot
// keep a queue; one that looks for the oldest open request of each act of help is
// quadratic. Rows are lists: as objects they take a third longer, and sets keyed by
// pair and number half as long again.
const opaPairing = `package w

pairs := {[a, b] | some [_, a, b] in input.request}
asked := {[a, b]: days | some [a, b] in pairs; days := [d | some i; input.request[i] = [d, a, b]]}
helped := {[a, b]: days | some [a, b] in pairs; days := [d | some i; input.help[i] = [d, b, a]]}

in_time := {p: s | some p, hs in helped; q := asked[p]; s := [[k, h] | some k, h in hs; h <= q[k] + 30]}
late := {p: s | some p, hs in helped; q := asked[p]; s := [[k, h] | some k, h in hs; h > q[k] + 30]}
never := {p: s | some p, q in asked; n := count(helped[p]); s := [k | some k, d in q; k >= n; d + 30 < input.closed]}
breach := {p: s | some p, q in asked; s := array.concat([[k, q[k] + 31] | some [k, _] in late[p]], [[k, q[k] + 31] | some k in never[p]])}

total(x) := sum([count(s) | some s in x])

counts := {"in_time": total(in_time), "late": total(late), "never": total(never), "breaches": total(breach)}
`

// opaPairs asks OPA one query over the record as it is: days and states.
func opaPairs(n int) (func() (workload.Counts, error), error) {
	var deeds []workload.Deed
	for d := range workload.Deeds(n, 1) {
		deeds = append(deeds, d)
	}
	return opaPaired(deeds, workload.Closed(n))
}

func opaPaired(deeds []workload.Deed, closed calendar.Day) (func() (workload.Counts, error), error) {
	codes := workload.Codes(1)
	number := func(d calendar.Day) *ast.Term { return ast.IntNumberTerm(int(d - workload.Start)) }
	var request, help []*ast.Term
	for _, d := range deeds {
		row := ast.ArrayTerm(number(d.Day), ast.StringTerm(codes[d.By]), ast.StringTerm(codes[d.To]))
		if d.Help {
			help = append(help, row)
		} else {
			request = append(request, row)
		}
	}
	return opaAsked(opaPairing, ast.NewObject(ast.Item(ast.StringTerm("request"), ast.ArrayTerm(request...)),
		ast.Item(ast.StringTerm("help"), ast.ArrayTerm(help...)), ast.Item(ast.StringTerm("closed"), number(closed))))
}
