package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casus/server"
)

// pact is a small case whose folder a test may change.
const pact = `vocabulary alliance
  kind state
  entity ARD is state "Ardania"
  entity BOR is state "Boria"
  entity CYL is state "Cylia"
  entity OUT is state "Outland"
  kind alliance institution
  entity PACT is alliance "The Pact"
  number killed
  act attack by state on state grave plover ASSAULT
  act call   by state plover REQUEST
  act help   by state to state plover AID
  act accuse by state on state plover ACCUSE
  act meet   by state with state mutual plover CONSULT
  act leave  by state formal

charter pact "A pact of three"
  governs PACT
  effective 2000-01-01
  parties ARD BOR CYL since 2000-01-01
  reading promptly = 10 days or 3 days or none
    "The text says promptly."

  article 1 "Help"
    basis "SEEN"
    duty help "Owed by all the others"
      when   attack by a on p
      where  p is party, a is not party
      each   party x except p
      must   help by x to p
      within promptly
  article 2 "Leaving"
    power leave
      any party p may leave by p
      effect p ceases to be party

charter reform amends pact "Help only on request"
  effective 2000-01-01
  article 1 "Help on request"
    duty help "Owed once asked"
      when   attack by a on p
      where  p is party, a is not party
      then   call by p within 30 days
      each   party x except p
      must   help by x to p
      within promptly

record events "What happened"
  closed 2002-12-31
  source s1 "A report" outlet "The Courier" published 2001-02-01
  2001-01-05..2001-01-06 attack by OUT on ARD "The attack"
    id raid
    source s1
  2001-01-07 call by ARD
    source s1
  2001-01-09 help by BOR to ARD
    source s1
  2001-02-01 accuse by ARD on CYL account ARD
  2001-03-01 meet by ARD with BOR
  2002-01-01 leave by CYL

case pact "The pact"
  under pact
  reads events

case pact-reform "Had help to be asked for"
  under pact
  under reform
  reads events
`

// folder writes files into a folder of their own and returns its path.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.ToSlash(t.TempDir()) + "/pact"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// start serves paths.
func start(t *testing.T, o server.Options) (*server.Server, http.Handler) {
	t.Helper()
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, s.Handler()
}

func small(t *testing.T) http.Handler {
	t.Helper()
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact})}})
	return h
}

// request makes a request as a browser on this machine would.
func request(method, target string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, target, body)
	r.Host = "127.0.0.1:7070"
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func do(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(t *testing.T, h http.Handler, target string, want int) *httptest.ResponseRecorder {
	t.Helper()
	w := do(h, request("GET", target, nil))
	if w.Code != want {
		t.Fatalf("GET %s: %d, want %d\n%.4000s", target, w.Code, want, w.Body)
	}
	return w
}

// object reads an answer.
func object(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v\n%s", err, w.Body)
	}
	return v
}

func post(t *testing.T, h http.Handler, method, target string, body any, want int) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(body); err != nil {
		t.Fatal(err)
	}
	w := do(h, request(method, target, &b))
	if w.Code != want {
		t.Fatalf("%s %s: %d, want %d\n%s", method, target, w.Code, want, w.Body)
	}
	return w
}

const api = "/api/v1/cases/pact"

// at follows keys and indexes into an answer.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = m[p]
		case int:
			l, ok := v.([]any)
			if !ok || p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func detail(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if k := w.Header().Get("Content-Type"); k != "application/problem+json" {
		t.Fatalf("the answer is %s:\n%s", k, w.Body)
	}
	return at(object(t, w), "detail").(string)
}

func TestDocketIsThatOfTheCommand(t *testing.T) {
	h := small(t)
	v := object(t, get(t, h, api+"/docket", 200))
	var got []string
	for _, f := range v["findings"].([]any) {
		got = append(got, at(f, "phrase").(string))
	}
	want := "fulfilment of help by BOR to ARD, breach of help by CYL to ARD, silence about breach of help, CYL ceases to be party"
	if strings.Join(got, ", ") != want {
		t.Errorf("found %q, want %q", got, want)
	}
	v = object(t, get(t, h, api+"/docket?reading=promptly=none&kind=breach", 200))
	if n := len(v["findings"].([]any)); n != 0 {
		t.Errorf("with no limit there are %d breaches", n)
	}
	v = object(t, get(t, h, api+"/docket?charter=reform&state=CYL", 200))
	if at(v, "case") != "reform" {
		t.Errorf("charter=reform gave the case %v", at(v, "case"))
	}
}

func TestDay(t *testing.T) {
	h := small(t)
	v := object(t, get(t, h, api+"/day?date=2001-01-08", 200))
	owes := map[string]any{}
	for _, s := range v["states"].([]any) {
		if l := at(s, "owes").([]any); len(l) > 0 {
			owes[at(s, "code").(string)] = at(l, 0, "daysLeft")
		}
	}
	if len(owes) != 2 || owes["BOR"] != 7.0 && owes["BOR"] != 8.0 {
		t.Errorf("on that day there owe %v", owes)
	}
	v = object(t, get(t, h, api+"/day?date=2001-02", 200))
	for _, s := range v["states"].([]any) {
		if n := len(at(s, "breaches").([]any)); (n == 1) != (at(s, "code") == "CYL") {
			t.Errorf("%v has %d breaches", at(s, "code"), n)
		}
	}
	if w := get(t, h, api+"/day?asof=soon", 400); !strings.HasPrefix(detail(t, w), "asof soon: a day is written") {
		t.Error(w.Body)
	}
	if n := len(object(t, get(t, h, api+"/timeline?asof=2001-01-31", 200))["marks"].([]any)); n != 3 {
		t.Errorf("at the end of January there are %d marks", n)
	}
	get(t, h, api+"/day?date=2003", 400)
	get(t, h, api+"/day?date=soon", 400)
	get(t, h, api+"/day?lately=-1", 400)
}

func TestTimeline(t *testing.T) {
	v := object(t, get(t, small(t), api+"/timeline", 200))
	if got := at(v, "lanes", 0, "code"); got != "ARD" {
		t.Errorf("the first lane is of %v", got)
	}
	var bars []string
	for _, m := range v["matters"].([]any) {
		bars = append(bars, at(m, "phrase").(string)+": "+at(m, "outcomes", 0, "kind").(string))
	}
	if got := strings.Join(bars, "; "); got != "help by BOR to ARD: fulfilment; help by CYL to ARD: breach" {
		t.Errorf("bars: %s", got)
	}
	for _, l := range v["lanes"].([]any) {
		if at(l, "code") == "CYL" && at(l, "bands", 0, "until") != "2002-01-01" {
			t.Errorf("CYL is a party until %v", at(l, "bands", 0, "until"))
		}
	}
}

func TestNetwork(t *testing.T) {
	h := small(t)
	v := object(t, get(t, h, api+"/network", 200))
	var ties []string
	for _, x := range v["ties"].([]any) {
		ties = append(ties, at(x, "kind").(string)+" "+at(x, "from").(string)+" "+at(x, "to").(string))
	}
	if got := strings.Join(ties, ", "); got != "help BOR ARD, attack OUT ARD, meet ARD BOR" {
		t.Errorf("ties: %s", got)
	}
	v = object(t, get(t, h, api+"/network?account=ARD&from=2001-02&until=2001-02", 200))
	if len(v["ties"].([]any)) != 1 || at(v, "ties", 0, "kind") != "accuse" {
		t.Errorf("by ARD's account in February: %v", v["ties"])
	}
	get(t, h, api+"/network?from=2002&until=2001", 400)
}

func TestWhy(t *testing.T) {
	h := small(t)
	id := at(object(t, get(t, h, api+"/docket?kind=breach", 200)), "findings", 0, "id").(string)
	v := object(t, get(t, h, api+"/why/"+id, 200))
	if at(v, "answers", 0, "proof", "kind") != "finding" || len(at(v, "answers", 0, "proof", "children").([]any)) == 0 {
		t.Errorf("no proof: %v", v)
	}
	get(t, h, api+"/why/breach%20of%20help%20by%20CYL%20to%20ARD", 200)
	w := get(t, h, api+"/why/pact/help/nothing", 404)
	if at(object(t, w), "exists", 0) == nil {
		t.Error("a finding that is not there: what exists is not said")
	}
	get(t, h, api+"/why/breach%20of%20nothing", 400)
	v = object(t, get(t, h, api+"/whynot?rule=help&state=OUT&state=ARD", 200))
	if at(v, "question") != "help OUT ARD" {
		t.Errorf("asked %v", at(v, "question"))
	}
	get(t, h, api+"/whynot", 400)
	get(t, h, api+"/whynot?rule=hlep", 400)
}

func TestTexts(t *testing.T) {
	h := small(t)
	v := object(t, get(t, h, api+"/charters/pact", 200))
	rule := at(v, "articles", 0, "rules", 0)
	if at(rule, "applied") != 2.0 || at(rule, "breached") != 1.0 || at(rule, "silent") != false {
		t.Errorf("the duty: %v", rule)
	}
	if text := at(rule, "text").(string); !strings.HasPrefix(text, "duty help") || !strings.Contains(text, "within promptly") {
		t.Errorf("its text: %q", text)
	}
	if at(object(t, get(t, h, api+"/charters/reform", 200)), "case") != "reform" {
		t.Error("a charter that is not law in the case is not run where it is")
	}
	if w := get(t, h, api+"/charters/pakt", 404); !strings.Contains(detail(t, w), "did you mean pact?") {
		t.Error(w.Body)
	}
	v = object(t, get(t, h, api+"/diff?a=pact&b=reform", 200))
	if len(v["articles"].([]any)) != 1 || v["consequence"] == nil {
		t.Errorf("diff: %v", v)
	}
	if v = object(t, get(t, h, api+"/diff?a=pact&b=reform&structure", 200)); v["consequence"] != nil {
		t.Error("structure: the consequence is there")
	}
	get(t, h, api+"/diff?a=pact", 400)
	get(t, h, api+"/diff?a=pact&b=refrom", 400)
	v = object(t, get(t, h, api+"/compare?reading=promptly=10d&reading=promptly=none", 200))
	if at(v, "variants", 1, "name") != "promptly = none" || len(v["differences"].([]any)) == 0 {
		t.Errorf("compare: %v", v)
	}
	if why := at(v, "differences", 0, "because"); why != "help reads promptly: 10 days against none" {
		t.Errorf("two readings of one law are taken for two laws: %v", why)
	}
	get(t, h, api+"/compare", 400)
}

func TestAccounts(t *testing.T) {
	h := small(t)
	v := object(t, get(t, h, api+"/accounts", 200))
	if at(v, "places", 0, "kind") != "account" {
		t.Errorf("%v", v)
	}
	if v = object(t, get(t, h, api+"/accounts?kind=date,number", 200)); len(v["places"].([]any)) != 0 {
		t.Errorf("kind: %v", v)
	}
	get(t, h, api+"/accounts?kind=dates", 400)
}

func TestCase(t *testing.T) {
	h := small(t)
	v := object(t, get(t, h, "/api/v1/cases", 200))
	if at(v, "cases", 0, "name") != "pact" || at(v, "cases", 1, "name") != "pact-reform" {
		t.Errorf("cases: %v", v)
	}
	v = object(t, get(t, h, api, 200))
	if at(v, "state", "answers") != "current" || at(v, "crises", 0, "phrase") != "attack by OUT on ARD" || at(v, "files", 0, "path") != "pact.casus" {
		t.Errorf("case: %v", v)
	}
	if w := get(t, h, "/api/v1/cases/pakt", 404); !strings.Contains(detail(t, w), "did you mean pact?") {
		t.Error(w.Body)
	}
	v = object(t, get(t, h, api+"/record", 200))
	if n := len(v["entries"].([]any)); n != 6 || at(v, "entries", 0, "findings") == 0.0 {
		t.Errorf("record: %d entries, %v", n, at(v, "entries", 0))
	}
	words := object(t, get(t, h, api+"/words", 200))
	if at(words, "roles", 0) != "by" {
		t.Errorf("words: %v", words)
	}
}
