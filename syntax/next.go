package syntax

import (
	"slices"
	"sort"
	"strings"

	"casus/diag"
)

// Next is what may stand at a place of a text as far as the grammar goes. What
// a name there would mean is left to whoever knows names: the trees tell in
// which part of which clause it would stand.
type Next struct {
	Words []string // reserved words, and the words that are read by their place
	// Readings are the ways to read the text with a name or a code put at the
	// place. A word may begin several things (an act, a variable before `is`),
	// so that there may be several.
	Readings []Reading
}

// Reading is a text with a probe in it.
type Reading struct {
	File  *File
	Probe Span // the name or code that was put in
	Code  bool // it is a code
}

// The probes put at the place.
const (
	probeName = "zzz"
	probeCode = "ZZZ"
)

// probeTails are what may have to follow a name for the parser to make up its
// mind: `killed 1`, `attack by x`, `p is party`, `p becomes party`, `limit of p`.
var probeTails = []string{"", " 1", " by zzz", " is zzz", " becomes zzz", " of zzz"}

// wordTails are what may have to follow a word for it to have its meaning: a
// role before a code, `before` a day, `at least`, `more than`.
var wordTails = []string{"", " ZZZ", " 2001-01-01", " least 1", " most 1", " than 1"}

// placeWords are the words that are read by their place, besides units of time:
// those marked ' in the grammar.
var placeWords = strings.Fields(`above acts asks author base below closed consensus continue continued copies electorate else
force format institution into made majority matters members move nobody order other outlet present published random rule
steps unanimity votes way weights`)

// periodWords are the units of time, read behind a number.
var periodWords = strings.Fields("day days week weeks month months year years")

// Follows tells what may stand at offset at of a text. What stands behind it is
// not looked at: a text being written is whole only up to the place where it is
// written.
func Follows(src []byte, at int) Next {
	at = min(max(at, 0), len(src))
	if _, bad := refuse("", src[:at]); bad {
		return Next{}
	}
	s := scanner{src: src[:at], report: func(diag.Diagnostic) {}}
	s.scan()
	if insideText(&s, at) {
		return Next{}
	}
	x := newProbing(lastPart(s.toks, src[:at]))
	var n Next
	if x.accepts(")") {
		return n // the parser has lost its way before: everything would be right
	}
	for k := kind(0); k < numKinds; k++ {
		if !k.isWord() {
			continue
		}
		if slices.ContainsFunc(wordTails, func(tail string) bool { return x.accepts(words[k] + tail) }) {
			n.Words = append(n.Words, words[k])
		}
	}
	for _, tail := range probeTails {
		for _, probe := range []string{probeName, probeCode} {
			if f, ok := x.read(probe + tail); ok {
				from := int32(len(x.text))
				n.Readings = append(n.Readings, Reading{f, Span{from, from + int32(len(probe))}, probe == probeCode})
			}
		}
	}
	free := x.accepts(probeName)
	for _, w := range slices.Concat(placeWords, periodWords) {
		if !free && x.accepts(w) || w == "nobody" && x.behind("judged", "by") {
			n.Words = append(n.Words, w)
		}
	}
	return n
}

// insideText reports whether a place is within a comment or a text in quotes.
func insideText(s *scanner, at int) bool {
	if n := len(s.comments); n > 0 && int(s.comments[n-1].To) == at {
		return true
	}
	n := len(s.toks)
	if n == 0 || s.toks[n-1].kind != tkString || int(s.toks[n-1].to) < at {
		return false
	}
	t := s.toks[n-1]
	return t.to-t.from < 2 || s.src[t.to-1] != '"'
}

// probing reads the end of a text again and again, each time with another word
// behind it.
type probing struct {
	text   string
	before map[diagAt]bool // what is wrong without that word
}

type diagAt struct {
	code string
	from int32
}

func newProbing(text string) *probing {
	x := &probing{text: text, before: map[diagAt]bool{}}
	_, diags := Parse("", []byte(text))
	s := scanner{src: []byte(text), report: func(diag.Diagnostic) {}}
	s.scan()
	for _, d := range diags {
		// What is said of the last word may be so only because nothing follows.
		if n := len(s.toks); n > 0 && d.Place.From < s.toks[n-1].from {
			x.before[diagAt{d.Code, d.Place.From}] = true
		}
	}
	return x
}

// read parses with more behind the text; ok is false where the grammar has no
// place for it.
func (x *probing) read(more string) (f *File, ok bool) {
	f, diags := Parse("", []byte(x.text+more))
	end := int32(len(x.text) + len(more))
	for _, d := range diags {
		// What is still missing (E0115) can come yet.
		if d.Summary != tooEarly && d.Code != "E0115" && d.Place.From < end && !x.before[diagAt{d.Code, d.Place.From}] {
			return f, false
		}
	}
	return f, true
}

func (x *probing) accepts(more string) bool { _, ok := x.read(more); return ok }

// behind reports whether the text ends with these words.
func (x *probing) behind(list ...string) bool {
	have := strings.Fields(x.text)
	return len(have) >= len(list) && slices.Equal(have[len(have)-len(list):], list)
}

// lastPart is what of a text has a bearing on what may follow: of its
// declarations the last, and of a charter the last article, head or rule, of a
// record the last entry.
func lastPart(toks []token, src []byte) string {
	last := func(set kindSet, after int) int {
		for i := len(toks) - 1; i > after; i-- {
			if set.has(toks[i].kind) && (i == 0 || slices.Contains(src[toks[i-1].to:toks[i].from], '\n')) {
				return i
			}
		}
		return -1
	}
	from := func(i int) string { return string(src[toks[i].from:]) }
	two := func(i int) string { return string(src[toks[i].from:toks[i+1].to]) + "\n" }
	dates := setOf(tkDay, tkMonth, tkNum, kwSource, kwRetract, kwBetween, kwForecast, kwAssessment)
	decl := last(declSet, -1)
	if decl < 0 {
		if i := last(dates, -1); i >= 0 {
			return from(i)
		}
		return string(src)
	}
	if decl+1 >= len(toks) {
		return from(decl)
	}
	part := -1
	switch toks[decl].kind {
	case kwCharter:
		part = last(articleSet, decl+1)
		if part >= 0 && ruleSet.or(setOf(kwBasis)).has(toks[part].kind) {
			if art := last(setOf(kwArticle), decl+1); art >= 0 && art+1 < part {
				return two(decl) + two(art) + from(part)
			}
			part = -1
		}
	case kwVocabulary:
		part = last(vocabSet, decl+1)
	case kwRecord:
		part = last(dates, decl+1)
	case kwTest:
		part = last(dates.or(checkSet), decl+1)
	}
	if part < 0 {
		return from(decl)
	}
	return two(decl) + from(part)
}

// Leaders are the words that begin a declaration, a head, a rule, a clause or
// an attribute: those of which a drafter may ask what they mean.
func Leaders() []string { return leaderSet.spelt() }

var leaderSet = declSet.or(articleSet, clauseSet, vocabSet, checkSet, attributeSet, findingSet,
	setOf(kwExcept, kwDecides, kwUntil, kwOnce, kwIf, kwSource, kwRetract, kwForecast, kwAssessment))

// Misspelt is the word of the language that may follow a phrase for which a
// word was probably a slip, or "" if there is none so near.
func Misspelt(word string) string { return misspelt(word) }

// LeaderBefore is the word before a place that begins the clause around it; it
// has no extent where there is none.
func LeaderBefore(f *File, at int32) (w Span) {
	i := sort.Search(len(f.tokens), func(i int) bool { return f.tokens[i].to > at })
	for i--; i >= 0; i-- {
		if t := f.tokens[i]; leaderSet.has(t.kind) {
			return Span{t.from, t.to}
		}
	}
	return Span{}
}

// IsName reports whether a word can be a NAME: lower case, and not reserved.
func IsName(word string) bool { return scanned(word, tkName) }

// IsCode reports whether a word can be a CODE.
func IsCode(word string) bool { return scanned(word, tkCode) }

// IsNumber reports whether a word is a whole number.
func IsNumber(word string) bool { return scanned(word, tkNum) && !strings.Contains(word, ".") }

// scanned reports whether a text is one word of a kind and nothing else.
func scanned(text string, k kind) bool {
	good := true
	s := scanner{src: []byte(text), report: func(diag.Diagnostic) { good = false }}
	if _, bad := refuse("", s.src); bad {
		return false
	}
	s.scan()
	return good && len(s.toks) == 1 && len(s.comments) == 0 && s.toks[0].kind == k && int(s.toks[0].to) == len(text) && s.toks[0].from == 0
}

// WordAt is the word that a place of a text is in, or directly behind. It has
// no extent where none is there, as in a text in quotes or a comment; reserved
// says whether it is a word of the language.
func WordAt(f *File, at int32) (w Span, reserved bool) {
	i := sort.Search(len(f.tokens), func(i int) bool { return f.tokens[i].from > at })
	for i--; i >= 0 && f.tokens[i].to >= at; i-- {
		if t := f.tokens[i]; t.kind.isWord() || t.kind == tkName || t.kind == tkCode {
			return Span{t.from, t.to}, t.kind.isWord()
		}
	}
	return Span{}, false
}
