package outlook

import "casus/diag"

var _ = diag.Register(map[string]string{
	"E0601": "an outlook without a beginning, or without steps",
	"E0602": "a chance that does not lie between 0 and 1, or a rate below 0",
	"E0603": "a measure or parameter of an outlook that nothing reads",
	"E0604": "a behaviour that does what cannot be done in a future",
	"E0605": "a step with more turns than days",
	"E0606": "a range or distribution of a parameter that cannot be",
	"E0607": "a function that there is not, or with the wrong count of numbers",
	"E0608": "a shock that comes outside the time of the outlook",
	"E0609": "a scenario that there is not",
	"E0610": "a clause that an outlook cannot have",
	"E0611": "a future that goes wrong: a chance or rate that is none, or too many acts in a step",
})
