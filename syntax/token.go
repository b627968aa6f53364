package syntax

import "strings"

// kind is what a token is: a symbol, a literal, a name, or one of the words
// reserved by the language.
type kind uint8

// The roles come first, so that a role's kind is its Role.
const (
	kwBy kind = iota
	kwOn
	kwTo
	kwFrom
	kwWith
	kwAgainst
	kwFor
	kwAt
	kwAbout

	tkEOF  // the end of the file, or of the window read so far
	tkStop // what a parser sees after an error, until it finds its feet again
	tkBad  // what the scanner has already complained of

	tkName
	tkCode
	tkMixed // a misspelt NAME or CODE, already complained of
	tkNum
	tkDay
	tkMonth
	tkString

	tkDots
	tkComma
	tkEquals
	tkPlus
	tkMinus
	tkTimes
	tkSlash
	tkOpen
	tkClose
	tkPercent

	firstWord
)

// The reserved words, each a kind of its own.
const (
	kwVocabulary = firstWord + iota
	kwCharter
	kwRecord
	kwSource
	kwTest
	kwCase
	kwOutlook
	kwBreach
	kwFulfilment
	kwAdoption
	kwRejection
	kwLapse
	kwExcuse
	kwOpening
	kwUnanswered
	kwVoid
	kwSilence
	kwCollision
	kwUndecided
	kwLate
	kwKind
	kwEntity
	kwEntities
	kwNumber
	kwAct
	kwIncompatible
	kwIs
	kwAre
	kwAny
	kwIn
	kwOptional
	kwGrave
	kwFormal
	kwMutual
	kwDeclares
	kwPlover
	kwCameo
	kwAmends
	kwGoverns
	kwUses
	kwSigned
	kwEffective
	kwParties
	kwSince
	kwStatus
	kwReading
	kwBody
	kwMeasure
	kwDefine
	kwBasis
	kwArticle
	kwRepeals
	kwYields
	kwFinal
	kwOpen
	kwOf
	kwAs
	kwQuorum
	kwDecides
	kwWeigh
	kwVeto
	kwAllows
	kwLimited
	kwExcept
	kwBan
	kwDuty
	kwPower
	kwProcedure
	kwConsequence
	kwWhen
	kwThen
	kwWhere
	kwEach
	kwSome
	kwMust
	kwMay
	kwNever
	kwWithin
	kwUnless
	kwWhile
	kwUntil
	kwOnce
	kwIf
	kwEffect
	kwOpens
	kwMoved
	kwBefore
	kwDecided
	kwAdopted
	kwRejected
	kwLapsed
	kwMinimum
	kwCounts
	kwAlso
	kwAfter
	kwEvery
	kwWithout
	kwCounting
	kwBecomes
	kwCeases
	kwBe
	kwNothing
	kwEntry
	kwJudged
	kwRefusal
	kwPaused
	kwJointly
	kwChoosing
	kwAdopting
	kwKeeping
	kwFixed
	kwAnd
	kwOr
	kwNot
	kwNo
	kwYes
	kwNone
	kwCount
	kwSum
	kwOver
	kwThe
	kwLast
	kwStands
	kwVoted
	kwLeast
	kwMost
	kwMore
	kwLess
	kwThan
	kwDeclared
	kwHighest
	kwLowest
	kwTotal
	kwAverage
	kwBetween
	kwAccount
	kwClaim
	kwDenied
	kwSaid
	kwThrough
	kwKnown
	kwCorrects
	kwDescribes
	kwAnswers
	kwRetract
	kwID
	kwAyes
	kwNoes
	kwAbstaining
	kwAbsent
	kwFailed
	kwNote
	kwThousand
	kwMillion
	kwBillion
	kwExpect
	kwGiven
	kwUnder
	kwReads
	kwContinues
	kwStarts
	kwRuns
	kwBehaviour
	kwUpdate
	kwReaction
	kwChance
	kwDoes
	kwWatch
	kwAsk
	kwRises
	kwFalls
	kwPair
	kwPer
	kwForecast
	kwAssessment
	kwParameter
	kwShock
	kwScenario
	kwRate
	kwLearn
	kwPrior
	kwWeighs
	numKinds
)

// reservedText is the reserved words in the order of their kinds.
const reservedText = `vocabulary charter record source test case outlook
breach fulfilment adoption rejection lapse excuse opening unanswered void silence collision undecided late
kind entity entities number act incompatible is are any in optional grave formal mutual declares plover cameo
amends governs uses signed effective parties since status reading body measure define basis article repeals yields
final open of as quorum decides weigh veto allows limited except
ban duty power procedure consequence when then where each some must may never within unless while until once
if effect opens moved before decided adopted rejected lapsed minimum counts also after every without counting
becomes ceases be nothing entry judged refusal paused jointly choosing adopting keeping fixed
and or not no yes none count sum over the last stands voted least most more less than declared
highest lowest total average
between account claim denied said through known corrects describes answers retract id ayes noes abstaining
absent failed note thousand million billion
expect given under reads continues
starts runs behaviour update reaction chance does watch ask rises falls pair per
forecast assessment
parameter shock scenario rate
learn prior weighs`

// Reserved lists the reserved words in the order of the language.
func Reserved() []string { return strings.Fields(reservedText) }

// words gives the spelling of a kind, for those that have one.
var words = spellings()

func spellings() (w [numKinds]string) {
	for r := Role(0); r < NumRoles; r++ {
		w[r] = r.String()
	}
	for i, s := range strings.Fields(reservedText) {
		w[int(firstWord)+i] = s
	}
	for k, s := range map[kind]string{
		tkDots: "..", tkComma: ",", tkEquals: "=", tkPlus: "+", tkMinus: "-", tkTimes: "*",
		tkSlash: "/", tkOpen: "(", tkClose: ")", tkPercent: "%",
	} {
		w[k] = s
	}
	return w
}

func (k kind) isRole() bool { return k < kind(NumRoles) }

// isWord reports whether the kind is a reserved word, roles included.
func (k kind) isWord() bool { return k >= firstWord || k.isRole() }

// isReservedName reports whether a reserved word may not be a name.
// `unanswered` alone may: it was a free word first, and nothing is read
// wrongly if a rule is called so.
func (k kind) isReservedName() bool { return k.isWord() && k != kwUnanswered }

// A token is a word, number, date, text or symbol of the source, by its place.
// Comments are no tokens.
type token struct {
	from, to int32
	hash     uint32 // of a word
	kind     kind
	mark     mark // what begins here, for the printer
	gap      gap  // how it is set off from the token before it
}

// hashStart and hashStep are FNV-1a, which the scanner computes as it reads.
const (
	hashStart uint32 = 2166136261
	hashPrime uint32 = 16777619
)

func hashOf(s string) uint32 {
	h := hashStart
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * hashPrime
	}
	return h
}

// keywordTable finds reserved words by their hash; slots are probed in order.
const keywordSlots = 1024

type keywordSlot struct {
	text string
	kind kind
}

var keywordTable = fillKeywords()

func fillKeywords() (t [keywordSlots]keywordSlot) {
	for k, s := range words {
		if s == "" || s[0] < 'a' || s[0] > 'z' {
			continue
		}
		i := hashOf(s) % keywordSlots
		for t[i].text != "" {
			i = (i + 1) % keywordSlots
		}
		t[i] = keywordSlot{s, kind(k)}
	}
	return t
}

// keyword returns the kind of a lower-case word: its own if it is reserved,
// else tkName.
func keyword(word []byte, hash uint32) kind {
	for i := hash % keywordSlots; keywordTable[i].text != ""; i = (i + 1) % keywordSlots {
		if keywordTable[i].text == string(word) {
			return keywordTable[i].kind
		}
	}
	return tkName
}

// kindSet is a set of kinds.
type kindSet [4]uint64

func setOf(kinds ...kind) (s kindSet) {
	for _, k := range kinds {
		s[k>>6] |= 1 << (k & 63)
	}
	return s
}

func (s kindSet) has(k kind) bool { return s[k>>6]&(1<<(k&63)) != 0 }

func (s kindSet) or(others ...kindSet) kindSet {
	for _, o := range others {
		for i := range s {
			s[i] |= o[i]
		}
	}
	return s
}

// spelt lists the words of a set in the order of the kinds.
func (s kindSet) spelt() (list []string) {
	for k := kind(0); k < numKinds; k++ {
		if s.has(k) && k.isWord() {
			list = append(list, words[k])
		}
	}
	return list
}
