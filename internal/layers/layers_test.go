// Package layers keeps the house in order: which package may import which, and
// why. docs/architecture.md draws the floors.
package layers

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "casus"

// floors are the packages from the ground up. Each imports only packages of
// floors below its own, so that whoever reads one needs to know nothing of
// those above it.
var floors = [][]string{
	{"calendar", "quantity", "diag", "docs", "score", "sensitivity", "crew", "internal/replace"},
	{"internal/workload"},
	{"syntax"},
	{"charter"},
	{"record"},
	{"library", "engine", "reader"},
	{"docket", "lint", "revise", "coverage", "search", "concordance", "reader/random"},
	{"annals", "offer"},
	{"reason", "sweep", "amend", "membership", "forecast", "ties", "outlook"},
	{"explain", "cohesion", "atop", "export", "power", "balance", "chronicle"},
	{"report"},
	{"trial", "dossier"},
	{"inquiry"},
	{"server", "web", "lsp"},
	{"oracle", "spec", "cases", "editors", "cmd/casus"},
	{"tools/generate", "tools/picture", "internal/layers"},
}

// rule forbids imports with a reason that whoever breaks it is shown.
type rule struct {
	packages []string // whom it binds; nil: all
	except   []string
	tests    bool // test files too
	forbids  func(path string) bool
	reason   string
}

func among(list ...string) func(string) bool {
	return func(path string) bool { return slices.Contains(list, path) }
}

// beneath matches packages and what lies below them.
func beneath(list ...string) func(string) bool {
	return func(path string) bool {
		return slices.ContainsFunc(list, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") })
	}
}

func foreign(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

var rules = []rule{
	{
		packages: []string{"engine"}, tests: true,
		forbids: beneath(module + "/reader"),
		reason:  "the engine and the word-by-word reader are two readings of docs/semantics.md; a mistake shared by both would go unseen",
	},
	{
		packages: []string{"reader", "reader/random"}, tests: true,
		forbids: among(module+"/engine", module+"/docket", module+"/reason", module+"/explain"),
		reason:  "the word-by-word reader is what the engine is held against, and shares no code with it",
	},
	{
		packages: []string{"engine"},
		forbids:  among(module+"/docket", module+"/reason", module+"/explain", module+"/library", module+"/diag"),
		reason:   "the engine turns rules and facts into findings and knows nothing of worlds' meaning, of reasons, or of files",
	},
	{
		packages: []string{"calendar", "quantity", "syntax", "charter", "record", "engine", "reader", "docket", "lint", "revise", "search",
			"annals", "reason", "sweep", "amend", "membership", "forecast", "outlook", "explain", "cohesion", "chronicle", "inquiry"},
		forbids: beneath("os", "time", "crypto/rand", "net", "syscall", "log"),
		reason:  "the same charter and record give the same bytes on every machine: no clock, no files, no network below the command",
	},
	{
		packages: []string{"library", "report", "trial"},
		forbids:  beneath("crypto/rand", "net", "syscall", "log"),
		reason:   "nothing but the files that were named is read",
	},
	{
		// Package docket picks worlds at random for the oracle, from a
		// generator that the caller hands in.
		except:  []string{"docket", "reader/random", "oracle", "sensitivity"},
		forbids: beneath("math/rand"),
		reason:  "the same charter and record give the same bytes on every machine: no chance but from a seed that is passed in",
	},
	{
		except:  []string{"cmd/casus", "export", "outlook", "sensitivity", "crew", "server", "lsp"},
		forbids: foreign,
		reason:  "what derives a docket rests on the standard library alone; each dependency is named with its reason in README.md",
	},
	{
		packages: []string{"export"},
		forbids:  func(path string) bool { return foreign(path) && path != "github.com/parquet-go/parquet-go" },
		reason:   "tables for scholars need a writer of Parquet; each further dependency is named with its reason in README.md",
	},
	{
		packages: []string{"outlook", "sensitivity"},
		forbids:  func(path string) bool { return foreign(path) && !beneath("gonum.org/v1/gonum")(path) },
		reason:   "quantiles of distributions, and points spread evenly over many dimensions, are gonum's; each further dependency is named with its reason in README.md",
	},
	{
		packages: []string{"crew"},
		forbids:  func(path string) bool { return foreign(path) && !beneath("github.com/nats-io")(path) },
		reason:   "sharing work out needs a broker; each further dependency is named with its reason in README.md",
	},
	{
		packages: []string{"server"},
		forbids: func(path string) bool {
			return foreign(path) && !beneath("github.com/fsnotify/fsnotify", "github.com/andybalholm/brotli", "golang.org/x/sync/singleflight", "golang.org/x/text/language")(path)
		},
		reason: "the server needs to be told of changed files, to press what it sends, to answer equal questions once and to know the numbers of ISO 3166; each further dependency is named with its reason in README.md",
	},
	{
		packages: []string{"lsp"},
		forbids:  func(path string) bool { return foreign(path) && path != "github.com/creachadair/jrpc2" },
		reason:   "an editor is spoken with in JSON-RPC; each further dependency is named with its reason in README.md",
	},
	{
		packages: []string{"lsp"},
		forbids: func(path string) bool {
			return beneath("os", "net", "syscall", "crypto/rand")(path) && path != "net/url"
		},
		reason: "the server speaks on the streams it is given and reads from the disk it is given, and nothing else",
	},
	{
		packages: []string{"cmd/casus"},
		forbids: func(path string) bool {
			return foreign(path) && !beneath("github.com/alecthomas/kong", "github.com/rogpeppe/go-internal/diff", "golang.org/x/term")(path)
		},
		reason: "the command needs a parser of arguments, a difference of texts and a terminal; each further dependency is named with its reason in README.md",
	},
	{
		forbids: among("unsafe", "C", "plugin"),
		reason:  "speed comes from the shape of the data; the whole project stays safe Go",
	},
}

// source is what one file imports.
type source struct {
	pkg, file string
	test      bool
	imports   []string
}

// isModule reports whether a folder is a module of its own.
func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func sources(t *testing.T) []source {
	t.Helper()
	const top = "../.."
	var list []source
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && p != top):
			return filepath.SkipDir
		case d.IsDir() && p != top && isModule(p): // what another module needs is not what casus needs
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(p) != ".go":
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, p)
		if err != nil {
			return err
		}
		s := source{pkg: filepath.ToSlash(filepath.Dir(rel)), file: filepath.ToSlash(rel), test: strings.HasSuffix(p, "_test.go")}
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, path)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 100 {
		t.Fatalf("only %d Go files were found", len(list))
	}
	return list
}

func floorOf(pkg string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, pkg) })
}

// Each package imports only packages of floors below it.
func TestFloors(t *testing.T) {
	for _, s := range sources(t) {
		own := floorOf(s.pkg)
		if own < 0 {
			t.Errorf("%s: the package %s has no floor: give it one in internal/layers and draw it in docs/architecture.md", s.file, s.pkg)
			continue
		}
		if s.test {
			continue
		}
		for _, path := range s.imports {
			pkg, ours := strings.CutPrefix(path, module+"/")
			if !ours {
				continue
			}
			if floor := floorOf(pkg); floor >= own {
				t.Errorf("%s: %s, on floor %d, imports %s, on floor %d: each package imports only floors below it", s.file, s.pkg, own, pkg, floor)
			}
		}
	}
}

func TestRules(t *testing.T) {
	for _, r := range rules {
		for _, s := range sources(t) {
			if s.test && !r.tests || r.packages != nil && !slices.Contains(r.packages, s.pkg) || slices.Contains(r.except, s.pkg) {
				continue
			}
			for _, path := range s.imports {
				if r.forbids(path) {
					t.Errorf("%s imports %s: %s", s.file, path, r.reason)
				}
			}
		}
	}
}
