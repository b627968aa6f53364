package syntax

// Words are the words of the language by the part they play, for editors that
// colour them: every reserved word is in one of the lists.
type Words struct {
	Declarations []string // vocabulary, charter, record ...
	Rules        []string // ban, duty ...
	Heads        []string // what begins a head, an article or an item of a vocabulary
	Clauses      []string // what begins a clause of a rule, a line of a test or a part of an outlook
	Attributes   []string // what an entry says beside its phrase
	Findings     []string // breach, void ...
	Roles        []string // by, on, to ...
	Operators    []string // and, or, not, is ...
	Constants    []string // yes, no, none, nothing
	Others       []string
	ByPlace      []string // words that are read by their place and are free as names elsewhere
	Units        []string // of time, behind a number
}

var (
	operatorWords = setOf(kwAnd, kwOr, kwNot, kwIs, kwAt, kwLeast, kwMost, kwMore, kwLess, kwThan, kwCount, kwSum, kwOver, kwHighest, kwLowest,
		kwTotal, kwAverage, kwOf)
	constantWords = setOf(kwYes, kwNo, kwNone, kwNothing)
)

// AllWords lists the words of the language.
func AllWords() Words {
	taken := kindSet{}
	take := func(s kindSet) []string {
		for i := range s {
			s[i] &^= taken[i]
		}
		taken = taken.or(s)
		return s.spelt()
	}
	rest := kindSet{}
	for k := kind(0); k < numKinds; k++ {
		if k.isWord() {
			rest = rest.or(setOf(k))
		}
	}
	return Words{
		Declarations: take(declSet),
		Rules:        take(ruleSet),
		Operators:    take(operatorWords),
		Constants:    take(constantWords),
		Roles:        take(roleSet),
		Findings:     take(findingSet),
		Heads:        take(articleSet.or(vocabSet)),
		Clauses:      take(clauseSet.or(checkSet, outlookSet, outlookClauses, setOf(kwExcept, kwUntil, kwOnce, kwIf, kwUnder, kwContinues, kwReads))),
		Attributes:   take(attributeSet.or(setOf(kwRetract, kwForecast, kwAssessment))),
		Others:       take(rest),
		ByPlace:      placeWords,
		Units:        periodWords,
	}
}
