package server_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"casus/library"
	"casus/outlook"
	"casus/report"
	"casus/server"
)

// futuresOf is what the command prints of an outlook.
func futuresOf(t *testing.T, path, name string, runs int64, seed uint64) any {
	t.Helper()
	lib, diags := library.Load([]string{path})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	o, said, err := outlook.Prepare(lib.Folders[0].FindOutlook(name), outlook.Options{})
	if o == nil {
		t.Fatal(said, err)
	}
	study := &outlook.Study{Outlook: o, Runs: runs, Seed: seed}
	st := study.NewState("")
	if err := study.Go(t.Context(), st, 1, nil); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := (report.Futures{Study: study, Summary: study.Summarize(st.Tally)}).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Futures are those of the command, number by number, although they are run in
// other blocks and by several workers; and each picture says what it shows.
func TestFuturesAreThoseOfTheCommand(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{"../cases/csto"}})
	const asked = "/api/v1/cases/csto/outlook?outlook=five-years&runs=130&seed=7"
	w := get(t, h, asked, 200)
	v := object(t, w)
	if want := futuresOf(t, "../cases/csto", "five-years", 130, 7); !reflect.DeepEqual(v["futures"], want) {
		t.Error("the futures are not those of the command")
	}
	if other := futuresOf(t, "../cases/csto", "five-years", 130, 8); reflect.DeepEqual(v["futures"], other) {
		t.Error("another seed gives the same futures")
	}
	pictures := v["pictures"].([]any)
	fans := at(v, "futures", "laws", 0, "fans").([]any)
	if len(pictures) != len(fans)+1 {
		t.Errorf("%d pictures of %d fans and the curves", len(pictures), len(fans))
	}
	for i := range pictures {
		svg, csv := at(pictures, i, "svg").(string), at(pictures, i, "csv").(string)
		if !strings.HasPrefix(svg, "<svg ") || !strings.Contains(svg, "<title id=") || !strings.Contains(svg, "<desc id=") || strings.Count(csv, "\n") < 60 {
			t.Errorf("picture %v: %.200s", at(pictures, i, "name"), svg)
		}
	}
	again := request("GET", asked, nil)
	again.Header.Set("If-None-Match", w.Header().Get("ETag"))
	if w := do(h, again); w.Code != 304 {
		t.Errorf("asked again: %d", w.Code)
	}
}

// Futures end when they are asked to, as those of the command do.
func TestFuturesUntil(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{"../cases/csto"}})
	const asked = "/api/v1/cases/csto/outlook?outlook=five-years&runs=10&until="
	for until, steps := range map[string]float64{"2024": 27, "2023-06": 9, "2023-06-20": 9, "2029-12-31": 87, "": 60} {
		v := object(t, get(t, h, asked+until, 200))
		if got := at(v, "futures", "steps"); got != steps {
			t.Errorf("until %s: %v steps to %v", until, got, at(v, "futures", "ends"))
		}
	}
	if d := detail(t, get(t, h, asked+"2022-01-01", 400)); !strings.Contains(d, "would end before it, on 2022-01-01") {
		t.Error(d)
	}
	if d := detail(t, get(t, h, asked+"soon", 400)); !strings.Contains(d, "until") {
		t.Error(d)
	}
	if d := detail(t, get(t, h, asked+"9000", 400)); !strings.Contains(d, "83739 steps of the outlook, and the server runs 1200 at most") {
		t.Error(d)
	}
}

// A case tells which outlooks it has, and one that has none what to write.
func TestOutlooksAreListed(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{"../cases/csto"}})
	list := at(object(t, get(t, h, "/api/v1/cases/csto", 200)), "outlooks").([]any)
	if len(list) < 2 || at(list, 1, "name") == "" {
		t.Errorf("outlooks: %v", list)
	}
	if d := detail(t, get(t, h, "/api/v1/cases/csto/outlook?outlook=five-year", 404)); !strings.Contains(d, "did you mean five-years?") {
		t.Error(d)
	}
	if d := detail(t, get(t, h, "/api/v1/cases/csto/outlook?charter=csot", 400)); !strings.Contains(d, "there is no scenario and no charter csot") {
		t.Error(d)
	}
	none := small(t)
	if list := at(object(t, get(t, none, api, 200)), "outlooks").([]any); len(list) != 0 {
		t.Errorf("outlooks: %v", list)
	}
	if d := detail(t, get(t, none, api+"/outlook", 404)); !strings.Contains(d, "declares no outlook: write one, `outlook NAME`") {
		t.Error(d)
	}
}

// A future that goes wrong is told at the place in the outlook that made it so.
func TestFutureThatGoesWrong(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact, "outlook.casus": `outlook wrong
  continues pact
  starts 2003-01-01
  runs 2 steps of 1 month
  behaviour raids
    rate 2000000 per 1 month
    does attack by OUT on ARD
`})}})
	v := object(t, get(t, h, api+"/outlook?runs=2", 422))
	if at(v, "diagnostics", 0, "code") != "E0611" || at(v, "diagnostics", 0, "line") != 5.0 || !strings.Contains(v["detail"].(string), "the future explodes") {
		t.Errorf("%v", v)
	}
}
