package library

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casus/diag"
)

var update = flag.Bool("update", false, "write what is found into the files of testdata/check")

// Every file of testdata/check is checked alone. A comment `# want E0201:3` at
// the end of a line says which diagnostics begin on that line, and in which
// column; there must be no others. Remarks that nearly every small text draws
// are left out.
func TestDiagnostics(t *testing.T) {
	files, err := filepath.Glob("testdata/check/*.casus")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l, _ := Load([]string{filepath.ToSlash(file)})
			list := l.Check()
			got := map[int][]string{}
			for _, d := range list {
				if d.Severity == diag.Note && (d.Code == "E0248" || d.Code == "E0249") {
					continue
				}
				seen[d.Code] = true
				line, column := d.Place.Position(d.Place.From)
				got[line] = append(got[line], fmt.Sprintf("%s:%d", d.Code, column))
			}
			if *update {
				rewrite(t, file, src, got)
				return
			}
			if diff := cmp.Diff(wanted(src), got); diff != "" {
				var b bytes.Buffer
				diag.Print(&b, list, false)
				t.Errorf("diagnostics differ (-want +got):\n%s\n%s", diff, b.String())
			}
		})
	}
	if *update {
		return
	}
	// What cannot be shown by a file of its own is tested elsewhere.
	elsewhere := []string{"E0248", "E0249", "E0253", "E0317", "E0327"}
	for _, c := range diag.AllCodes() {
		if (strings.HasPrefix(c.Code, "E02") || strings.HasPrefix(c.Code, "E03")) && !seen[c.Code] && !slices.Contains(elsewhere, c.Code) {
			t.Errorf("no file shows %s: %s", c.Code, c.Meaning)
		}
	}
}

var want = regexp.MustCompile(`\s*# want (.*)$`)

func wanted(src []byte) map[int][]string {
	out := map[int][]string{}
	for i, line := range strings.Split(string(src), "\n") {
		if m := want.FindStringSubmatch(line); m != nil {
			out[i+1] = strings.Fields(m[1])
		}
	}
	return out
}

func rewrite(t *testing.T, file string, src []byte, got map[int][]string) {
	lines := strings.Split(string(src), "\n")
	for i, line := range lines {
		line = want.ReplaceAllString(line, "")
		if g := got[i+1]; g != nil {
			line += "  # want " + strings.Join(g, " ")
		}
		lines[i] = line
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}
