package syntax

// mark says what begins with a token, so that the printer can lay a file out
// without knowing the grammar. The parser sets it.
type mark uint8

const (
	inLine        mark = iota // nothing begins: the token stays on the line
	declLine                  // a declaration
	articleLine               // an article, at the margin
	headLine                  // a head of a charter or article
	basisLine                 // basis "..."
	subLine                   // a part of a head, under its content: `of parties`, `decides by ...`
	asLine                    // an alternative of a definition
	ruleLine                  // a rule
	clauseLine                // a clause of a rule
	itemLine                  // an entry, source or retraction
	attrStart                 // an attribute, which may go to a line of its own
	vocabLine                 // an item of a vocabulary
	vocabWhere                // where, of two incompatible acts
	underLine                 // under or continues, of a test
	checkLine                 // given, as of, expect
	partLine                  // a line of a case or an outlook
	behaviourLine             // behaviour, update or reaction
)

// gap says how a token is set off from the one before it on the same line.
type gap uint8

const (
	gapBlank gap = iota
	gapDate      // two blanks, never a new line: between a date and its act
	gapTight     // nothing between them
	gapWide      // two blanks: the next group of an entry or of a vocabulary's line
	gapSoft      // a blank, or a new line where the line would be too long
	gapText      // a text that explains: a blank, or a new line
	gapName      // the name that a block of lines aligns on follows
	gapItem      // a blank; or, where the line is too long, a new line before every such token
	gapBreak     // always a new line under the content
)
