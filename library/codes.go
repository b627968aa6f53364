package library

import "casus/diag"

var _ = diag.Register(map[string]string{
	"E0401": "a file or folder that does not exist",
	"E0402": "a folder without casus files",
	"E0403": "a file or folder that cannot be read",
	"E0404": "a file that is too large",
	"E0405": "no vocabulary where one is needed",
	"E0406": "several vocabularies, without saying which is used",
	"E0407": "a vocabulary that is not there",
	"E0408": "a link that leads back to a folder above it",
	"E0409": "a test that is under no charter",
	"E0410": "a record that is not there",
	"E0411": "a case that is not there",
	"E0412": "charters or records of different vocabularies in one case",
	"E0413": "two declarations of one name in a folder",
	"E0414": "a case without charters",
	"E0415": "a file that is no casus file",
	"E0416": "a signal of cohesion that there is not, or that is counted twice",
	"E0417": "a state that a test asks for on too many days",
	"E0418": "a docket that would have more findings than can be held",
})
