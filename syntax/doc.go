// Package syntax reads and prints files of the casus language: scanner, parser,
// tree and printer.
//
// [Parse] reads a file and returns its tree with what is wrong in it; the
// parser knows the grammar and nothing else, so that names, kinds and roles are
// left to package charter and the dates of a record to package record.
// [Entries] reads a large record item by item. [Format] lays a file out.
//
// # Words
//
// Blanks and line ends separate words and mean nothing else; # begins a
// comment. A NAME is lower case (help, csto-2002), a CODE upper case (KGZ,
// CSTO-CSC), a STRING stands in double quotes on one line. A DAY is
// 2022-09-14, a MONTH 2022-09; a whole NUM of four digits is a year where a
// date is due. The words in quotes below are reserved, except those marked ',
// which are read by their place and stay free as names. Three words are told
// apart by what follows: a role word is a role only before a CODE or a free
// NAME; `source` opens a source only before a NAME and a STRING; units of time
// are units only behind a number.
//
// # Grammar
//
// Braces repeat, brackets are optional.
//
//	file        = { item } { vocabulary | charter | record | test | case | outlook }
//	item        = entry | retraction | source | forecast | assessment
//
//	point       = DAY | MONTH | NUM
//	onedate     = point | "about" point | "between" point "and" point
//	period      = NUM unit' { NUM unit' }
//	duration    = period | "none" | NAME
//	quantity    = [ "about" ] NUM [ ".." NUM ] [ "thousand" | "million" | "billion" ] [ CODE ]
//	compare     = "at" "least" | "at" "most" | "more" "than" | "less" "than"
//
//	phrase      = NAME { role terms | "without" role } { NAME number }
//	number      = quantity | compare ( quantity | NAME | "(" condition ")" ) | NAME
//	role        = "by" | "on" | "to" | "from" | "with" | "against" | "for" | "at" | "about"
//	terms       = CODE { CODE } | NAME
//	term        = CODE | NAME
//	finding     = [ "undecided" ] [ "late" ] ( kind about
//	            | "void" phrase | "silence" "about" ( phrase | "breach" about )
//	            | "collision" "of" ruleref { role terms } "and" ruleref { role terms } )
//	kind        = "breach" | "fulfilment" | "adoption" | "rejection" | "lapse" | "excuse" | "opening" | "unanswered"
//	about       = { role terms } [ "of" ruleref { role terms } ]
//	ruleref     = ( NAME | "any" rule' | "article" ( NUM | NAME ) ) [ "of" CODE ]
//	change      = term ( "becomes" | "ceases" "to" "be" ) NAME [ "with" term ]
//
//	condition   = or { "," or }
//	or          = and { "or" and }
//	and         = not { "and" not }
//	not         = ( "not" | "no" ) not | comparison
//	comparison  = sum [ "is" [ "not" ] right | "voted" ( "for" | "against" ) ]
//	right       = compare sum | "declared" NAME | NAME [ "with" term ] [ "of" CODE ] | CODE
//	            | NUM [ "%" ] | period | point | "yes" | "no" | "none"
//	sum         = product { ( "+" | "-" ) product }
//	product     = unary { ( "*" | "/" ) unary }
//	unary       = "-" unary | primary
//	primary     = NUM [ "%" ] | period | DAY | MONTH | CODE | "yes" | "no" | "none" | "(" condition ")"
//	            | NAME | NAME "of" term | NAME "(" sum { "," sum } ")"
//	            | phrase [ window ]                             with at least one part
//	            | finding [ window | "stands" ] | ( "before" | "after" ) point | "adopting" NAME
//	            | "count" "of" subject [ window ] | "sum" "of" NAME "over" subject [ window ]
//	            | ( "highest" | "lowest" | "total" | "average" ) NAME "of" status
//	subject     = finding | phrase | status [ "of" CODE ] | "declared" NAME
//	window      = "in" "the" "last" duration | "since" point
//	status      = NAME | "parties"
//
//	vocabulary  = "vocabulary" NAME [ STRING ] { vitem }
//	vitem       = "kind" NAME [ "is" NAME ] [ institution' ] [ STRING ]
//	            | "entities" NAME "are" NAME
//	            | "entity" CODE "is" NAME [ STRING ] [ "since" point ] [ "until" point ] [ continued' "by" CODE ]
//	            | "number" NAME [ "in" term ] [ STRING ]
//	            | "act" NAME [ "is" NAME ] { [ "optional" ] role ( NAME | "any" ) | mark } [ STRING ]
//	            | "incompatible" phrase "and" phrase [ where ]
//	mark        = "grave" | "formal" | "mutual" | "declares" [ "not" ] NAME | "plover" CODE | "cameo" NUM
//
//	charter     = "charter" NAME [ "amends" NAME ] [ STRING ] { head } { article }
//	article     = "article" ( NUM | NAME ) [ STRING ] { head | "basis" STRING | rule }
//	head        = "governs" CODE | "uses" NAME | ( "signed" | "effective" ) point
//	            | "parties" CODE { CODE } [ "since" point ]
//	            | "status" NAME [ "with" status ] [ STRING ]
//	              [ CODE { CODE } [ "with" CODE { CODE } ] [ "since" point ] [ STRING ] ]
//	            | "reading" NAME "=" value { "or" value } [ STRING ]
//	            | "body" NAME [ STRING ] [ "as" CODE ] "of" status [ "except" NAME { NAME } ] [ "quorum" share ] decides
//	              { "weigh" CODE NUM { CODE NUM } | "veto" CODE { CODE } | "allows" "limited" format' } [ STRING ]
//	            | "measure" NAME "of" NAME "=" sum [ STRING ]
//	            | "define" NAME { role NAME } "as" alternative { "as" alternative }
//	            | "repeals" "article" ( NUM | NAME )
//	            | "open" matters' ( continue' | "lapse" | move' )
//	            | "yields" "to" CODE
//	alternative = phrase { "counting" "for" "any" NAME } [ where ]
//	value       = "yes" | "no" | "none" | NUM [ "%" ] | period | DAY | MONTH | NAME
//	decides     = "decides" "by" ( consensus' | unanimity' | "silence" | majority' [ "of" ( members' | present' ) ]
//	            | share "of" ( members' | present' | votes' | weights' ) )
//	share       = NUM [ "/" NUM | "%" ]
//
//	rule        = ban | duty | [ "final" ] power | procedure | consequence
//	ban         = "ban" NAME [ STRING ] [ "any" bearer ] "never" phrase { "or" phrase } [ where ] [ "unless" or ]
//	              [ "also" acts' "under" way' ]
//	duty        = "duty" NAME [ STRING ] "when" triggers [ where ] [ judged ] { "then" step }
//	              [ ( "each" | "some" | "jointly" | "at" "least" NUM "of" ) bearer ]
//	              "must" phrase { "or" phrase } [ where ] [ judged ]
//	              [ "minimum" ( NAME | "count" ) sum ] [ "counts" "once" ] [ "each" "answers" ] [ "within" duration ]
//	              [ "refusal" phrase ] [ "unless" or ] [ "while" or ] [ "paused" "while" or ]
//	power       = "power" NAME [ STRING ] [ "any" bearer ] "may" phrase [ where ] [ "unless" or ] "effect" effects
//	procedure   = "procedure" NAME [ STRING ] [ "opens" "when" triggers [ where ] ]
//	              [ "moved" phrase [ where ] [ "within" duration ] ]
//	              "before" NAME [ "except" term { term } [ "keeping" base' ] ] [ "fixed" electorate' ]
//	              [ "choosing" NAME { NAME } ] [ decides ] [ "within" duration ] [ "decided" phrase ]
//	              [ "adopted" effects ] [ "rejected" effects ] [ "lapsed" effects ]
//	consequence = "consequence" NAME [ STRING ] "when" triggers [ where ] [ "each" bearer ] [ "unless" or ] "effect" effects
//	bearer      = status NAME [ "except" term { term } ] [ where ]
//	where       = "where" condition
//	judged      = "judged" "by" term                            nobody' is a term here
//	step        = triggers [ "within" duration ] [ where ] | "no" phrase "within" duration [ where ]
//	triggers    = trigger { "or" trigger }
//	trigger     = phrase | finding | change | "on" point
//	            | "every" duration ( "from" point | after ) | duration after
//	after       = "after" "entry" into' force'
//	effects     = "nothing" | effect { "," effect }
//	effect      = "excuse" NAME { role terms }
//	            | change [ "after" duration | "on" "entry" into' force' ] [ "for" duration ]
//	              [ "once" or ] [ "until" or ] [ "if" or ] [ "unless" or ]
//
//	record      = "record" NAME [ STRING ] [ "uses" NAME ] [ closed' point ] { item }
//	source      = "source" NAME STRING { published' onedate | author' STRING | outlet' STRING | copies' NAME }
//	entry       = ( onedate | point ".." [ point ] ) NAME { role terms } { attribute }
//	attribute   = STRING | NAME quantity | NAME compare quantity | "id" NAME | "source" NAME | "note" STRING
//	            | "known" point | "account" CODE { CODE } | "claim" | "denied" "by" CODE { CODE }
//	            | said
//	            | ( "corrects" | "describes" | "answers" ) NAME | "adopting" NAME { NAME }
//	            | ( "ayes" | "noes" | "abstaining" | "absent" ) CODE { CODE } | "limited" | "failed"
//	said        = "said" "by" ( STRING | CODE ) { "through" ( STRING | NAME ) }
//	retraction  = "retract" NAME "known" point [ STRING ] { "source" NAME }
//	forecast    = "forecast" NAME STRING made' onedate
//	              { said | "source" NAME | "note" STRING | "chance" NUM [ ".." NUM ] "%" } asks' or "by" point
//	assessment  = "assessment" NAME STRING made' onedate { said | "source" NAME | "note" STRING | "about" CODE { CODE } }
//
//	test        = "test" STRING { under | "continues" NAME } { item } { check }
//	under       = "under" NAME [ "from" point [ "until" point ] ]
//	check       = "given" ( NAME "=" value | "account" CODE | "known" point ) | "as" "of" point
//	            | "expect" [ "no" ] finding [ dated ] | "expect" [ "undecided" ] ( change | comparison ) [ dated ]
//	            | "expect" "no" other' kind | "expect" "nothing" else'
//	dated       = "on" point | "about" point | "between" point "and" point
//	case        = "case" NAME [ STRING ] { under | "reads" ( NAME | STRING ) | "given" NAME "=" value | counts }
//	counts      = "counts" NAME { NAME } "as" NAME [ "from" point [ "until" point ] ]
//
//	outlook     = "outlook" NAME [ STRING ] { oitem }
//	oitem       = under | "continues" NAME | "uses" NAME | "given" NAME "=" value | counts
//	            | "starts" point | "runs" NUM steps' "of" period
//	            | "scenario" NAME [ STRING ] { under }
//	            | "parameter" NAME [ STRING ] "=" sum [ "in" low ".." low ] [ "as" NAME "(" sum { "," sum } ")" ] { "source" NAME }
//	            | "learn" NAME [ "of" [ "pair" "of" ] status [ "of" CODE ] ] [ STRING ] [ "when" triggers [ where ] ] chooser
//	              ( "rate" phrase "per" period | "chance" phrase "within" period ) [ "since" point ] [ "until" point ]
//	              "prior" NAME "(" sum "," sum ")" [ "weighs" sum ]
//	            | "measure" NAME "of" [ "pair" "of" ] status [ "of" CODE ] "=" sum [ "except" CODE NUM { CODE NUM } ]
//	            | "behaviour" NAME [ STRING ] [ "when" triggers [ where ] ] [ chooser ] ( "chance" | "rate" ) sum [ "per" period ] "does" phrase
//	            | "shock" NAME [ STRING ] ( "on" point | "between" point "and" point ) [ chooser ] [ "chance" sum ] [ "does" phrase ]
//	              [ "then" adjust { "," adjust } ]
//	            | "reaction" NAME [ STRING ] "when" triggers [ where ] "then" adjust { "," adjust }
//	            | "update" NAME [ STRING ] [ chooser ] "then" adjust { "," adjust }
//	            | "watch" NAME "=" sum | "ask" NAME "=" or
//	low         = [ "-" ] NUM [ "%" ]
//	chooser     = "each" status NAME [ "of" CODE ] [ "except" term { term } ] [ "in" random' order' ] [ where ]
//	            | "each" "pair" "of" status NAME NAME [ "of" CODE ] [ where ]
//	            | "each" "open" NAME { role NAME } [ where ]
//	adjust      = NAME "of" term [ "with" term ] ( "becomes" sum | ( "rises" | "falls" ) "by" sum [ "not" ( below' | above' ) sum ] )
//
// The grammar has no conflicts as LALR(1): every clause is led by a reserved
// word, and no such word can continue what stands before it. Nothing rests on
// layout.
package syntax
