package server

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"casus/docket"
	"casus/dossier"
	"casus/explain"
	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/revise"
)

// docket answers as casus run --json.
func (s *Server) docket(w http.ResponseWriter, r *http.Request) error {
	return s.ofSources(w, r, words([]string{"charter"}, viewWords, filterWords), func(b *bytes.Buffer, q *question, from *snapshot) error { return from.writeDocket(b, q) })
}

func (s *snapshot) writeDocket(b *bytes.Buffer, q *question) error {
	d, sides, err := s.docket(q)
	if err != nil {
		return err
	}
	sel, err := q.filter.Selection(d.Docket)
	if err != nil {
		return err
	}
	sel.Sides = sides
	return d.explain(func(e *explain.Explainer) error {
		return report.DocketJSON(b, report.Shown{Docket: d.Docket, Selection: sel, Because: inquiry.Because(e, sides)})
	})
}

// mostExplained is how many findings one question has explained.
const mostExplained = 3

// why answers as casus why --json.
func (s *Server) why(w http.ResponseWriter, r *http.Request) error {
	asked := r.PathValue("finding")
	return s.ofDocket(w, r, words([]string{"charter"}, viewWords), func(b *bytes.Buffer, q *question, d *keptDocket, sides []int) error {
		list, err := inquiry.Find(d.Docket, asked)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return noFinding(d.Docket, asked)
		}
		if len(list) > mostExplained {
			list = list[:mostExplained]
		}
		return d.explain(func(e *explain.Explainer) error { return explained(b, d.Docket, e, list, sides) })
	})
}

// explained writes proofs of findings: by a side shown that has them, else by
// the first that has.
func explained(b *bytes.Buffer, d *docket.Docket, e *explain.Explainer, list []*docket.Finding, sides []int) error {
	if len(sides) == 0 {
		sides = []int{0}
	}
	for i := range d.Sides {
		if !slices.Contains(sides, i) {
			sides = append(slices.Clone(sides), i)
		}
	}
	var answers []report.Answered
	for _, f := range list {
		side := sides[slices.IndexFunc(sides, func(i int) bool { return f.Sides[i].Possible() })]
		proof := e.Why(f, side)
		if proof == nil {
			return &problem{status: http.StatusInternalServerError, detail: f.ID + " is found, and its proof is not"}
		}
		x := report.Shown{Docket: d, Selection: report.Selection{Sides: []int{side}},
			Because: func(*docket.Finding) []report.Reason { return report.Reasons(proof) }}
		answers = append(answers, x.Answer(x.JSON(f), side, proof))
	}
	return report.WhyJSON(b, answers)
}

// mostNamed is how many things are named where one is not there.
const mostNamed = 200

// noFinding says that there is no such finding, and which there are of the same
// rule, or of all.
func noFinding(d *docket.Docket, asked string) error {
	var near, all []string
	head := asked
	if parts := strings.SplitN(asked, "/", 3); len(parts) == 3 {
		head = parts[0] + "/" + parts[1] + "/"
	}
	for _, f := range d.Findings {
		all = append(all, f.ID)
		if strings.HasPrefix(f.ID, head) {
			near = append(near, f.ID)
		}
	}
	if len(near) > 0 {
		all = near
	}
	p := notFound("finding", asked, all)
	p.exists = all[:min(len(all), mostNamed)]
	return p
}

// whyNot answers as casus why --not --json.
func (s *Server) whyNot(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, words([]string{"charter", "rule", "state", "from", "to"}, viewWords)...)
	if err != nil {
		return err
	}
	asked := inquiry.WhyNot{Rule: q.query.Get("rule"), States: many(q.query, "state"), From: q.query.Get("from"), To: q.query.Get("to")}
	if asked.Rule == "" {
		return &problem{status: http.StatusBadRequest, detail: "name a rule: whynot?rule=help&state=RUS&state=KGZ"}
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	return s.answer(w, r, from, state, func(b *bytes.Buffer) error {
		d, sides, err := from.docket(q)
		if err != nil {
			return err
		}
		question, err := asked.Question(d.Docket)
		if err != nil {
			return err
		}
		side := 0
		if len(sides) > 0 {
			side = sides[0]
		}
		return d.explain(func(e *explain.Explainer) error { return report.WhyNotJSON(b, asked.Words(), e.WhyNot(question, side)) })
	})
}

// accounts answers as casus accounts --json.
func (s *Server) accounts(w http.ResponseWriter, r *http.Request) error {
	return s.ofSources(w, r, []string{"kind", "state"}, func(b *bytes.Buffer, q *question, from *snapshot) error {
		c, err := from.build(q.found, nil)
		if err != nil {
			return err
		}
		list, err := inquiry.Disputes(c, q.filter.Kinds, q.filter.State)
		if err != nil {
			return err
		}
		x := report.Accounts{Case: c.Name, Title: c.Title, Vocab: c.Case.Vocab, Record: c.Record, Disputes: list}
		return x.WriteJSON(b)
	})
}

// sourcesOf are the cases and dockets a comparison over one snapshot needs.
func (s *snapshot) sourcesOf(f found) inquiry.Sources {
	return inquiry.Sources{
		Law: func(charters []string) (*library.Built, error) { return s.build(f, charters) },
		Derive: func(b *library.Built, v inquiry.View) (*docket.Docket, error) {
			d, err := s.derive(b, v)
			if err != nil {
				return nil, err
			}
			return d.Docket, nil
		},
	}
}

// compare answers as casus compare --json.
func (s *Server) compare(w http.ResponseWriter, r *http.Request) error {
	return s.ofSources(w, r, words([]string{"charter"}, viewWords, filterWords), func(b *bytes.Buffer, q *question, from *snapshot) error {
		x := inquiry.Comparison{Charters: q.charters, View: q.view, Filter: q.filter}
		c, err := x.Run(q.folderIn(from), from.sourcesOf(q.found))
		if err != nil {
			return err
		}
		return c.WriteJSON(b)
	})
}

// diff answers as casus diff --json, of two charters of the folder.
func (s *Server) diff(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, words([]string{"a", "b", "structure"}, viewWords, filterWords)...)
	if err != nil {
		return err
	}
	a, b := q.query.Get("a"), q.query.Get("b")
	if a == "" || b == "" {
		return &problem{status: http.StatusBadRequest, detail: "name two charters: diff?a=NAME&b=NAME"}
	}
	structure, err := yes(q.query, "structure")
	if err != nil {
		return err
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	return s.answer(w, r, from, state, func(out *bytes.Buffer) error {
		x, err := from.revise(q, a, b, structure)
		if err != nil {
			return err
		}
		return x.WriteJSON(out)
	})
}

// pair is the laws of two charters; of one law each as it was before what its
// case lists behind it.
func (s *snapshot) pair(q *question, a, b string) (laws [2]*library.Built, err error) {
	folder := q.folderIn(s)
	var texts [2][]revise.Text
	for i, name := range []string{a, b} {
		if laws[i], err = s.build(q.found, []string{name}); err != nil {
			return laws, err
		}
		texts[i] = inquiry.Texts(folder, laws[i], name)
	}
	if a == b || !inquiry.OneLaw(texts[0], texts[1]) {
		return laws, nil
	}
	for i, name := range []string{a, b} {
		s.mu.Lock()
		laws[i], err = inquiry.Usable(inquiry.LawUpTo(folder, q.found.name, name))
		s.mu.Unlock()
		if err != nil {
			return laws, err
		}
	}
	return laws, nil
}

// revise compares two charters of a folder, and what follows from each.
func (s *snapshot) revise(q *question, a, b string, structure bool) (*report.Revision, error) {
	folder := q.folderIn(s)
	out := &report.Revision{A: a, B: b}
	var texts [2][]revise.Text
	var vs []report.Variant
	var sel report.Selection
	laws, err := s.pair(q, a, b)
	if err != nil {
		return nil, err
	}
	for i, name := range []string{a, b} {
		built := laws[i]
		texts[i] = inquiry.Texts(folder, built, name)
		if structure {
			continue
		}
		d, err := s.derive(built, q.view)
		if err != nil {
			return nil, err
		}
		sides, err := q.view.Sides(d.Docket)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			if sel, err = q.filter.Selection(d.Docket); err != nil {
				return nil, err
			}
		}
		vs = append(vs, report.Variant{Name: name, Docket: d.Docket, Sides: sides})
	}
	out.Text = revise.Compare(texts[0], texts[1])
	if !structure {
		out.Consequence = report.Compare(vs, sel, q.filter.All, inquiry.SameWords(folder))
	}
	return out, nil
}

// report answers as casus report.
func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, words([]string{"charter"}, viewWords)...)
	if err != nil {
		return err
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", loosePolicy)
	return s.answerIn(w, r, "text/html; charset=utf-8", from, state, func(b *bytes.Buffer) error {
		d, sides, err := from.docket(q)
		if err != nil {
			return err
		}
		one := func(name string) (*library.Built, error) {
			f := q.found
			f.name = name
			return from.build(f, nil)
		}
		c, err := inquiry.Across(q.folderIn(from), q.view, one, from.sourcesOf(q.found).Derive)
		if err != nil {
			return err
		}
		return dossier.Of(d.Docket, sides, c).Write(b)
	})
}

// record answers with the record, entry by entry.
func (s *Server) record(w http.ResponseWriter, r *http.Request) error {
	return s.ofDocket(w, r, nil, func(b *bytes.Buffer, q *question, d *keptDocket, _ []int) error {
		return recordOf(d, q.folder).WriteJSON(b)
	})
}

// recordOf is the record of a docket, with how many findings come from each
// event.
func recordOf(d *keptDocket, folder string) report.Record {
	x := report.Record{Vocab: d.Case.Vocab, Record: d.Record, Folder: folder, Findings: map[int]int{}}
	for _, f := range d.Findings {
		if i, ok := f.Happening(); ok && f.Sides[0].Possible() {
			x.Findings[i]++
		}
	}
	return x
}
