package syntax

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"casus/diag"
)

const (
	maxDepth  = 200  // nested brackets, nots and minuses
	maxChain  = 2000 // conditions joined by and, or, or a comma; terms of a sum
	maxErrors = 200  // diagnostics of one file
	lookahead = 3    // tokens a parser looks past the current one
)

// parser reads tokens by recursive descent. After an error its current kind is
// tkStop, which fits nowhere, so that every loop and every expectation gives
// way in silence up to the level that knows where to go on (sync).
type parser struct {
	path string
	src  []byte
	text string // src, for names that need no copy; empty when streaming
	base int32  // the offset of src in its file, when streaming
	// windowed says that src is a window of a file: what is found out about a
	// token is lost when it is read again in the next.
	windowed bool
	midLine  bool // the window begins behind other words of a line

	toks []token
	pos  int
	kind kind // of toks[pos], or tkStop
	bad  bool

	depth      int
	lastNumber int // where the name of the last number of a phrase stands, or -1
	synced     int // where the parser last found its feet, or -1

	diags  []diag.Diagnostic
	full   bool // maxErrors reached
	failed bool // an error was reported since it was last cleared
	mem    memory
}

// Parse reads a file. It always returns a File with what could be read;
// diagnostics come in the order of their places.
func Parse(path string, src []byte) (*File, []diag.Diagnostic) {
	f := &File{Path: path, Src: src}
	p := &parser{path: path, src: src, lastNumber: -1}
	if d, bad := refuse(path, src); bad {
		f.faulty = true
		return f, []diag.Diagnostic{d}
	}
	p.text = string(src)
	s := scanner{src: src, path: path, report: p.report, toks: make([]token, 0, len(src)/5+8)}
	if bytes.HasPrefix(src, byteOrderMark) {
		s.pos = len(byteOrderMark)
	}
	s.scan()
	p.begin(s.toks, len(src))
	p.file(f)
	f.tokens = p.toks[:len(p.toks)-lookahead-1]
	for _, c := range s.comments {
		f.Comments = append(f.Comments, Comment{c, p.text[c.From:c.To]})
	}
	diag.Sort(p.diags)
	f.faulty = diag.HasErrors(p.diags)
	return f, p.diags
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// begin sets the parser before the first of the tokens; end is where the text
// ends. The tokens are padded so that looking ahead needs no care.
func (p *parser) begin(toks []token, end int) {
	for range lookahead + 1 {
		toks = append(toks, token{from: int32(end), to: int32(end), kind: tkEOF})
	}
	p.toks, p.pos, p.kind, p.bad = toks, 0, toks[0].kind, false
	p.synced = -1
}

// refuse finds what makes a file unreadable as a whole.
func refuse(path string, src []byte) (diag.Diagnostic, bool) {
	d := diag.Diagnostic{Place: diag.Place{File: path, Src: src}}
	at := func(n int) { d.Place.From, d.Place.To = int32(n), int32(min(n+1, len(src))) }
	if int64(len(src)) >= math.MaxInt32 {
		d.Code, d.Summary = "E0111", "the file is larger than two gigabytes"
		d.Hint = "split the record into several files"
		d.Place.Src = nil
		return d, true
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		at(i)
		d.Code, d.Summary = "E0103", "the file holds a zero byte and is no text"
		d.Hint = "save it as plain text in UTF-8"
		return d, true
	}
	if !utf8.Valid(src) {
		at(firstInvalid(src))
		d.Code, d.Summary = "E0102", "the file is not UTF-8 text: here stands a byte that no character begins with"
		d.Hint = "save it as plain text in UTF-8"
		return d, true
	}
	return d, false
}

func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return len(src)
}

// ---- moving on ------------------------------------------------------------------

func (p *parser) next() {
	if p.bad {
		return
	}
	if p.kind != tkEOF {
		p.pos++
	}
	p.kind = p.toks[p.pos].kind
}

// peek is the kind n tokens ahead.
func (p *parser) peek(n int) kind {
	if p.bad {
		return tkStop
	}
	return p.toks[p.pos+n].kind
}

// accept takes the token if it is of the kind.
func (p *parser) accept(k kind) bool {
	if p.kind != k {
		return false
	}
	p.next()
	return true
}

// here is the current token, also after an error.
func (p *parser) here() *token { return &p.toks[p.pos] }

// bytes are the current token's.
func (p *parser) bytes() []byte { t := p.here(); return p.src[t.from:t.to] }

// spells reports whether the current token is a free word spelt so: the fixed
// words that are read by place.
func (p *parser) spells(word string) bool {
	return p.kind == tkName && string(p.bytes()) == word
}

// spellsNext is spells of the token behind it.
func (p *parser) spellsNext(word string) bool {
	if p.bad {
		return false
	}
	t := p.toks[p.pos+1]
	return t.kind == tkName && string(p.src[t.from:t.to]) == word
}

func (p *parser) mark(m mark) { p.here().mark = m }
func (p *parser) gap(g gap)   { p.here().gap = g }

// spanOf is a token's place in its file.
func (p *parser) spanOf(t *token) Span { return Span{t.from + p.base, t.to + p.base} }

// since is the span from the token at index start up to the last one taken.
func (p *parser) since(start int) Span {
	from := p.toks[start]
	if p.pos <= start {
		return Span{from.from + p.base, from.from + p.base}
	}
	return Span{from.from + p.base, p.toks[p.pos-1].to + p.base}
}

// str is the text of a token. When streaming it is looked up among the last
// names met, so that nothing is copied twice and nothing pins the window.
func (p *parser) str(t *token) string {
	if p.text != "" {
		return p.text[t.from:t.to]
	}
	return p.mem.names.get(p.src[t.from:t.to], t.hash)
}

func (p *parser) ident() Ident {
	t := p.here()
	id := Ident{p.spanOf(t), p.str(t)}
	p.next()
	return id
}

// ---- errors ---------------------------------------------------------------------

func (p *parser) place(t *token) diag.Place {
	return diag.Place{File: p.path, Src: p.src, From: t.from, To: t.to}
}

func (p *parser) placeOf(s Span) diag.Place {
	return diag.Place{File: p.path, Src: p.src, From: s.From - p.base, To: s.To - p.base}
}

// report keeps a diagnostic; the parser goes on.
func (p *parser) report(d diag.Diagnostic) {
	p.failed = true
	if n := len(p.diags); p.full || n > 0 && p.diags[n-1].Place.From == d.Place.From && followsFrom[d.Code] {
		return
	}
	if len(p.diags) == maxErrors {
		p.full = true
		d = tooMany(d.Place)
	}
	p.diags = append(p.diags, d)
}

// followsFrom are the codes that say nothing new about a place at which an
// error has just been reported.
var followsFrom = map[string]bool{"E0101": true, "E0118": true, "E0119": true, "E0120": true}

func tooMany(at diag.Place) diag.Diagnostic {
	return diag.Diagnostic{Code: "E0126", Severity: diag.Note, Place: at,
		Summary: fmt.Sprintf("there are more than %d errors: the others are not shown", maxErrors)}
}

// tooEarly is what is said where a text ends in the middle of something.
const tooEarly = "the text ends too early"

// stop reports an error at the current token after which the parser must find
// its feet again. Errors that follow from it are not reported.
func (p *parser) stop(code, summary, expected, hint string) {
	if p.bad {
		return
	}
	switch p.kind {
	case tkBad, tkMixed: // the scanner has spoken already
	case tkEOF:
		at := diag.Place{File: p.path, Src: p.src, From: p.here().from, To: p.here().from}
		if p.pos > 0 {
			at = p.place(&p.toks[p.pos-1])
			at.From = at.To
		}
		p.report(diag.Diagnostic{Code: code, Summary: tooEarly, Expected: expected, Hint: hint, Place: at})
	default:
		p.report(diag.Diagnostic{Code: code, Summary: summary, Expected: expected, Hint: hint, Place: p.place(p.here())})
	}
	p.failed = true
	p.bad, p.kind = true, tkStop
}

// sync ends the state after an error: it skips to the next token at which
// something begins that ok knows.
func (p *parser) sync(ok func() bool) {
	if !p.bad {
		return
	}
	p.bad = false
	p.kind = p.here().kind
	p.depth, p.lastNumber = 0, -1
	if p.pos == p.synced {
		p.next() // nothing was made of this token the last time
	}
	for p.kind != tkEOF && !ok() {
		p.next()
	}
	p.synced = p.pos
}

// found describes the current token for a message.
func (p *parser) found() string {
	t := p.here()
	text := clipWord(string(p.src[t.from:t.to]))
	switch {
	case t.kind == tkEOF:
		return "the end of the file"
	case t.kind == tkNum:
		return "the number " + text
	case t.kind == tkDay, t.kind == tkMonth:
		return "the date " + text
	case t.kind == tkString:
		return "the text " + text
	}
	return "`" + text + "`"
}

// unexpected reports that the current token has no place here. known are the
// words that would have had one: the nearest is suggested.
func (p *parser) unexpected(expected string, known kindSet) {
	if p.bad {
		return
	}
	if p.suggestNumber() || p.missing(expected, known) {
		return
	}
	if p.kind.isRole() && p.peek(1).isReservedName() && !known.has(p.kind) {
		p.reservedAfterRole()
		return
	}
	if p.kind == tkName {
		if k, _, ok := p.meant(known); ok {
			word := words[k]
			if k == kwCeases {
				word += " to be"
			}
			p.stop("E0119", p.found()+" has no place here", expected, "did you mean `"+word+"`?")
			return
		}
	}
	p.stop("E0101", p.found()+" has no place here", expected, p.remedy())
}

// beginsSomething reports whether a word stands here that begins a clause or
// more on a line of its own: what should stand before it is then missing, and
// the word is not meant as a name.
func (p *parser) beginsSomething() bool { return startsClause.has(p.kind) && p.firstOnLine() }

// suggestNumber looks back at the last number of a phrase: a misspelt clause
// word, as in `wihtin 30 days`, has been read as one.
func (p *parser) suggestNumber() bool {
	if p.lastNumber < 0 || p.pos-p.lastNumber > 4 {
		return false
	}
	t := p.toks[p.lastNumber]
	w := misspelt(string(p.src[t.from:t.to]))
	if w == "" {
		return false
	}
	p.pos = p.lastNumber
	p.kind = t.kind
	p.lastNumber = -1
	p.stop("E0119", p.found()+" is no word of the language", "", "did you mean `"+w+"`?")
	if p.firstOnLine() && !p.windowed {
		p.here().kind = keyword([]byte(w), hashOf(w)) // to go on with it from here
	}
	return true
}

// misspelt is the word of afterPhrase that a word was probably meant to be, or
// "". Of two that are as near, what begins a clause is likelier: `withn` is no
// slip for `with`.
func misspelt(word string) string {
	if w := diag.Closest(word, clauseSet.spelt()); diag.Distance(word, w, 1) == 1 {
		return w
	}
	return diag.Closest(word, afterPhrase)
}

// afterPhrase are the words that can follow a phrase or a condition.
var afterPhrase = setOf(kwWhere, kwWithin, kwUnless, kwWhile, kwMust, kwThen, kwEach, kwSome, kwEffect, kwMinimum, kwCounts,
	kwAlso, kwRefusal, kwPaused, kwJudged, kwBefore, kwAdopted, kwRejected, kwLapsed, kwDecided, kwDecides, kwMoved, kwUntil,
	kwOnce, kwSource, kwNote, kwKnown, kwAccount, kwClaim, kwDenied, kwSaid, kwCorrects, kwDescribes, kwAnswers, kwAyes, kwNoes,
	kwAbstaining, kwAbsent, kwFailed, kwLimited, kwThrough, kwAdopting, kwWithout, kwBecomes, kwCeases, kwJointly, kwExpect,
	kwBy, kwFrom, kwWith, kwAgainst, kwAbout, kwStands, kwWatch, kwAsk, kwBehaviour, kwUpdate, kwReaction, kwMeasure, kwDoes, kwChance,
	kwBan, kwDuty, kwPower, kwProcedure, kwConsequence, kwArticle, kwCharter, kwTest, kwCase, kwRecord, kwGiven).spelt()

func (p *parser) reservedAfterRole() {
	role := p.found()
	p.next()
	if p.beginsSomething() {
		p.stop("E0101", p.found()+" has no place here", "an entity such as RUS, or a variable such as p, after the role "+role, "")
		return
	}
	if k := p.kind; k == kwEach || k == kwSome || k == kwAny || k == kwJointly {
		p.stop("E0101", fmt.Sprintf("%s cannot stand after the role %s", p.found(), role),
			"an entity such as RUS, or a variable such as p",
			"whom a rule binds is a clause of its own: `each party x`, `some party x`, `any party p`")
		return
	}
	p.stop("E0118", fmt.Sprintf("%s is a word of the language and cannot stand after the role %s", p.found(), role),
		"an entity such as RUS, or a variable such as p", "choose another name")
}

func (p *parser) reservedName(what string) {
	p.stop("E0118", fmt.Sprintf("%s is a word of the language and cannot be the name of %s", p.found(), what), "",
		"choose another name, or join it with a second word by a hyphen: `"+string(p.bytes())+"-...`")
}

// expect takes a reserved word or symbol that must stand here.
func (p *parser) expect(k kind) bool {
	if p.accept(k) {
		return true
	}
	p.unexpected("`"+words[k]+"`", setOf(k))
	return false
}

// expectSpelt takes one of the fixed words that are read by place.
func (p *parser) expectSpelt(options ...string) string {
	for _, w := range options {
		if p.kind == tkName && string(p.bytes()) == w || p.kind.isWord() && words[p.kind] == w {
			p.next()
			return w
		}
	}
	if p.bad {
		return ""
	}
	hint := ""
	if p.kind == tkName {
		if w := diag.Closest(string(p.bytes()), options); w != "" {
			hint = "did you mean `" + w + "`?"
		}
	}
	p.stop("E0101", p.found()+" has no place here", oneOf(options), hint)
	return ""
}

// oneOf lists words for a message: `a`, `b` or `c`.
func oneOf(options []string) string {
	var b strings.Builder
	for i, o := range options {
		switch {
		case i == 0:
		case i == len(options)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString("`" + o + "`")
	}
	return b.String()
}

// ---- names ------------------------------------------------------------------------

func (p *parser) atName() bool {
	return p.kind == tkName || p.kind == kwUnanswered || p.kind == tkMixed
}
func (p *parser) atCode() bool { return p.kind == tkCode || p.kind == tkMixed }
func (p *parser) atTerm() bool { return p.atName() || p.kind == tkCode }

// name takes a NAME; what says of what, with its article: "an act".
func (p *parser) name(what string) Ident {
	if p.atName() {
		if p.kind == tkMixed {
			p.caseHint("names are all lower case: `" + strings.ToLower(string(p.bytes())) + "`")
		}
		return p.ident()
	}
	if p.bad {
		return Ident{}
	}
	if p.kind.isReservedName() && !p.kind.isRole() && !p.beginsSomething() {
		p.reservedName(what)
	} else if p.kind == tkCode {
		p.stop("E0122", p.found()+" is written like an entity, and a name is due here", "the name of "+what+", in lower case",
			"names are lower case: `"+strings.ToLower(string(p.bytes()))+"`")
	} else {
		p.unexpected("the name of "+what, kindSet{})
	}
	return Ident{}
}

// code takes a CODE.
func (p *parser) code(what string) Ident {
	if p.atCode() {
		if p.kind == tkMixed {
			p.caseHint("an entity is written by its code, all in upper case: `" + strings.ToUpper(string(p.bytes())) + "`")
		}
		return p.ident()
	}
	if p.bad {
		return Ident{}
	}
	if p.kind == tkString {
		p.stop("E0101", p.found()+" has no place here", what+", in upper case",
			"the code stands without quotes; what it is called comes behind it: `entity EST is state \"Estonia\"`")
		return Ident{}
	}
	if p.kind == tkName {
		p.stop("E0122", p.found()+" is written like a name, and an entity is due here", what+", in upper case",
			"entities are upper case: `"+strings.ToUpper(string(p.bytes()))+"`")
	} else {
		p.unexpected(what+", in upper case", kindSet{})
	}
	return Ident{}
}

// codes takes a run of one or more CODEs.
func (p *parser) codes(what string) []Ident {
	m := p.mem.startIdents()
	p.mem.addIdent(p.code(what))
	for told := false; ; {
		if !p.atCode() {
			if !p.joined(told) {
				break
			}
			told = true
		}
		p.mem.addIdent(p.ident())
	}
	return p.mem.endIdents(m)
}

// names takes a run of one or more NAMEs.
func (p *parser) names(what string) []Ident {
	m := p.mem.startIdents()
	p.mem.addIdent(p.name(what))
	for p.kind == tkName || p.kind == tkMixed {
		p.mem.addIdent(p.ident())
	}
	return p.mem.endIdents(m)
}

// term takes a CODE or a NAME: an entity, a variable, a body.
func (p *parser) term() Ident {
	if p.atTerm() {
		return p.ident()
	}
	p.termExpected("an entity such as RUS, or a variable such as p")
	return Ident{}
}

func (p *parser) termExpected(expected string) {
	if p.bad {
		return
	}
	if p.kind.isReservedName() && !p.beginsSomething() {
		p.stop("E0118", p.found()+" is a word of the language and cannot stand here", expected, "")
		return
	}
	p.unexpected(expected, kindSet{})
}

// terms takes a run of one or more terms.
func (p *parser) terms() []Ident {
	m := p.mem.startIdents()
	p.mem.addIdent(p.term())
	for p.atTerm() {
		p.mem.addIdent(p.ident())
	}
	return p.mem.endIdents(m)
}

// quoted takes a text.
func (p *parser) quoted(what string) Text {
	if p.kind != tkString {
		p.unexpected(what+" in double quotes", kindSet{})
		return Text{}
	}
	return p.takeText()
}

func (p *parser) takeText() Text {
	t := p.here()
	from, to := t.from+1, t.to-1
	if to < from || p.src[t.to-1] != '"' { // not closed: complained of already
		to = t.to
	}
	value := ""
	if p.text != "" {
		value = p.text[from:to]
	} else {
		value = string(p.src[from:to])
	}
	x := Text{p.spanOf(t), unescape(value)}
	p.next()
	return x
}

// title takes a text if one stands here.
func (p *parser) title(g gap) Text {
	if p.kind != tkString {
		return Text{}
	}
	p.gap(g)
	return p.takeText()
}

// deeper guards against texts nested so deeply that reading them would exhaust
// the machine. It returns false once the limit is passed.
func (p *parser) deeper() bool {
	p.depth++
	if p.depth > maxDepth {
		p.stop("E0112", "the condition is nested too deeply here", "",
			fmt.Sprintf("at most %d brackets, nots and minuses may stand within one another", maxDepth))
		return false
	}
	return true
}
