package server

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"casus/chronicle"
	"casus/docket"
	"casus/explain"
	"casus/inquiry"
	"casus/library"
	"casus/report"
)

// kept are the cases and dockets of one snapshot that were asked for last. A
// docket takes some tenths of a second and serves many questions: each day of
// the slider, each reason that is unfolded. docs/server.md gives the figures.
type kept struct {
	mu    sync.Mutex
	built map[string]*library.Built
	list  []*keptDocket // the one asked for last at the end
}

// mostKept is how many dockets are kept of a snapshot.
const mostKept = 12

// mostBuilt is how many sets of charters are kept of a snapshot.
const mostBuilt = 64

// keptDocket is a docket with what was worked out over it.
type keptDocket struct {
	key  string
	made sync.Once
	err  error

	*docket.Docket
	built *library.Built

	mu         sync.Mutex // held by who explains or lays out
	explainer  *explain.Explainer
	chronicles map[string]*chronicle.Chronicle
}

// build is law, kept: dockets over one law must share its case, so that they can
// be compared reading by reading.
func (s *snapshot) build(f found, charters []string) (*library.Built, error) {
	key := f.folder + "|" + f.name + "|" + strings.Join(charters, "|")
	s.dockets.mu.Lock()
	b := s.dockets.built[key]
	s.dockets.mu.Unlock()
	if b != nil {
		return b, nil
	}
	b, err := s.law(f, charters)
	if err != nil {
		return nil, err
	}
	s.dockets.mu.Lock()
	defer s.dockets.mu.Unlock()
	if had := s.dockets.built[key]; had != nil {
		return had, nil // somebody was faster
	}
	if s.dockets.built == nil || len(s.dockets.built) >= mostBuilt {
		s.dockets.built = map[string]*library.Built{}
	}
	s.dockets.built[key] = b
	return b, nil
}

// derive draws up a docket, or gives the one that is kept.
func (s *snapshot) derive(b *library.Built, v inquiry.View) (*keptDocket, error) {
	view, err := v.Of(b)
	if err != nil {
		return nil, err
	}
	var key strings.Builder
	fmt.Fprintf(&key, "%p %d %d %v", b, view.AsOf, view.AsKnown, view.Accounts)
	for _, g := range view.Given {
		fmt.Fprintf(&key, "|%s=%s", g.Name, g.Value)
	}
	d := s.dockets.place(key.String(), b)
	d.made.Do(func() { d.Docket, d.err = docket.Derive(b.Case, b.Record, view) })
	return d, d.err
}

// place finds the place of a docket, or makes one and gives up the oldest.
func (k *kept) place(key string, b *library.Built) *keptDocket {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := slices.IndexFunc(k.list, func(d *keptDocket) bool { return d.key == key && d.built == b }); i >= 0 {
		d := k.list[i]
		k.list = append(slices.Delete(k.list, i, i+1), d)
		return d
	}
	d := &keptDocket{key: key, built: b}
	if len(k.list) >= mostKept {
		k.list = slices.Delete(k.list, 0, 1)
	}
	k.list = append(k.list, d)
	return d
}

// explain calls do with the explainer of the docket, which only one may use at a
// time.
func (d *keptDocket) explain(do func(*explain.Explainer) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.explainer == nil {
		d.explainer = explain.New(d.Docket)
	}
	return do(d.explainer)
}

// laid is the docket laid out in time as some sides see it.
func (d *keptDocket) laid(sides []int) report.Laid {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := fmt.Sprint(sides)
	if d.chronicles[key] == nil {
		if d.chronicles == nil || len(d.chronicles) >= mostKept {
			d.chronicles = map[string]*chronicle.Chronicle{}
		}
		d.chronicles[key] = chronicle.Of(d.Docket, sides)
	}
	return report.Laid{Chronicle: d.chronicles[key]}
}

// docket is the docket that a question asks for, and the sides it is told by.
func (s *snapshot) docket(q *question) (*keptDocket, []int, error) {
	b, err := s.build(q.found, q.charters)
	if err != nil {
		return nil, nil, err
	}
	d, err := s.derive(b, q.view)
	if err != nil {
		return nil, nil, err
	}
	sides, err := q.view.Sides(d.Docket)
	return d, sides, err
}
