// Package ties gathers what states did to one another, pair by pair, and of
// which class it was: PLOVER's verbal and material cooperation and conflict.
package ties

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/record"
	"casus/syntax"
)

// Class is one of the four classes into which PLOVER puts its categories.
type Class int

// The classes; Unclassed is an act whose vocabulary gives no category.
const (
	VerbalCooperation Class = iota
	MaterialCooperation
	VerbalConflict
	MaterialConflict
	Unclassed
)

var classNames = [...]string{"verbal cooperation", "material cooperation", "verbal conflict", "material conflict", "unclassed"}

func (c Class) String() string { return classNames[c] }

var classes = map[string]Class{
	"AGREE": VerbalCooperation, "CONSULT": VerbalCooperation, "SUPPORT": VerbalCooperation,
	"COOPERATE": MaterialCooperation, "AID": MaterialCooperation, "RETREAT": MaterialCooperation, "YIELD": MaterialCooperation, "CONCEDE": MaterialCooperation,
	"REQUEST": VerbalConflict, "DEMAND": VerbalConflict, "ACCUSE": VerbalConflict, "REJECT": VerbalConflict, "THREATEN": VerbalConflict,
	"PROTEST": MaterialConflict, "SANCTION": MaterialConflict, "MOBILIZE": MaterialConflict, "COERCE": MaterialConflict, "ASSAULT": MaterialConflict,
}

// ClassOf is the class of a PLOVER category.
func ClassOf(plover string) Class {
	if c, ok := classes[plover]; ok {
		return c
	}
	return Unclassed
}

// Tie is an act of one entity towards another.
type Tie struct {
	By, Toward charter.EntityID
	Entry      *record.Entry // the last version of the event that counts
	Class      Class
}

// Sure reports whether the act is sure and its day lies within from..until
// whatever its imprecise date turns out to be.
func (t Tie) Sure(from, until calendar.Day) bool {
	return t.Entry.Sure() && from <= t.Entry.Begin.Lo && t.Entry.Begin.Hi <= until
}

// Of lists the acts of common ground that may have begun on a day from..until,
// by whoever acts towards each to, on, with, against, for or from whom; each
// event once for each pair and direction, in the order of the record. An act
// that two do with one another is told both ways.
func Of(d *docket.Docket, from, until calendar.Day) []Tie {
	v := d.Case.Vocab
	type key struct {
		by, toward charter.EntityID
		happening  int
	}
	seen := map[key]bool{}
	var list []Tie
	for _, e := range d.Record.Common() {
		if e.Begin.Hi < from || e.Begin.Lo > until {
			continue
		}
		class := ClassOf(v.Acts[e.Act].Plover)
		for _, roles := range docket.Acts(v, e) {
			for _, b := range others(roles) {
				if k := (key{roles[syntax.By], b, e.Happening}); !seen[k] {
					seen[k] = true
					list = append(list, Tie{roles[syntax.By], b, e, class})
				}
			}
		}
	}
	return list
}

// others are those to, on, with, against, for or from whom somebody acts.
func others(roles [syntax.NumRoles]charter.EntityID) []charter.EntityID {
	if roles[syntax.By] == 0 {
		return nil
	}
	var list []charter.EntityID
	for _, role := range []syntax.Role{syntax.On, syntax.To, syntax.From, syntax.With, syntax.Against, syntax.For} {
		if b := roles[role]; b != 0 && b != roles[syntax.By] && !slices.Contains(list, b) {
			list = append(list, b)
		}
	}
	return list
}
