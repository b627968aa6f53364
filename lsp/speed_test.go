package lsp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// long is the charter of the CSTO, article by article once more and once more
// under other names, until it has more than 2,000 lines; with its record, its
// reforms and its tests beside it.
func long(t testing.TB) (root string) {
	t.Helper()
	root = copyCases(t, "csto")
	path := filepath.Join(root, charterFile)
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(src)
	first := strings.Index(text, "\narticle ") + 1
	end := len(text)
	if i := strings.Index(text[first:], "\ncharter "); i > 0 {
		end = first + i + 1 // the file has a second charter
	}
	articles := text[first:end]
	heads := regexp.MustCompile(`(?m)^article ([a-z0-9-]+)`)
	rules := regexp.MustCompile(`(?m)^  ((?:final )?(?:ban|duty|power|procedure|consequence)) ([a-z0-9-]+)`)
	var b strings.Builder
	b.WriteString(text[:end])
	for i := 1; strings.Count(b.String(), "\n") < 2000; i++ {
		again := heads.ReplaceAllString(articles, fmt.Sprintf("article again-%d-$1", i))
		names := map[string]bool{}
		for _, m := range rules.FindAllStringSubmatch(articles, -1) {
			names[m[2]] = true
		}
		again = rules.ReplaceAllString(again, fmt.Sprintf("  $1 $2-%d", i))
		for n := range names {
			again = regexp.MustCompile(`\b(of|excuse) `+n+`\b([^-]|$)`).ReplaceAllString(again, fmt.Sprintf("$1 %s-%d$2", n, i))
		}
		b.WriteString("\n" + again)
	}
	b.WriteString(text[end:])
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

// stroke types a letter into a title and waits for what is said of it.
func stroke(c *client, i int) time.Duration {
	c.forget()
	begun := time.Now()
	c.edit(charterFile, "read as one law", "read as one law"+string(rune('a'+i%26)))
	c.diagnostics(charterFile)
	return time.Since(begun)
}

// processor is the time that the server has spent on processors, in steps of
// ten milliseconds; 0 where the system does not tell.
func (c *client) processor() time.Duration {
	src, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(src[strings.LastIndexByte(string(src), ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// BenchmarkStroke is the time from a keystroke in a charter of 2,000 lines to
// what is said of it: from the client's message to the server's, over pipes,
// with the whole case of the CSTO around it.
func BenchmarkStroke(b *testing.B) {
	root := long(b)
	c := start(b, root, "--no-lint")
	c.open(charterFile)
	if n := strings.Count(c.texts[charterFile], "\n"); n < 2000 {
		b.Fatalf("only %d lines", n)
	}
	for _, d := range c.diagnostics(charterFile) {
		if d.Severity == 1 {
			b.Fatalf("%+v", d)
		}
	}
	var all []time.Duration
	spent, i := c.processor(), 0
	for b.Loop() {
		all = append(all, stroke(c, i))
		i++
	}
	if now := c.processor(); now > spent {
		b.ReportMetric(float64((now-spent).Microseconds())/1000/float64(i), "cpu-ms/op")
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, "ms/p95")
	b.ReportMetric(float64(all[0].Microseconds())/1000, "ms/best")
}

// TestStroke: in a charter of 2,000 lines a stroke that breaks a clause is told
// at its line, and the next one, which mends it, takes that back.
func TestStroke(t *testing.T) {
	if testing.Short() {
		t.Skip("it lays out a long charter")
	}
	c := start(t, long(t), "--no-lint")
	c.open(charterFile)
	errors := func() (lines []int) {
		for _, d := range c.diagnostics(charterFile) {
			if d.Severity == 1 {
				lines = append(lines, d.Range.Start.Line)
			}
		}
		return lines
	}
	if lines := errors(); lines != nil {
		t.Fatalf("errors in lines %v before a stroke", lines)
	}
	text := c.texts[charterFile]
	at := strings.LastIndex(text, "\n  duty ") + 3
	duty := text[at : at+strings.IndexByte(text[at:], '"')] // the last one, which no other has the name of
	line := strings.Count(text[:at], "\n")
	broken := strings.Replace(duty, "duty", "dutu", 1)
	c.forget()
	c.edit(charterFile, duty, broken)
	if lines := errors(); !slices.Contains(lines, line) {
		t.Errorf("errors in lines %v, not in %d", lines, line)
	}
	c.forget()
	c.edit(charterFile, broken, duty)
	if lines := errors(); lines != nil {
		t.Errorf("errors in lines %v are left", lines)
	}
}
