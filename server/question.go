package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"casus/inquiry"
)

// question is what is asked of a case.
type question struct {
	found
	query    url.Values
	charters []string
	view     inquiry.View
	filter   inquiry.Filter
}

// The words by which a question says how a case is looked at, and which
// findings it wants.
var (
	viewWords   = []string{"asof", "asknown", "account", "reading"}
	filterWords = []string{"kind", "state", "article", "rule", "certainty", "all"}
)

// words puts lists of words together.
func words(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// ask reads a question, which knows the words listed.
func (s *Server) ask(r *http.Request, known ...string) (*question, error) {
	f, err := s.find(r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &problem{status: http.StatusBadRequest, detail: "what stands behind the ? is not well formed"}
	}
	if err := only(q, known...); err != nil {
		return nil, err
	}
	x := &question{found: f, query: q, charters: many(q, "charter"), view: inquiry.View{AsOf: q.Get("asof"), AsKnown: q.Get("asknown"),
		Accounts: many(q, "account"), Readings: given(q["reading"])}}
	x.filter = inquiry.Filter{Kinds: many(q, "kind"), State: q.Get("state"), Article: q.Get("article"), Rule: q.Get("rule"), Certainty: q.Get("certainty")}
	x.filter.All, err = yes(q, "all")
	return x, err
}

// many are the values of a word that may be given several times, or once with
// commas.
func many(q url.Values, name string) []string {
	var out []string
	for _, v := range q[name] {
		out = append(out, given(strings.Split(v, ","))...)
	}
	return out
}

// given drops what is empty.
func given(list []string) []string {
	var out []string
	for _, v := range list {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// yes reads a word that is yes or no; a word without a value is yes.
func yes(q url.Values, name string) (bool, error) {
	if !q.Has(name) {
		return false, nil
	}
	v := q.Get(name)
	if v == "" {
		return true, nil
	}
	b, err := strconv.ParseBool(v)
	if err != nil {
		return false, &problem{status: http.StatusBadRequest, detail: name + " " + v + ": it is true or false"}
	}
	return b, nil
}

// number reads a whole number within bounds.
func number(q url.Values, name string, usual, least, most int) (int, error) {
	v := q.Get(name)
	if v == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		return 0, &problem{status: http.StatusBadRequest, detail: name + " " + v + ": it is a whole number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)}
	}
	return n, nil
}
