# casus: the two commands are `make demo`, which runs the main job on the
# shipped case, and `make test`, which is everything the project is held to.
# Nothing is needed but Go and, the first time, a network to fetch modules.

GO       ?= go
FUZZTIME ?= 10m
BENCH    ?= .
CASES    ?= 30000

.PHONY: help profile demo test lint fmt-check vet staticcheck vulncheck unit cases oracle fuzz bench generate fmt build clean editors

help:
	@echo "make demo       the docket of cases/csto, the questions of its five crises, and the page on it"
	@echo "make page       builds the page in web/ (needs Node and npm)"
	@echo "make test       everything: form, vet, staticcheck, vulnerabilities, tests, cases, page"
	@echo "make oracle     engine against word-by-word reader on $(CASES) random charters"
	@echo "make fuzz       every fuzz target for FUZZTIME ($(FUZZTIME))"
	@echo "make beside     counts of casus and its neighbours on W; cd bench && go run . measures them"
	@echo "make bench      benchmarks; BENCH=pattern for some of them"
	@echo "make profile    takes anew the profile that make tunes bin/casus by, tools/casus.pgo"
	@echo "make editors    the extension for VS Code: built and tested, with Node"
	@echo "make generate   what is written by programs: parts of docs/spec.md, docs/docket.svg"
	@echo "make fmt        lay out Go and casus files"

build: bin/casus

# Tuned by a profile, which makes futures some 5 % faster. It does not stand in
# cmd/casus, where Go would use it by itself: go run would then compile all that
# casus stands on anew.
.PHONY: bin/casus
bin/casus:
	@$(GO) build -pgo=tools/casus.pgo -o $@ ./cmd/casus

demo: bin/casus
	@tools/demo.sh bin/casus
	@tools/show.sh "$(GO)"

.PHONY: page page-test pictures

# The page is built into web/dist, and a binary that is built after that holds it.
page:
	@tools/page.sh build

# Both build the page and then casus anew, whatever was built before: a binary
# from before the page does not hold it.
page-test:
	@GO="$(GO)" tools/page.sh test

pictures:
	@GO="$(GO)" tools/page.sh pictures

# What does not depend on one another still runs in this order, so that what is
# quick to say is said first.
test: lint unit beside cases page-test

lint: fmt-check vet staticcheck vulncheck

fmt-check:
	@echo "== gofmt"
	@out=$$(gofmt -l $$(git ls-files '*.go')) && test -z "$$out" || { echo "$$out"; echo "these files are not laid out by gofmt: run make fmt"; exit 1; }

vet:
	@echo "== go vet"
	@$(GO) vet ./...

# The linters have a module of their own, so that what they need is not what
# casus needs.
bin/staticcheck bin/govulncheck: tools/lint/go.mod tools/lint/go.sum
	@$(GO) -C tools/lint build -o ../../bin/ honnef.co/go/tools/cmd/staticcheck golang.org/x/vuln/cmd/govulncheck

staticcheck: bin/staticcheck
	@echo "== staticcheck"
	@bin/staticcheck ./...

vulncheck: bin/govulncheck
	@echo "== govulncheck"
	@tools/vulncheck.sh bin/govulncheck

# Unit tests, layer rules, property tests, a few hundred random charters for the
# oracle, every example of docs/spec.md, and that generated files are current.
unit:
	@echo "== go test"
	@$(GO) test -timeout 25m ./...

cases: bin/casus
	@echo "== casus fmt, check, test"
	@bin/casus fmt -l cases || { echo "these files are not laid out by casus fmt: run make fmt"; exit 1; }
	@bin/casus check --strict --no-lint cases
	@bin/casus test cases

# The module that measures casus beside its neighbours has what these need.
.PHONY: beside
beside:
	@echo "== go test, beside the neighbours"
	@$(GO) -C bench vet ./...
	@$(GO) -C bench test ./...

oracle:
	$(GO) test ./oracle -run TestEngineIsReader -oracle.cases=$(CASES) -timeout 30m -v

fuzz:
	@tools/fuzz.sh $(FUZZTIME)

bench:
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

# The profile that bin/casus is tuned by: of what runs long. Preemption is
# off while it is taken, for on a busy machine many samples would fall on it.
profile:
	@dir=$$(mktemp -d) && export GODEBUG=asyncpreemptoff=1 && \
	$(GO) test -trimpath ./outlook -run '^$$' -bench 'TA1|CSTO' -benchtime 3s -cpu 1 -cpuprofile $$dir/outlook.prof -o $$dir/outlook.test && \
	$(GO) test -trimpath ./engine -run '^$$' -bench 'W$$/reset/N=100000$$|WUnderCSTO|History400' -benchtime 2s -cpu 1 -cpuprofile $$dir/engine.prof -o $$dir/engine.test && \
	$(GO) tool pprof -proto $$dir/outlook.prof $$dir/engine.prof > $$dir/merged && \
	mv $$dir/merged tools/casus.pgo && rm -r $$dir

# Only this needs Node: what colours texts in editors is tried in the engine that
# editors use. That it is current is held by go test.
editors:
	cd editors/vscode && npm ci --no-audit --no-fund && npm test && npm run build

generate:
	$(GO) run ./tools/generate
	$(GO) test ./lint -run TestPage -update
	$(GO) run ./tools/picture

fmt: bin/casus
	gofmt -w $$(git ls-files '*.go')
	bin/casus fmt -w cases

clean:
	rm -rf bin web/dist
