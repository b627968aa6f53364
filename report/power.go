package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"casus/charter"
	"casus/docket"
	"casus/power"
	"casus/syntax"
)

// Powers are the ballots of one charter on a day.
type Powers struct {
	Charter, Title string
	Docket         *docket.Docket // its day is that of the ballots
	Ballots        []power.Ballot
}

// Write shows how each body decides, then, where its members differ, what each
// of them can do.
func (x Powers) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Charter, x.Title)) + "\n")
	paragraph(&b, s, "on", headAt, x.Docket.AsOf.String(), plain)
	b.WriteString("\n")
	if len(x.Ballots) == 0 {
		paragraph(&b, s, "", headAt, "No body decides anything on that day.", plain)
		_, err := io.WriteString(w, b.String())
		return err
	}
	t := table{indent: 2, columns: []column{{head: "matter", bends: true}, {head: "decides by", bends: true}, {head: "voters", bends: true}, {head: "needs", right: true},
		{head: "can act", right: true}, {head: "block alone", right: true}, {head: "share of each", right: true, bends: true}}}
	for i := range x.Ballots {
		t.add(x.row(&x.Ballots[i])...)
	}
	t.write(&b, s)
	for i := range x.Ballots {
		if v := &x.Ballots[i]; v.Err == nil && !equal(v.Powers) {
			x.members(&b, s, v)
		}
	}
	b.WriteString("\n")
	paragraph(&b, s, "can act", headAt, "the share of all ways of voting in which the matter carries, every voter being for it or against it (Coleman).", dim)
	paragraph(&b, s, "share", headAt, "how often, in all orders in which the voters could come to agree, a member is the one whose vote carries it (Shapley and Shubik).", dim)
	paragraph(&b, s, "voters", headAt, "members of the body; kept out are those whom the matter is about, whoever they are: values are means over who that may be.", dim)
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Powers) row(v *power.Ballot) []cell {
	voters := fmt.Sprint(len(v.Electors) - v.KeptOut)
	if len(v.Electors) < len(v.Members) || v.KeptOut > 0 {
		voters += " of " + strconv.Itoa(len(v.Members))
	}
	row := []cell{{x.matter(v), bold}, {wayWords(v.Decides), plain}, {voters, plain}}
	if v.Err != nil {
		return append(row, cell{}, cell{}, cell{}, cell{v.Err.Error(), dim})
	}
	needs := v.Quota.String()
	each := "differs"
	if equal(v.Powers) {
		each = percent(v.Powers[0].Shapley)
	}
	if v.Least == 0 {
		needs, each = "never carries", "none"
	}
	blocks := 0
	for i := range v.Powers {
		if p := v.Powers[i].Prevent; p != nil && p.Cmp(one) == 0 {
			blocks++
		}
	}
	if blocks == len(v.Powers) {
		blocks -= v.KeptOut
	}
	return append(row, cell{needs, plain}, cell{percent(v.Act), plain}, cell{strconv.Itoa(blocks), plain}, cell{each, plain})
}

var one = big.NewRat(1, 1)

// matter names what comes before the body.
func (x Powers) matter(v *power.Ballot) string {
	if v.Rule == nil {
		return v.Body + " (anything else)"
	}
	return ruleName(v.Rule)
}

func (x Powers) members(b *strings.Builder, s Style, v *power.Ballot) {
	b.WriteString("\n" + s.paint(bold, x.matter(v)) + "\n")
	t := table{indent: 2, columns: []column{{head: "member"}, {head: "Shapley-Shubik", right: true}, {head: "Banzhaf", right: true}, {head: "swings", right: true},
		{head: "can prevent", right: true}, {head: "can initiate", right: true}}}
	for i, e := range v.Electors {
		p := &v.Powers[i]
		t.add(cell{x.Docket.Case.Vocab.Entities[e].Code, bold}, cell{percent(p.Shapley), plain}, cell{percent(p.Banzhaf), plain}, cell{percent(p.Share), plain},
			cell{percent(p.Prevent), plain}, cell{percent(p.Initiate), plain})
	}
	t.write(b, s)
}

// equal reports whether all have the same power.
func equal(list []power.Power) bool {
	return !slices.ContainsFunc(list, func(p power.Power) bool {
		return p.Shapley == nil || p.Shapley.Cmp(list[0].Shapley) != 0 || p.Banzhaf.Cmp(list[0].Banzhaf) != 0
	})
}

// percent is a share to two places, as small as it may be never nought.
func percent(r *big.Rat) string {
	if r == nil {
		return missing
	}
	f, _ := r.Float64()
	if f > 0 && f < 0.00005 {
		return "<0.01%"
	}
	return strconv.FormatFloat(100*f, 'f', 2, 64) + "%"
}

// wayWords is a way of deciding in the words of the language.
func wayWords(d syntax.Decides) string {
	switch d.Method {
	case syntax.Consensus:
		return "consensus"
	case syntax.Unanimity:
		return "unanimity"
	case syntax.SilenceProcedure:
		return "silence"
	case syntax.Majority:
		if d.Base == "present" {
			return "majority of present"
		}
		return "majority"
	case syntax.MajorityOfMembers:
		return "majority of members"
	case syntax.ShareOf:
		share := strconv.FormatInt(d.Share.Num, 10)
		if d.Share.Den == 100 {
			share += "%"
		} else if d.Share.Den > 0 {
			share += "/" + strconv.FormatInt(d.Share.Den, 10)
		}
		return share + " of " + d.Base
	}
	return "no way that the text names"
}

type powersJSON struct {
	Charter string       `json:"charter"`
	Title   string       `json:"title"`
	Day     string       `json:"day"`
	Ballots []ballotJSON `json:"ballots"`
}

type ballotJSON struct {
	Alliance string            `json:"alliance"`
	Rule     *string           `json:"rule"`
	Article  *string           `json:"article"`
	Body     string            `json:"body"`
	Decides  string            `json:"decides"`
	Members  []string          `json:"members"`
	KeptOut  int               `json:"keptOut"`
	Ways     int               `json:"ways"`
	Quota    *string           `json:"quota"`
	Weighed  bool              `json:"weighed"`
	Least    *int              `json:"least"`
	Act      *fraction         `json:"act"`
	Electors []memberPowerJSON `json:"electors"`
	Unknown  *string           `json:"unknown"`
}

type memberPowerJSON struct {
	Code     string    `json:"code"`
	Shapley  *fraction `json:"shapley"`
	Banzhaf  *fraction `json:"banzhaf"`
	Share    *fraction `json:"share"`
	Prevent  *fraction `json:"prevent"`
	Initiate *fraction `json:"initiate"`
}

// fraction is an exact number and what it comes to.
type fraction struct {
	Exact string  `json:"exact"`
	Value float64 `json:"value"`
}

func fractionOf(r *big.Rat) *fraction {
	if r == nil {
		return nil
	}
	f, _ := r.Float64()
	return &fraction{r.RatString(), f}
}

// JSON is the shape that --json prints for one charter.
func (x Powers) JSON() any {
	v := x.Docket.Case.Vocab
	j := powersJSON{Charter: x.Charter, Title: x.Title, Day: x.Docket.AsOf.String(), Ballots: []ballotJSON{}}
	for i := range x.Ballots {
		b := &x.Ballots[i]
		o := ballotJSON{Alliance: allianceName(x.Docket, b.Family), Body: b.Body, Decides: wayWords(b.Decides), Members: codeList(v, b.Members), KeptOut: b.KeptOut,
			Ways: b.Ways, Weighed: b.Weighed, Electors: []memberPowerJSON{}}
		if b.Rule != nil {
			o.Rule, o.Article = &b.Rule.Name, &b.Rule.Article
		}
		if b.Err != nil {
			text := b.Err.Error()
			o.Unknown = &text
		} else {
			quota := b.Quota.String()
			o.Quota, o.Act = &quota, fractionOf(b.Act)
			if b.Least > 0 {
				o.Least = &b.Least
			}
		}
		for k, e := range b.Electors {
			p := memberPowerJSON{Code: v.Entities[e].Code}
			if b.Err == nil {
				q := &b.Powers[k]
				p.Shapley, p.Banzhaf, p.Share = fractionOf(q.Shapley), fractionOf(q.Banzhaf), fractionOf(q.Share)
				p.Prevent, p.Initiate = fractionOf(q.Prevent), fractionOf(q.Initiate)
			}
			o.Electors = append(o.Electors, p)
		}
		j.Ballots = append(j.Ballots, o)
	}
	return j
}

func codeList(v *charter.Vocabulary, es []charter.EntityID) []string {
	list := []string{}
	for _, e := range es {
		list = append(list, v.Entities[e].Code)
	}
	return list
}

// PowersJSON writes several charters' ballots for programs.
func PowersJSON(w io.Writer, list []Powers) error {
	var all []any
	for _, x := range list {
		all = append(all, x.JSON())
	}
	return writeJSON(w, all)
}

// PowersCSV writes one line for each elector of each ballot.
func PowersCSV(w io.Writer, list []Powers) error {
	c := csv.NewWriter(w)
	c.Write([]string{"charter", "day", "alliance", "body", "rule", "article", "decides", "members", "kept out", "quota", "can act", "member",
		"shapley", "shapley exact", "banzhaf", "share of swings", "prevent", "initiate"})
	for _, x := range list {
		for i := range x.Ballots {
			b := &x.Ballots[i]
			rule, article := "", ""
			if b.Rule != nil {
				rule, article = b.Rule.Name, b.Rule.Article
			}
			head := []string{x.Charter, x.Docket.AsOf.String(), allianceName(x.Docket, b.Family), b.Body, rule, article, wayWords(b.Decides), strconv.Itoa(len(b.Members)), strconv.Itoa(b.KeptOut)}
			for k, e := range b.Electors {
				line := append(slices.Clone(head), b.Quota.String(), sixPlaces(b.Act), x.Docket.Case.Vocab.Entities[e].Code)
				if b.Err != nil {
					line = append(slices.Clone(head), missing, missing, x.Docket.Case.Vocab.Entities[e].Code, missing, missing, missing, missing, missing, missing)
				} else {
					p := &b.Powers[k]
					line = append(line, sixPlaces(p.Shapley), p.Shapley.RatString(), sixPlaces(p.Banzhaf), sixPlaces(p.Share), sixPlaces(p.Prevent), sixPlaces(p.Initiate))
				}
				c.Write(line)
			}
		}
	}
	c.Flush()
	return c.Error()
}

func sixPlaces(r *big.Rat) string {
	if r == nil {
		return missing
	}
	return r.FloatString(6)
}
