package record

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// Part is a run of items of one file that belongs to a record.
type Part struct {
	File        *syntax.File
	Items       []syntax.Item
	Name, Title string       // of the record; may be empty
	Closed      syntax.Point // may be zero
	// Long: Items are without the entries, which are read from the file when they are
	// asked for. There are so many Entries. syntax.ParseLong
	Long    bool
	Entries int
}

// All yields the items in order. Those of a long part are made anew each time, and of
// them an entry must not be used any more when the next item is asked for.
func (p *Part) All() iter.Seq[syntax.Item] {
	if p.Long {
		return syntax.LongItems(p.File)
	}
	return slices.Values(p.Items)
}

// Resolve ties parts together into one record. Parts are taken in the order of
// their files' paths, then of their places. It always returns a record; it may
// be run only if no diagnostic is an error.
func Resolve(vocab *charter.Vocabulary, parts []Part) (*Record, []diag.Diagnostic) {
	r := newResolver(vocab)
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.File.Path, b.File.Path), cmp.Compare(a.firstByte(), b.firstByte()))
	})
	r.count(parts)
	for i := range parts {
		r.declareSources(&parts[i])
	}
	r.tieCopies(parts)
	for i := range parts {
		r.part(&parts[i])
	}
	r.tie()
	r.findDuplicates()
	r.findContradictions()
	r.finish()
	return r.rec, r.diagnostics()
}

func (p *Part) firstByte() int32 {
	if len(p.Items) == 0 {
		return 0
	}
	return p.Items[0].Extent().From
}

// resolver resolves one record. What is looked up for every entry is kept in
// tables; entries and their lists are cut from slabs, since a record may hold
// millions of them.
type resolver struct {
	vocab *charter.Vocabulary
	rec   *Record

	acts     map[string]charter.ActID
	entities map[string]charter.EntityID
	labels   map[string]labelled
	judged   map[string]diag.Place // labels of forecasts and assessments
	sources  map[string]*source
	spans    []spans // by Index
	starts   []start
	speaking []speaking // in order of Index
	retracts []pendingRetraction
	accounts map[charter.EntityID]bool

	labelNames []string // in order; made when first needed

	file *syntax.File
	src  []byte // of the file

	slab       int // how many are cut from a block: as many as there are entries, up to slabSize
	entrySlab  []Entry
	toldSlab   []Told
	entitySlab []charter.EntityID

	roleTable  map[string]*Roles // by roleKey
	roleList   Roles             // of the entry in hand
	roleRoom   []charter.EntityID
	roleKey    []byte
	numberSlab []Number

	foldedText strings.Builder // what entries say, one after the other

	list     []diag.Diagnostic
	perCode  map[string]int
	lastSeen map[string]diag.Diagnostic
}

type source struct {
	*Source
	used bool
	decl *syntax.Source
	file *syntax.File
}

type pendingRetraction struct {
	decl *syntax.Retraction
	file *syntax.File
}

// spans are the places of an entry's date and phrase.
type spans struct{ date, phrase syntax.Span }

// start is the first entry of a file.
type start struct {
	index int
	file  *syntax.File
}

// labelled is an entry that has a label, and where it stands.
type labelled struct {
	index int32
	at    syntax.Span
}

// speaking is an entry that speaks of others by their labels. What is kept of it are
// the names alone, since the trees of entries are many times as large as their texts.
type speaking struct {
	index                                int
	corrects, describes, answers, target syntax.Ident
}

// fileOf is the file in which an entry stands.
func (r *resolver) fileOf(index int) *syntax.File {
	i, found := slices.BinarySearchFunc(r.starts, index, func(s start, index int) int { return cmp.Compare(s.index, index) })
	for ; found && i+1 < len(r.starts) && r.starts[i+1].index == index; i++ { // files without entries
	}
	if !found {
		i--
	}
	return r.starts[i].file
}

// spoken is what an entry says of others; it must say something.
func (r *resolver) spoken(index int) *speaking {
	i, _ := slices.BinarySearchFunc(r.speaking, index, func(s speaking, index int) int { return cmp.Compare(s.index, index) })
	return &r.speaking[i]
}

func newResolver(vocab *charter.Vocabulary) *resolver {
	r := &resolver{
		vocab: vocab, rec: &Record{Closed: calendar.Always},
		acts: map[string]charter.ActID{}, entities: map[string]charter.EntityID{},
		labels: map[string]labelled{}, roleTable: map[string]*Roles{}, judged: map[string]diag.Place{}, sources: map[string]*source{},
		accounts: map[charter.EntityID]bool{}, perCode: map[string]int{}, lastSeen: map[string]diag.Diagnostic{},
	}
	for i := 1; i < len(vocab.Acts); i++ {
		r.acts[vocab.Acts[i].Name] = charter.ActID(i)
	}
	for i := 1; i < len(vocab.Entities); i++ {
		r.entities[vocab.Entities[i].Code] = charter.EntityID(i)
	}
	return r
}

// mostOfOne is how many diagnostics of one code are kept for a record.
const mostOfOne = 200

func (r *resolver) add(d diag.Diagnostic) {
	r.perCode[d.Code]++
	if r.perCode[d.Code] <= mostOfOne {
		r.list = append(r.list, d)
		return
	}
	r.lastSeen[d.Code] = d
}

// full reports whether no more diagnostics of a code will be shown.
func (r *resolver) full(code string) bool { return r.perCode[code] >= mostOfOne }

// diagnostics returns what was found, with a word on what was left out.
func (r *resolver) diagnostics() []diag.Diagnostic {
	for _, code := range slices.Sorted(keys(r.lastSeen)) {
		d := r.lastSeen[code]
		d.Summary = fmt.Sprintf("%d more places with the same: %s", r.perCode[code]-mostOfOne, diag.Codes[code])
		d.Hint, d.Related = "", nil
		r.list = append(r.list, d)
	}
	return r.list
}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (r *resolver) at(s syntax.Span) diag.Place { return charter.PlaceOf(r.file, s) }

func (r *resolver) error(code string, at syntax.Span, hint, format string, args ...any) {
	r.add(diag.Diagnostic{Code: code, Severity: diag.Error, Place: r.at(at), Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

func (r *resolver) warn(code string, at syntax.Span, hint, format string, args ...any) {
	r.add(diag.Diagnostic{Code: code, Severity: diag.Warning, Place: r.at(at), Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

// count makes room for all entries at once.
func (r *resolver) count(parts []Part) {
	n := 0
	for _, p := range parts {
		n += len(p.Items) + p.Entries
	}
	r.slab = min(slabSize, n+1)
	r.rec.Entries = make([]*Entry, 0, n)
	r.spans = make([]spans, 0, n)
}

const slabSize = 4096

func (r *resolver) newEntry() *Entry {
	if len(r.entrySlab) == 0 {
		r.entrySlab = make([]Entry, r.slab)
	}
	e := &r.entrySlab[0]
	r.entrySlab = r.entrySlab[1:]
	return e
}

// nothingTold is what entries have in common that tell nothing else.
var nothingTold = &Told{Corrects: -1, Describes: -1, Answers: -1, Target: -1}

// newTold cuts a Told of its own for an entry that tells something.
func (r *resolver) newTold() *Told {
	if len(r.toldSlab) == 0 {
		r.toldSlab = make([]Told, min(r.slab, slabSize/16))
	}
	t := &r.toldSlab[0]
	r.toldSlab = r.toldSlab[1:]
	*t = *nothingTold
	return t
}

// tells reports whether an entry says more than who did what and when.
func tells(d *syntax.Entry) bool {
	return len(d.Phrase.Numbers) > 0 || d.Title.Value != "" || d.ID.Name != "" || len(d.Sources) > 0 || len(d.Notes) > 0 ||
		len(d.Accounts) > 0 || d.Claim || len(d.DeniedBy) > 0 || d.SaidBy.Value != "" || d.SaidCode.Name != "" || len(d.Through) > 0 ||
		d.HasTally || len(d.Adopting) > 0 || d.Limited || d.Failed
}

// newEntities cuts an empty list with room for n.
func (r *resolver) newEntities(n int) []charter.EntityID {
	if n > r.slab {
		return make([]charter.EntityID, 0, n)
	}
	if len(r.entitySlab) < n {
		r.entitySlab = make([]charter.EntityID, 4*r.slab)
	}
	list := r.entitySlab[:0:n]
	r.entitySlab = r.entitySlab[n:]
	return list
}

func (r *resolver) newNumbers(n int) []Number {
	if n > r.slab {
		return make([]Number, 0, n)
	}
	if len(r.numberSlab) < n {
		r.numberSlab = make([]Number, r.slab)
	}
	list := r.numberSlab[:0:n]
	r.numberSlab = r.numberSlab[n:]
	return list
}

func (r *resolver) declareSources(p *Part) {
	r.file = p.File
	for _, it := range p.Items {
		s, ok := it.(*syntax.Source)
		if !ok {
			continue
		}
		if first := r.sources[s.Name.Name]; first != nil {
			r.add(diag.Diagnostic{Code: "E0308", Severity: diag.Error, Place: r.at(s.Name.Span),
				Summary: "the source " + s.Name.Name + " is declared twice", Hint: "keep one of the two, or give one another name",
				Related: []diag.Related{{Place: first.Pos, Role: "the first one"}}})
			continue
		}
		src := &Source{Name: s.Name.Name, Title: s.Title.Value, Author: s.Author.Value, Outlet: s.Outlet.Value, Pos: r.at(s.Name.Span)}
		if !s.Published.IsZero() {
			src.Published, src.HasPublished = s.Published.Begin, true
		}
		r.sources[s.Name.Name] = &source{Source: src, decl: s, file: r.file}
		r.rec.Sources = append(r.rec.Sources, src)
	}
}

func (r *resolver) part(p *Part) {
	if r.rec.Name == "" {
		r.rec.Name = p.Name
	}
	if r.rec.Title == "" {
		r.rec.Title = p.Title
	}
	if !p.Closed.IsZero() {
		r.rec.Closed = max(r.rec.Closed, p.Closed.Last)
	}
	r.file, r.src = p.File, p.File.Src
	r.starts = append(r.starts, start{len(r.rec.Entries), p.File})
	for it := range p.All() {
		switch it := it.(type) {
		case *syntax.Entry:
			r.entry(it)
		case *syntax.Retraction:
			r.retracts = append(r.retracts, pendingRetraction{it, p.File})
		case *syntax.Forecast:
			r.forecast(it)
		case *syntax.Assessment:
			r.assessment(it)
		}
	}
}

// entry resolves everything about an entry except its labels.
func (r *resolver) entry(d *syntax.Entry) {
	e := r.newEntry()
	e.Index = len(r.rec.Entries)
	r.rec.Entries = append(r.rec.Entries, e)
	r.spans = append(r.spans, spans{d.Date.Span, d.Phrase.Span})
	e.Pos = r.at(d.Span)
	e.Written = r.phraseText(d)
	e.Origin, e.Happening = e.Index, e.Index
	e.Act = r.acts[d.Phrase.Act.Name]
	e.Told = nothingTold
	speaks := r.speaks(e, d)
	if speaks || tells(d) {
		e.Told = r.newTold()
		e.Title = d.Title.Value
		if d.ID.Name != "" {
			r.label(e, d.ID)
		}
	}
	if e.Act == charter.NoAct {
		r.noAct(d.Phrase.Act)
	}
	r.dates(e, d)
	r.roles(e, d)
	if e.Told != nothingTold {
		r.numbers(e, d)
		r.attributes(e, d)
	}
}

// speaks keeps what an entry says of others, to be tied when all labels are known. It
// reports whether it says anything.
func (r *resolver) speaks(e *Entry, d *syntax.Entry) bool {
	s := speaking{index: e.Index, corrects: d.Corrects, describes: d.Describes, answers: d.Answers}
	if r.vocab.Acts[e.Act].BuiltIn {
		for i := range d.Phrase.Roles {
			rt := &d.Phrase.Roles[i]
			if rt.Role == syntax.On && len(rt.Terms) == 1 && !rt.Terms[0].IsCode() {
				s.target = rt.Terms[0]
			}
		}
	}
	if s.corrects.Name == "" && s.describes.Name == "" && s.answers.Name == "" && s.target.Name == "" {
		return false
	}
	r.speaking = append(r.speaking, s)
	return true
}

func (r *resolver) label(e *Entry, id syntax.Ident) {
	if first, twice := r.labels[id.Name]; twice {
		r.add(diag.Diagnostic{Code: "E0302", Severity: diag.Error, Place: r.at(id.Span),
			Summary: "two entries are called " + id.Name, Hint: "give one of them another label",
			Related: []diag.Related{{Place: r.labelPlace(first), Role: "the first one"}}})
		return
	}
	if first, twice := r.judged[id.Name]; twice {
		r.labelledTwice(id, first)
		return
	}
	e.Label = id.Name
	r.labels[id.Name] = labelled{int32(e.Index), id.Span}
}

func (r *resolver) labelPlace(l labelled) diag.Place {
	return charter.PlaceOf(r.fileOf(int(l.index)), l.at)
}

func (r *resolver) noAct(id syntax.Ident) {
	if id.Name == "" {
		return // it has been complained of
	}
	hint := "declare it in the vocabulary: act " + id.Name + " ..."
	if r.full("E0202") {
		hint = "" // it will not be shown, and looking takes time
	} else if c := diag.Closest(id.Name, r.vocab.ActNames()); c != "" {
		hint = "did you mean " + c + "?"
	}
	r.error("E0202", id.Span, hint, "there is no act %s", id.Name)
}

// dates settles when the act can have begun: what was known on a day had begun
// by then.
func (r *resolver) dates(e *Entry, d *syntax.Entry) {
	e.Begin, e.End, e.Lasted = d.Date.Begin, d.Date.End, d.Date.Lasted
	if !e.Lasted {
		e.End = e.Begin
	}
	e.Known = e.Begin.Hi
	if !d.Known.IsZero() {
		e.Known, e.HasKnown = d.Known.Last, true
		if e.Known < e.Begin.Lo {
			r.error("E0306", d.Known.Span, "correct one of the two dates", "known on %s, before it can have begun on %s", e.Known, e.Begin.Lo)
		} else {
			e.Begin.Hi = min(e.Begin.Hi, e.Known)
			if !e.Lasted {
				e.End = e.Begin
			}
		}
	}
	if a := &r.vocab.Acts[e.Act]; a.Formal && !e.Begin.IsExact() {
		r.error("E0305", d.Date.Span, "give the day; where it is disputed, write one entry for each account",
			"%s is a formal act, and must be dated to the day", a.Name)
	}
	r.doubt(e, d)
}

func (r *resolver) roles(e *Entry, d *syntax.Entry) {
	act := &r.vocab.Acts[e.Act]
	roles := &r.roleList
	*roles, r.roleRoom = Roles{}, r.roleRoom[:0]
	for i := range d.Phrase.Roles {
		rt := &d.Phrase.Roles[i]
		if rt.Without {
			continue // refused by the parser
		}
		spec := act.Roles[rt.Role]
		if !spec.Has && e.Act != charter.NoAct {
			hint := rolesHint(act)
			if rt.Role == syntax.For || rt.Role == syntax.Against {
				hint += "; who voted how stands behind `ayes`, `noes`, `abstaining` and `absent`"
			}
			r.error("E0215", rt.Span, hint, "%s has no role `%s`", act.Name, rt.Role)
			continue
		}
		if roles[rt.Role] != nil {
			r.error("E0313", rt.Span, "put all of them behind one `"+rt.Role.String()+"`", "the role `%s` stands here twice", rt.Role)
			continue
		}
		if act.BuiltIn && rt.Role == syntax.On {
			r.voteLabel(d, rt)
			continue
		}
		from := len(r.roleRoom)
		r.roleRoom = r.addEntities(r.roleRoom, rt.Terms, spec.Kind, rt.Role.String())
		if len(rt.Terms) > 0 {
			roles[rt.Role] = r.roleRoom[from:len(r.roleRoom):len(r.roleRoom)]
		}
		r.existing(e.Begin, rt.Terms)
	}
	e.Roles = r.shared(roles)
	r.multitude(e, d)
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		spec := act.Roles[role]
		if spec.Has && !spec.Optional && !d.Broken && e.Roles[role] == nil && !r.isWritten(d, role) {
			r.error("E0216", d.Phrase.Span, "add `"+role.String()+"` and "+dueIn(r.vocab, act, role), "%s needs its role `%s`", act.Name, role)
		}
	}
}

// shared finds roles among those of earlier entries, or keeps a copy of them: a record
// has few different ones.
func (r *resolver) shared(roles *Roles) *Roles {
	key := r.roleKey[:0]
	for role, list := range roles {
		if list == nil {
			continue
		}
		key = binary.LittleEndian.AppendUint32(append(key, byte(role)), uint32(len(list)))
		for _, e := range list {
			key = binary.LittleEndian.AppendUint16(key, uint16(e))
		}
	}
	r.roleKey = key
	if had := r.roleTable[string(key)]; had != nil {
		return had
	}
	kept := new(Roles)
	for role, list := range roles {
		if list != nil {
			kept[role] = append(r.newEntities(len(list)), list...)
		}
	}
	r.roleTable[string(key)] = kept
	return kept
}

func dueIn(v *charter.Vocabulary, act *charter.Act, role syntax.Role) string {
	if act.BuiltIn && role == syntax.On {
		return "the label of an entry"
	}
	if k := act.Roles[role].Kind; k != 0 {
		return "the code of a " + v.Kinds[k].Name
	}
	return "a code"
}

func (r *resolver) isWritten(d *syntax.Entry, role syntax.Role) bool {
	for i := range d.Phrase.Roles {
		if d.Phrase.Roles[i].Role == role {
			return true
		}
	}
	return false
}

func rolesHint(a *charter.Act) string {
	names := a.RoleNames()
	if len(names) == 0 {
		return a.Name + " has no roles"
	}
	return a.Name + " has `" + strings.Join(names, "`, `") + "`"
}

// voteLabel refuses anything but one label after `on`. It is tied later, when
// all labels are known.
func (r *resolver) voteLabel(d *syntax.Entry, rt *syntax.RoleTerms) {
	for i, id := range rt.Terms {
		if id.IsCode() || i > 0 {
			r.error("E0312", id.Span, "name the entry of the motion by its label: give it an `id`", "%s is on the label of one entry", d.Phrase.Act.Name)
			return
		}
	}
}

// entityList resolves a run of codes. A code that stands there twice is kept
// once.
func (r *resolver) entityList(ids []syntax.Ident, kind charter.KindID, where string) []charter.EntityID {
	if len(ids) == 0 {
		return nil
	}
	return r.addEntities(r.newEntities(len(ids)), ids, kind, where)
}

// addEntities is entityList at the end of what stands in a list.
func (r *resolver) addEntities(list []charter.EntityID, ids []syntax.Ident, kind charter.KindID, where string) []charter.EntityID {
	before := len(list)
	for _, id := range ids {
		if !id.IsCode() {
			r.error("E0312", id.Span, "a record names states and organs by their codes", "%s is no entity", id.Name)
			continue
		}
		e, ok := r.entities[id.Name]
		if !ok {
			hint := ""
			if !r.full("E0201") {
				hint = r.vocab.EntityHint(id.Name)
			}
			r.error("E0201", id.Span, hint, "there is no entity %s", id.Name)
			continue
		}
		if !r.vocab.IsKind(e, kind) && r.vocab.Entities[e].Kind != 0 { // of no kind: that has been complained of
			r.error("E0217", id.Span, "name another, or widen the kind in the vocabulary", "%s is %s, and %s is due after `%s`", id.Name,
				article(r.vocab.Kinds[r.vocab.Entities[e].Kind].Name), article(r.vocab.Kinds[kind].Name), where)
		}
		if slices.Contains(list[before:], e) {
			r.error("E0313", id.Span, "name it once", "%s stands twice after `%s`", id.Name, where)
			continue
		}
		list = append(list, e)
	}
	return list
}

func article(noun string) string {
	if noun != "" && strings.IndexByte("aeiou", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}

func (r *resolver) numbers(e *Entry, d *syntax.Entry) {
	if len(d.Phrase.Numbers) == 0 {
		return
	}
	e.Numbers = r.newNumbers(len(d.Phrase.Numbers))
	for i := range d.Phrase.Numbers {
		n := &d.Phrase.Numbers[i]
		id, ok := r.vocab.FindNumber(n.Name.Name)
		if !ok {
			hint := "declare it in the vocabulary: number " + n.Name.Name
			if r.full("E0203") {
				hint = ""
			} else if c := diag.Closest(n.Name.Name, r.vocab.NumberNames()); c != "" {
				hint = "did you mean " + c + "?"
			}
			r.error("E0203", n.Name.Span, hint, "there is no number %s", n.Name.Name)
			continue
		}
		have := r.vocab.Numbers[id]
		if n.Unit.Name != "" && n.Unit.Name != have.Unit {
			unit := "has no unit"
			if have.Unit != "" {
				unit = "is counted in " + have.Unit
			}
			r.error("E0218", n.Unit.Span, "", "%s %s, not in %s", have.Name, unit, n.Unit.Name)
		}
		if slices.ContainsFunc(e.Numbers, func(x Number) bool { return x.Number == id }) {
			r.error("E0311", n.Span, "keep one of the two; a doubt is written 63..150", "%s is given twice", n.Name.Name)
			continue
		}
		e.Numbers = append(e.Numbers, Number{id, n.Range, r.isSpread(n.Span)})
	}
}

// isSpread reports whether a number is written as a range.
func (r *resolver) isSpread(s syntax.Span) bool {
	return s.From >= 0 && int(s.To) <= len(r.src) && s.From < s.To && bytes.Contains(r.src[s.From:s.To], []byte(".."))
}

func (r *resolver) attributes(e *Entry, d *syntax.Entry) {
	e.Accounts = r.entityList(d.Accounts, 0, "account")
	for _, a := range e.Accounts {
		r.accounts[a] = true
	}
	e.Claim = d.Claim
	e.DeniedBy = r.entityList(d.DeniedBy, 0, "denied by")
	e.SaidBy, e.Through = r.saying(&d.Saying)
	e.Sources = r.cited(d.Sources)
	for _, n := range d.Notes {
		e.Notes = append(e.Notes, n.Value)
	}
	e.Limited, e.Failed = d.Limited, d.Failed
	for _, m := range d.Adopting {
		e.Adopting = append(e.Adopting, m.Name)
	}
	if e.HasTally = d.HasTally; e.HasTally {
		r.tally(e, d)
	}
}

// saying resolves who said something, and through whom.
func (r *resolver) saying(d *syntax.Saying) (by string, through []string) {
	by = d.SaidBy.Value
	if d.SaidCode.Name != "" {
		r.entityList([]syntax.Ident{d.SaidCode}, 0, "said by")
		by = d.SaidCode.Name
	}
	for _, id := range d.Through {
		if !r.isQuoted(id) {
			r.cite(id)
		}
		through = append(through, id.Name)
	}
	return by, through
}

// cited finds the sources of a list.
func (r *resolver) cited(ids []syntax.Ident) (list []*Source) {
	for _, id := range ids {
		if s := r.cite(id); s != nil {
			list = append(list, s)
		}
	}
	return list
}

func (r *resolver) tally(e *Entry, d *syntax.Entry) {
	e.Ayes = r.entityList(d.Ayes, 0, "ayes")
	e.Noes = r.entityList(d.Noes, 0, "noes")
	e.Abstaining = r.entityList(d.Abstaining, 0, "abstaining")
	e.Absent = r.entityList(d.Absent, 0, "absent")
	r.existing(e.Begin, d.Ayes, d.Noes, d.Abstaining, d.Absent)
	voted := map[charter.EntityID]bool{}
	for _, list := range [][]syntax.Ident{d.Ayes, d.Noes, d.Abstaining, d.Absent} {
		here := map[charter.EntityID]bool{}
		for _, id := range list {
			v := r.entities[id.Name]
			if v != 0 && voted[v] && !here[v] {
				r.error("E0313", id.Span, "let each state vote once", "%s votes twice", id.Name)
			}
			here[v] = true
		}
		for v := range here {
			voted[v] = true
		}
	}
}

func (r *resolver) isQuoted(id syntax.Ident) bool {
	return int(id.From) < len(r.file.Src) && id.From >= 0 && r.file.Src[id.From] == '"'
}

// cite finds a source that an entry names.
func (r *resolver) cite(id syntax.Ident) *Source {
	s := r.sources[id.Name]
	if s == nil {
		hint := "declare it: source " + id.Name + ` "..."`
		var names []string
		if !r.full("E0307") {
			names = slices.Sorted(keys(r.sources))
		}
		if c := diag.Closest(id.Name, names); c != "" {
			hint = "did you mean " + c + "?"
		}
		r.error("E0307", id.Span, hint, "the source %s is not declared", id.Name)
		return nil
	}
	s.used = true
	return s.Source
}

// phraseText is the date and the phrase as the file has them, in one line.
func (r *resolver) phraseText(d *syntax.Entry) string {
	from, to := d.Date.From, d.Phrase.To
	if from < 0 || to > int32(len(r.src)) || from >= to {
		return ""
	}
	s := r.folded(r.src[from:to])
	for _, n := range d.Phrase.Numbers {
		if n.From >= to && n.To <= int32(len(r.src)) {
			s += " " + fold(string(r.src[n.From:n.To]))
		}
	}
	return s
}

// foldedRoom is how much of what entries say is kept in one piece.
const foldedRoom = 1 << 16

// folded is fold of what an entry says. All entries have two blanks after the date,
// so that hardly one is on one line as it stands.
func (r *resolver) folded(s []byte) string {
	for _, c := range s {
		if c >= 0x80 || c == '#' || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return fold(string(s)) // rare: a comment, or blanks of other alphabets
		}
	}
	if r.foldedText.Cap()-r.foldedText.Len() < len(s) {
		r.foldedText = strings.Builder{} // what was cut from the old one stays
		r.foldedText.Grow(max(len(s), min(foldedRoom, r.slab*64)))
	}
	start := r.foldedText.Len()
	for from := 0; from < len(s); {
		if s[from] <= ' ' {
			from++
			continue
		}
		to := from + 1
		for to < len(s) && s[to] > ' ' {
			to++
		}
		if r.foldedText.Len() > start {
			r.foldedText.WriteByte(' ')
		}
		r.foldedText.Write(s[from:to])
		from = to
	}
	return r.foldedText.String()[start:]
}

// fold puts a stretch of a file on one line, without its comments.
func fold(s string) string {
	if !strings.ContainsAny(s, "\n\r\t#") && !strings.Contains(s, "  ") {
		return s
	}
	var b bytes.Buffer
	for line := range strings.Lines(s) {
		line, _, _ = strings.Cut(line, "#")
		for _, w := range strings.Fields(line) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
		}
	}
	return b.String()
}
