package report

import (
	"io"
	"path"
	"strings"

	"casus/charter"
	"casus/chronicle"
	"casus/record"
)

// Record is a record to be written for programs.
type Record struct {
	Vocab  *charter.Vocabulary
	Record *record.Record
	Folder string // paths are given below it
	// Findings counts the findings that come from each event, by the index of
	// the entry first written of it.
	Findings map[int]int
}

type entryJSON struct {
	Index     int          `json:"index"`
	At        string       `json:"at"`
	Path      string       `json:"path"`
	Line      int          `json:"line"`
	Label     string       `json:"label"`
	Date      datesJSON    `json:"date"`
	End       *datesJSON   `json:"end"`
	When      string       `json:"when"`
	Written   string       `json:"written"`
	Phrase    string       `json:"phrase"`
	Title     string       `json:"title"`
	Act       string       `json:"act"`
	Category  string       `json:"category"`
	Grave     bool         `json:"grave"`
	Formal    bool         `json:"formal"`
	Roles     []rolesJSON  `json:"roles"`
	Numbers   []numberJSON `json:"numbers"`
	Known     string       `json:"known"`
	Accounts  []string     `json:"accounts"`
	Claim     bool         `json:"claim"`
	DeniedBy  []string     `json:"deniedBy"`
	SaidBy    string       `json:"saidBy"`
	Through   []string     `json:"through"`
	Sources   []string     `json:"sources"`
	Notes     []string     `json:"notes"`
	Corrects  *int         `json:"corrects"`
	Corrected bool         `json:"corrected"`
	Retracted bool         `json:"retracted"`
	Describes *int         `json:"describes"`
	Answers   *int         `json:"answers"`
	Event     int          `json:"event"`
	Findings  int          `json:"findings"`
}

type numberJSON struct {
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Value string `json:"value"`
}

type retractionJSON struct {
	Entry   int      `json:"entry"`
	Known   string   `json:"known"`
	Title   string   `json:"title"`
	Sources []string `json:"sources"`
	At      string   `json:"at"`
}

// SourceJSON is a source as programs read it.
type SourceJSON struct {
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Author    string     `json:"author"`
	Outlet    string     `json:"outlet"`
	Published *datesJSON `json:"published"`
	Copies    string     `json:"copies"`
	Entries   int        `json:"entries"`
	At        string     `json:"at"`
}

// Sources lists the sources with how many entries rest on each.
func (x Record) Sources() []SourceJSON {
	n := map[*record.Source]int{}
	for _, e := range x.Record.Entries {
		for _, s := range e.Sources {
			n[s]++
		}
	}
	out := []SourceJSON{}
	for _, s := range x.Record.Sources {
		j := SourceJSON{Name: s.Name, Title: s.Title, Author: s.Author, Outlet: s.Outlet, Entries: n[s], At: lineOf(s.Pos)}
		if s.HasPublished {
			j.Published = someDates(s.Published)
		}
		if s.Copies != nil {
			j.Copies = s.Copies.Name
		}
		out = append(out, j)
	}
	return out
}

// index is that of another entry; nothing where there is none.
func index(i int) *int {
	if i < 0 {
		return nil
	}
	return &i
}

func (x Record) entry(e *record.Entry) entryJSON {
	v := x.Vocab
	act := v.Acts[e.Act]
	line, _ := e.Pos.Position(e.Pos.From)
	j := entryJSON{Index: e.Index, At: entryPlace(e), Path: Below(x.Folder, e.Pos.File), Line: line, Label: e.Label, Date: dates(e.Begin), When: e.When(),
		Written: e.Written, Phrase: record.PhraseOf(v, e), Title: e.Title, Act: act.Name, Category: chronicle.Category(v, e.Act), Grave: act.Grave,
		Formal: act.Formal, Roles: entryRoles(v, e), Numbers: []numberJSON{}, Known: e.Known.String(), Accounts: entityCodes(v, e.Accounts), Claim: e.Claim,
		DeniedBy: entityCodes(v, e.DeniedBy), SaidBy: e.SaidBy, Through: listed(e.Through), Sources: sourceNames(e.Sources), Notes: listed(e.Notes),
		Corrects: index(e.Corrects), Describes: index(e.Describes), Answers: index(e.Answers), Event: e.Happening, Findings: x.Findings[e.Happening]}
	if e.Lasted {
		j.End = &datesJSON{e.End.Lo.String(), ""}
		if until := day(e.End.Hi); until != nil {
			j.End.Hi = *until
		}
	}
	for _, n := range e.Numbers {
		j.Numbers = append(j.Numbers, numberJSON{v.Numbers[n.Number].Name, v.Numbers[n.Number].Unit, n.Range.String()})
	}
	return j
}

// WriteJSON writes a record for programs, with everything that was ever written
// in it.
func (x Record) WriteJSON(w io.Writer) error {
	rec := x.Record
	entries, retractions := []entryJSON{}, []retractionJSON{}
	for _, e := range rec.Entries {
		entries = append(entries, x.entry(e))
	}
	for _, e := range rec.Entries {
		if e.Corrects >= 0 {
			entries[e.Corrects].Corrected = true
		}
	}
	for _, r := range rec.Retractions {
		retractions = append(retractions, retractionJSON{r.Entry, r.Known.String(), r.Title, sourceNames(r.Sources), lineOf(r.Pos)})
		for i, e := range rec.Entries {
			if e.Origin == rec.Entries[r.Entry].Origin {
				entries[i].Retracted = true
			}
		}
	}
	return writeJSON(w, struct {
		Name        string           `json:"name"`
		Title       string           `json:"title"`
		Closed      *string          `json:"closed"`
		Entries     []entryJSON      `json:"entries"`
		Retractions []retractionJSON `json:"retractions"`
		Sources     []SourceJSON     `json:"sources"`
	}{rec.Name, rec.Title, day(rec.Closed), entries, retractions, x.Sources()})
}

// Below is a path as it is below a folder; a path that is not below it stays as
// it is.
func Below(folder, file string) string {
	if folder = path.Clean(folder); folder == "." {
		return file
	}
	return strings.TrimPrefix(file, folder+"/")
}
