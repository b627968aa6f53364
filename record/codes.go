package record

import "casus/diag"

var _ = diag.Register(map[string]string{
	"E0301": "a label that no entry has",
	"E0302": "two entries of one label",
	"E0303": "entries that correct or describe each other in a ring",
	"E0304": "two corrections of one entry known on the same day",
	"E0305": "a formal act that is not dated to the day",
	"E0306": "something known before it can have begun",
	"E0307": "a source that is not declared",
	"E0308": "a source that is declared twice",
	"E0309": "a source that nothing cites",
	"E0310": "two entries that say the same",
	"E0311": "a number that an entry gives twice",
	"E0312": "a label where an entity is due, or the other way round",
	"E0313": "an entity that stands twice in one list, or votes twice",
	"E0314": "a correction or retraction known before what it takes back",
	"E0315": "something known after the record was closed",
	"E0316": "an entry older than every text of the case",
	"E0317": "two entries of one day in different files, whose order decides who holds a status",
	"E0318": "sources that copy one another in a ring",
	"E0319": "an entity named on a day on which it does not exist",
	"E0320": "an account that contradicts itself",
	"E0321": "a forecast that the record can never answer",
	"E0326": "a day in doubt by so many years that a date is probably mistyped",
	"E0327": "an entry that tells of too many acts",
})
