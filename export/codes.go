// Package export turns a case into the tables that scholars work with: years
// of members, of pairs of members, events, and sources, with the country codes
// of ISO 3166, the Correlates of War project and Gleditsch and Ward that were
// valid on the day.
package export

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"casus/calendar"
)

// codes.csv holds, for each code that a record may use, the numbers of the two
// state systems with the days for which they are valid. It begins on
// 1946-01-01: no earlier day has a number.
//
//go:embed codes.csv
var codesFile string

// system is one of the two lists of states.
type system string

const (
	cow system = "cow" // Correlates of War, state system membership
	gw  system = "gw"  // Gleditsch and Ward, independent states
)

type codeSpell struct {
	system      system
	number      int32
	from, until calendar.Day // until: the last day; Never while it lasts
}

type codeEntry struct {
	iso3   string
	spells []codeSpell
}

var codeTable = sync.OnceValue(func() map[string]*codeEntry {
	t, err := readCodes(codesFile)
	if err != nil {
		panic("export/codes.csv: " + err.Error()) // held by a test
	}
	return t
})

func readCodes(text string) (map[string]*codeEntry, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	out := map[string]*codeEntry{}
	for i, f := range rows[1:] {
		n, err := strconv.ParseInt(f[4], 10, 32)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		sp := codeSpell{system: system(f[3]), number: int32(n), until: calendar.Never}
		var ok bool
		if sp.from, ok = parseDay(f[6]); !ok {
			return nil, fmt.Errorf("line %d: no day %s", i+2, f[6])
		}
		if f[7] != "" {
			if sp.until, ok = parseDay(f[7]); !ok || sp.until < sp.from {
				return nil, fmt.Errorf("line %d: no last day %s", i+2, f[7])
			}
		}
		e := out[f[0]]
		if e == nil {
			e = &codeEntry{iso3: f[1]}
			out[f[0]] = e
		}
		e.spells = append(e.spells, sp)
	}
	return out, nil
}

func parseDay(s string) (calendar.Day, bool) {
	var y, m, d int
	if _, err := fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d); err != nil {
		return 0, false
	}
	return calendar.Date(y, m, d)
}

// Codes are the codes of one entity on one day; nil where it has none.
type Codes struct {
	ISO3 *string
	COW  *int32
	GW   *int32
}

// CodesOf looks the codes of an entity up. known is false where the table has
// no line for the entity at all.
func CodesOf(code string, day calendar.Day) (c Codes, known bool) {
	e := codeTable()[code]
	if e == nil {
		return c, false
	}
	if e.iso3 != "" {
		c.ISO3 = &e.iso3
	}
	for _, s := range e.spells {
		if s.from > day || day > s.until {
			continue
		}
		n := s.number
		if s.system == cow {
			c.COW = &n
		} else {
			c.GW = &n
		}
	}
	return c, true
}
