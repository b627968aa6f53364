package server_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"casus/server"
)

func described(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return doc
}

// What is described can be asked, and what can be asked is described.
func TestRoutesAreDescribed(t *testing.T) {
	s, _ := start(t, server.Options{Paths: []string{"../cases/nato"}})
	var have, want []string
	for _, r := range s.Routes() {
		have = append(have, r.Method+" "+r.Pattern)
	}
	for p, item := range described(t).Paths.Map() {
		for method := range item.Operations() {
			want = append(want, method+" "+p)
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("can be asked:\n%s\nis described:\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

// asked are questions to each route; of each what stands behind /api/v1/cases/.
var asked = []string{
	"", "csto", "csto/check", "csto/words", "csto/record", "csto/accounts", "csto/accounts?kind=denial&state=KGZ",
	"csto/docket", "csto/docket?account=all&all=true&asof=2022", "csto/docket?charter=imankulov-2022&kind=breach,lapse&state=RUS",
	"nato/docket?asknown=2022-10-09&certainty=robust",
	"csto/day", "csto/day?date=2022-10-20&account=ARM", "csto/day?date=2012-06-30&lately=400",
	"csto/timeline", "csto/timeline?account=all", "csto-whole/timeline?asof=2003-12-31",
	"csto/network", "csto/network?from=2022&until=2022&account=KGZ",
	"csto/why/csto-2002/help/RUS-ARM/2022-09-13/breach", "csto/why/" + url.PathEscape("breach of no-force by TJK on KGZ"),
	"csto/whynot?rule=help&state=RUS&state=KGZ&to=2012-12-18",
	"csto/charters/csto-2002", "csto/charters/csto-2010", "csto/charters/imankulov-2022?account=KGZ",
	"csto/diff?a=csto-2002&b=imankulov-2022", "csto/diff?a=csto-2002&b=knyazev-2022&structure=true",
	"csto/compare?charter=csto-2002&charter=imankulov-2022&charter=kurmanov-2022", "csto/compare?account=ARM&account=AZE",
	"csto/compare?reading=mission-is-help=no&reading=mission-is-help=yes&all=true",
	"csto/outlook?outlook=five-years&runs=20&seed=18446744073709551615", "csto/outlook?outlook=as-before&runs=3&charter=csto", "csto/outlook?runs=3&until=2023",
	"csto/files/case.casus", "nato/report?asof=2022", "nato/timeline?account=all",
	// of which there is nothing, or not so
	"csot", "csto/docket?charter=nothing", "csto/docket?asof=soon", "csto/docket?asfo=2022", "csto/docket?kind=breech", "csto/docket?reading=immediately=yes",
	"csto/docket?account=QQQ", "csto/docket?state=QQQ", "csto/docket?article=999", "csto/docket?all=perhaps", "csto/why/csto-2002/help/nothing",
	"csto/why/breach%20of", "csto/whynot?rule=nothing", "csto/charters/nothing", "csto/diff?a=csto-2002", "csto/compare",
	"csto/outlook?outlook=six-years", "csto/outlook?runs=0", "csto/outlook?runs=2001", "csto/outlook?seed=-1", "csto/outlook?charter=nothing", "nato/outlook?runs=5",
	"csto/files/nothing.casus", "csto/files/README.md", "csto/day?date=2099-01-01", "csto/network?from=2022&until=2021",
}

// What is answered is as it is described, of the shipped case and of whatever
// is asked wrongly.
func TestAnswersAreAsDescribed(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{"../cases/csto", "../cases/nato"}})
	router, err := gorillamux.NewRouter(described(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range asked {
		target := strings.TrimSuffix("/api/v1/cases/"+q, "/")
		validated(t, h, router, request("GET", target, nil))
	}
	validated(t, h, router, request("GET", "/api/v1/openapi.yaml", nil))
	edited := `{"files":{"limited-format.casus":null,"extra.casus":"# nothing\n"}}`
	for _, x := range []struct{ method, target, body string }{
		{"POST", "bench/check", edited}, {"POST", "bench/check?lint=false", `{"files":{"case.casus":"case"}}`},
		{"POST", "bench/docket?asof=2022", `{"files":{}}`}, {"POST", "bench/docket", `{"files":{"case.casus":"case csto\n"}}`},
		{"POST", "bench/compare?asof=2022", `{"files":{"extra.casus":"# nothing\n"}}`}, {"POST", "bench/check", `{"files":{"../x.casus":""}}`},
		{"POST", "bench/complete", `{"path":"case.casus","text":"case csto\n  under ","offset":18}`}, {"POST", "bench/complete", `{"path":"case.casus","text":"","offset":9}`},
		{"POST", "bench/check", `{`}, {"PUT", "files/case.casus", `{"text":"","revision":""}`},
	} {
		validated(t, h, router, request(x.method, api3+x.target, strings.NewReader(x.body)))
	}
}

const api3 = "/api/v1/cases/csto/"

// validated asks, and holds the answer against its description.
func validated(t *testing.T, h http.Handler, router routers.Router, r *http.Request) {
	t.Helper()
	w := do(h, r)
	route, params, err := router.FindRoute(slashless(r))
	if err != nil {
		t.Errorf("%s %s: %v", r.Method, r.URL, err)
		return
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 w.Code, Header: w.Header(), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes(w.Body.Bytes())
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		text := err.Error()
		t.Errorf("%s %s (%d): %s", r.Method, r.URL, w.Code, text[:min(len(text), 600)])
	}
}

// slashless is a request in which a finding or a file is one step of the path:
// OpenAPI knows no other.
func slashless(r *http.Request) *http.Request {
	out := r.Clone(r.Context())
	for _, word := range []string{"/why/", "/files/"} {
		if head, tail, ok := strings.Cut(r.URL.Path, word); ok {
			out.URL.Path = head + word + strings.ReplaceAll(tail, "/", "-")
			out.URL.RawPath = ""
		}
	}
	return out
}

func init() {
	for _, kind := range []string{"application/problem+json"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.JSONBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/yaml", openapi3filter.PlainBodyDecoder)
}
