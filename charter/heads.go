package charter

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

// defineDecls are the declarations of one derived act, in order of their texts.
type defineDecls struct {
	units []*unit
	heads []*syntax.DefineHead
	state progress
}

// measureDecls are the declarations of one measure.
type measureDecls struct {
	units []*unit
	heads []*syntax.MeasureHead
	state progress
}

// progress of what may refer to itself by mistake.
type progress uint8

const (
	notYet progress = iota
	underWay
	done
)

func (b *builder) resolver(u *unit) *resolver {
	r := newResolver(b.c, u.fam, u.file, &b.report)
	r.builder, r.text = b, u.text
	return r
}

// resolveHeads resolves what the heads of all texts declare.
func (b *builder) resolveHeads() {
	for _, f := range b.c.Families {
		for _, u := range b.unitsOf(f) {
			r := b.resolver(u)
			for h := range u.heads {
				switch h := h.(type) {
				case *syntax.StatusHead:
					b.grants(f, u, r, h)
				case *syntax.YieldsHead:
					if e := r.entity(h.Code, 0); e != 0 {
						u.text.Yields = append(u.text.Yields, e)
					}
				case *syntax.BodyHead:
					b.bodyVersion(f, u, r, h)
				}
			}
		}
		b.checkGrants(f)
	}
	for _, f := range b.c.Families {
		for _, d := range f.Defines {
			b.resolveDefine(d, diag.Place{})
		}
		for i := range f.Measures {
			b.resolveMeasure(f, i, diag.Place{})
		}
	}
}

// grants keeps the statuses held by force of the text.
func (b *builder) grants(f *Family, u *unit, r *resolver, h *syntax.StatusHead) {
	status := b.c.index(f).statuses[h.Name.Name]
	since := calendar.Always
	if !h.Since.IsZero() {
		since = h.Since.First
	}
	pair := f.Statuses[status].Pair
	if pair && len(h.Holders) > 0 && len(h.Others) == 0 {
		r.error("E0232", r.at(h.Name.Span), "write `with` and the other states after the first", "%s is a status of two states", h.Name.Name)
		return
	}
	for _, id := range h.Holders {
		e := r.entity(id, 0)
		if e == 0 {
			continue
		}
		if !pair {
			b.grant(u, r, Grant{Status: status, Entity: e, Since: since}, id)
			continue
		}
		for _, other := range h.Others {
			// A state is not in such a status with itself, unless nothing else
			// could be meant.
			o := r.entity(other, f.Statuses[status].WithKind)
			if o == 0 || o == e && len(h.Holders)+len(h.Others) > 2 {
				continue
			}
			b.grant(u, r, Grant{Status: status, Entity: e, With: o, Since: since}, id)
		}
	}
}

// grant adds a grant, unless the text gives it already.
func (b *builder) grant(u *unit, r *resolver, g Grant, id syntax.Ident) {
	for _, had := range u.text.Grants {
		if had.Status != g.Status || had.Entity != g.Entity || had.With != g.With {
			continue
		}
		name := u.fam.Statuses[g.Status].Name
		if had.Since != g.Since {
			r.error("E0240", r.at(id.Span), "name it on one of the lines only", "%s is %s since %s on one line and since %s on another",
				id.Name, name, sinceText(had.Since), sinceText(g.Since))
		} else {
			r.warn("E0240", r.at(id.Span), "", "%s is listed twice as %s", id.Name, name)
		}
		return
	}
	u.text.Grants = append(u.text.Grants, g)
}

func sinceText(d calendar.Day) string {
	if d == calendar.Always {
		return "ever"
	}
	return d.String()
}

// checkGrants warns where two texts of a family disagree since when a state
// has a status.
func (b *builder) checkGrants(f *Family) {
	type key struct {
		status       int
		entity, with EntityID
	}
	first := map[key]int{}
	day := map[key]calendar.Day{}
	for i, t := range f.Texts {
		for _, g := range t.Grants {
			k := key{g.Status, g.Entity, g.With}
			if at, had := first[k]; had && at != i && day[k] != g.Since {
				b.add(diag.Diagnostic{Code: "E0240", Severity: diag.Warning, Place: t.Pos,
					Summary: t.Name + " has " + b.c.Vocab.Entities[g.Entity].Code + " as " + f.Statuses[g.Status].Name + " since " +
						sinceText(g.Since) + ", and " + f.Texts[at].Name + " since " + sinceText(day[k]) + ": the earlier day counts",
					Hint: "name the state in one of the two texts only"})
			} else if !had {
				first[k], day[k] = i, g.Since
			}
		}
	}
}

// readingVersion resolves a reading as one text declares it.
func (b *builder) readingVersion(d *Reading, u *unit, h *syntax.ReadingHead) {
	r := b.resolver(u)
	v := ReadingVersion{From: u.from, Why: h.Why.Value, Pos: u.place(h.Name.Span)}
	for _, val := range h.Values {
		x, ok := r.value(val)
		if !ok {
			r.error("E0229", r.at(val.Span), "write yes, no, none, a number, a period, a date or a name", "this is no value")
			continue
		}
		if len(v.Values) > 0 && v.Values[0].Kind.class() != x.Kind.class() {
			r.error("E0229", r.at(val.Span), "all values of a reading are of one kind", "%s is %s, and the first value is %s",
				x, valueClasses[x.Kind.class()], valueClasses[v.Values[0].Kind.class()])
			continue
		}
		if slices.Contains(v.Values, x) {
			r.warn("E0229", r.at(val.Span), "", "%s is among the values twice", x)
			continue
		}
		v.Values = append(v.Values, x)
	}
	if len(d.Versions) > 0 && len(v.Values) > 0 && d.class() != v.Values[0].Kind.class() {
		r.error("E0229", r.at(h.Name.Span), "give it another name", "the values of %s were %s, and are %s here",
			d.Name, plural(d.class()), plural(v.Values[0].Kind.class()))
	}
	d.Versions = append(d.Versions, v)
}

// bodyVersion resolves a body as one text has it.
func (b *builder) bodyVersion(f *Family, u *unit, r *resolver, h *syntax.BodyHead) {
	v := BodyVersion{From: u.from, Quorum: h.Quorum, Decides: h.Decides, Limited: h.Limited, Title: h.Title.Value, Pos: r.at(h.Name.Span)}
	v.Entity = b.bodyEntity(r, h)
	v.Of = b.ownStatus(f, r, h.Of)
	for _, id := range h.Except {
		v.Except = append(v.Except, b.ownStatus(f, r, id))
	}
	for _, w := range h.Weights {
		e := r.entity(w.Code, 0)
		if _, twice := v.Weights[e]; twice && e != 0 {
			r.error("E0238", r.at(w.Code.Span), "keep one of the two", "%s has two weights", w.Code.Name)
		}
		if v.Weights == nil {
			v.Weights = map[EntityID]quantity.Num{}
		}
		v.Weights[e] = w.Weight
	}
	for _, id := range h.Veto {
		if e := r.entity(id, 0); e != 0 {
			v.Veto = append(v.Veto, e)
		}
	}
	b.checkShare(r, h.Quorum)
	b.checkDecides(r, h.Decides, h.Name, v.Weights != nil)
	d := f.Bodies[b.c.index(f).bodies[h.Name.Name]]
	d.Versions = append(d.Versions, v)
}

// bodyEntity is how records name the body: the code after `as`, else its own
// name in capitals.
func (b *builder) bodyEntity(r *resolver, h *syntax.BodyHead) EntityID {
	if h.As.Name != "" {
		return r.entity(h.As, 0)
	}
	code := strings.ToUpper(h.Name.Name)
	e, ok := b.c.Vocab.FindEntity(code)
	if !ok {
		r.error("E0201", r.at(h.Name.Span), "write `body "+h.Name.Name+" as CODE`, or declare entity "+code+" in the vocabulary",
			"records know no entity %s for the body %s", code, h.Name.Name)
	}
	return e
}

// ownStatus resolves a status of the family itself.
func (b *builder) ownStatus(f *Family, r *resolver, id syntax.Ident) int {
	_, s, _ := r.statusAmong([]*Family{f}, id)
	if f.Statuses[s].Pair {
		r.error("E0232", r.at(id.Span), "use a status of one state", "%s is a status of two states", id.Name)
	}
	return s
}

func (b *builder) checkShare(r *resolver, s syntax.Share) {
	if !s.IsZero() && s.Den > 0 && s.Num > s.Den {
		r.error("E0236", r.at(s.Span), "write a share such as 2/3 or 60%", "this is more than all")
	}
}

// checkDecides refuses a way of deciding that lacks what it needs.
func (b *builder) checkDecides(r *resolver, d syntax.Decides, name syntax.Ident, weights bool) {
	b.checkShare(r, d.Share)
	if d.Base == "weights" && !weights {
		r.error("E0236", r.at(d.Span), "say how much each vote weighs: `weigh ARM 1 RUS 3`", "%s decides by weights, and nobody has any", name.Name)
	}
}

// resolveDefine resolves a derived act, and first those it rests on.
func (b *builder) resolveDefine(d *Define, at diag.Place) {
	dd := b.defines[d]
	switch dd.state {
	case done:
		return
	case underWay:
		b.error("E0225", at, "let one of the definitions name acts of the vocabulary only", "%s is defined by itself", d.Name)
		return
	}
	dd.state = underWay
	defer func() { dd.state = done }()
	sure := make([]bool, 0, 8)
	for i, h := range dd.heads {
		u := dd.units[i]
		params, ok := b.defineParams(d, u, h, i == 0)
		if !ok {
			continue
		}
		if i == 0 {
			sure = make([]bool, len(d.Params))
		}
		var next *unit
		if i+1 < len(dd.units) {
			next = dd.units[i+1]
		}
		for j := range h.As {
			b.defineAlt(d, u, &h.As[j], params, lastDay(u, next), sure)
		}
	}
}

// defineParams resolves the roles of a derived act. A later text must give the
// same roles, in whatever order; the names of its variables are its own.
func (b *builder) defineParams(d *Define, u *unit, h *syntax.DefineHead, first bool) ([]syntax.Ident, bool) {
	var own [syntax.NumRoles]*syntax.Ident
	n := 0
	names := map[string]bool{}
	for i := range h.Roles {
		rt := &h.Roles[i]
		if rt.Without || len(rt.Terms) != 1 || rt.Terms[0].IsCode() {
			b.error("E0227", u.place(rt.Span), "write a role and a variable: `by p`", "a definition names its roles by variables")
			return nil, false
		}
		id := rt.Terms[0]
		if own[rt.Role] != nil || names[id.Name] {
			b.error("E0223", u.place(rt.Span), "use each role and each variable once", "%s stands here twice", id.Name)
			return nil, false
		}
		own[rt.Role], names[id.Name] = &id, true
		n++
	}
	if first {
		for _, rt := range h.Roles {
			d.Params = append(d.Params, Param{Role: rt.Role})
		}
	}
	idents := make([]syntax.Ident, len(d.Params))
	for i, p := range d.Params {
		if own[p.Role] == nil {
			b.error("E0227", u.place(h.Name.Span), "give it the role `"+p.Role.String()+"`, as the earlier text does",
				"%s had a role `%s` and has none here", d.Name, p.Role)
			return nil, false
		}
		idents[i] = *own[p.Role]
	}
	if n > len(d.Params) {
		b.error("E0227", u.place(h.Name.Span), "define an act of another name", "%s has more roles here than in the earlier text", d.Name)
		return nil, false
	}
	return idents, true
}

// defineAlt resolves one `as` alternative.
func (b *builder) defineAlt(d *Define, u *unit, as *syntax.DefineAlt, params []syntax.Ident, until calendar.Day, sure []bool) {
	r := b.resolver(u)
	for _, id := range params {
		r.introduce(id, false)
	}
	alt := &DefineAlt{From: u.from, Until: until}
	alt.Pattern = r.pattern(&as.Phrase, binding)
	for _, id := range as.Counting {
		v := r.find(id.Name)
		if v == NoVar || int(v) >= len(params) {
			r.error("E0226", r.at(id.Span), "name a variable of the definition", "%s is no role of %s", id.Name, d.Name)
			continue
		}
		if r.state[v] == surely {
			r.error("E0226", r.at(id.Span), "leave `counting for any "+id.Name+"` out", "the phrase already says who %s is", id.Name)
			continue
		}
		// Where a rule names somebody in this role, the condition sees whom.
		r.state[v] = surely
		alt.Counting = append(alt.Counting, v)
	}
	for i, p := range d.Params {
		if r.state[i] == unbound {
			r.error("E0226", r.at(as.Phrase.Span), "name "+params[i].Name+" in the phrase, or write `counting for any "+params[i].Name+"`",
				"this does not say who `%s %s` of %s is", p.Role, params[i].Name, d.Name)
			r.state[i] = surely
		}
	}
	b.paramKinds(d, r, sure)
	alt.Where = r.condition(as.Where)
	alt.Vars = r.vars
	r.checkVariables(as.Span, "this alternative of "+d.Name)
	d.Alts = append(d.Alts, alt)
}

// paramKinds widens the kind of each role of a derived act to take in what this
// alternative allows.
func (b *builder) paramKinds(d *Define, r *resolver, sure []bool) {
	for i := range d.Params {
		k := r.kinds[i]
		if sure[i] {
			k = b.c.Vocab.commonKind(d.Params[i].Kind, k)
		}
		d.Params[i].Kind, sure[i] = k, true
	}
}

// resolveMeasure resolves a measure in all its versions.
func (b *builder) resolveMeasure(f *Family, i int, at diag.Place) {
	m := f.Measures[i]
	md := b.measures[m]
	switch md.state {
	case done:
		return
	case underWay:
		b.error("E0225", at, "reckon it from the record", "the measure %s is defined by itself", m.Name)
		return
	}
	md.state = underWay
	defer func() { md.state = done }()
	for j, h := range md.heads {
		r := b.resolver(md.units[j])
		r.state[r.introduce(h.Var, false)] = surely
		v := MeasureVersion{From: md.units[j].from, Pos: md.units[j].place(h.Name.Span)}
		v.Value = r.numberExpr(h.Value)
		v.Vars = r.vars
		r.checkVariables(h.Name.Span, "measure "+m.Name)
		m.Versions = append(m.Versions, v)
	}
}
