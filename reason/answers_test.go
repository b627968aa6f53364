package reason_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/reader/random"
	"casus/reason"
	"casus/record"
)

var update = flag.Bool("update", false, "write the answers anew")

// TestAnswers holds the answers to the questions in testdata: a file asks about
// the case of its first line, each question standing before its answer.
func TestAnswers(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no questions")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { answers(t, file) })
	}
}

func answers(t *testing.T, file string) {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	var c *charter.Case
	var rec *record.Record
	var tr *reason.Trial
	lines := bufio.NewScanner(strings.NewReader(string(src)))
	for lines.Scan() {
		line := lines.Text()
		w := strings.Fields(line)
		if !strings.HasPrefix(line, "? ") || len(w) < 2 {
			if strings.HasPrefix(line, "#") {
				fmt.Fprintln(&got, line)
			}
			continue
		}
		fmt.Fprintf(&got, "\n%s\n", line)
		switch w[1] {
		case "case":
			c, rec = open(t, w[2], w[3:])
		case "world":
			tr = run(t, c, rec, worldOf(w[2:]))
		case "why":
			fmt.Fprint(&got, show(reason.Why(tr, find(t, tr, kindOf(t, w[2]), quoted(line)...))))
		case "why-not":
			fmt.Fprint(&got, show(reason.WhyNot(tr, question(t, c, w[2:]))))
		default:
			t.Fatalf("%s: what is %s?", file, line)
		}
	}
	text := strings.TrimLeft(got.String(), "\n")
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(src), text); diff != "" {
		t.Errorf("the answers have changed (-want +got):\n%s", diff)
	}
}

// open reads a text of testdata, or a case of a folder.
func open(t *testing.T, path string, name []string) (*charter.Case, *record.Record) {
	t.Helper()
	if len(name) > 0 {
		b := folder(t, path, name[0])
		return b.Case, b.Record
	}
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, rec, list := random.Read(string(src))
	if diag.HasErrors(list) {
		t.Fatal(printed(list))
	}
	return c, rec
}

func worldOf(words []string) (w world) {
	w.given = map[string]string{}
	for _, x := range words {
		key, value, _ := strings.Cut(x, "=")
		switch key {
		case "account":
			w.side = value
		case "known":
			w.known = value
		case "as-of":
			w.asOf = value
		default:
			w.given[key] = strings.ReplaceAll(value, "_", " ")
		}
	}
	return w
}

func quoted(line string) (out []string) {
	parts := strings.Split(line, `"`)
	for i := 1; i < len(parts); i += 2 {
		out = append(out, parts[i])
	}
	return out
}

func kindOf(t *testing.T, word string) engine.Kind {
	t.Helper()
	for k := engine.Opening; k <= engine.Collision; k++ {
		if k.String() == word {
			return k
		}
	}
	t.Fatalf("no kind of finding is called %s", word)
	return 0
}

// question reads `TEXT RULE FROM TO CODE...`.
func question(t *testing.T, c *charter.Case, w []string) reason.Question {
	t.Helper()
	q := reason.Question{From: day(t, w[2]), To: day(t, w[3])}
	for _, r := range c.Rules {
		if r.Name == w[1] && c.Families[r.Family].Texts[r.Text].Name == w[0] {
			q.Rule = r
		}
	}
	if q.Rule == nil {
		t.Fatalf("no rule %s in %s", w[1], w[0])
	}
	for _, x := range w[4:] {
		e, ok := c.Vocab.FindEntity(x)
		if !ok {
			t.Fatalf("no entity %s", x)
		}
		q.States = append(q.States, e)
	}
	return q
}
