package editors

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casus/syntax"
)

// token is a piece of a line with its scope.
type token struct{ text, scope string }

// tokenise colours a line as an editor does: the pattern that matches first
// counts, of several at one place the first of the grammar.
func tokenise(g Grammar, line string) []token {
	var list []token
	next := make([][]int, len(g.Patterns)) // where each pattern matches next
	for i := range next {
		next[i] = search(g.Patterns[i].Match, line, 0)
	}
	for at := 0; at < len(line); {
		best := -1
		for i := range next {
			if next[i] != nil && next[i][0] < at {
				next[i] = search(g.Patterns[i].Match, line, at)
			}
			if next[i] != nil && (best < 0 || next[i][0] < next[best][0]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		p, m := g.Patterns[best], next[best]
		if p.Name != "" {
			list = append(list, token{line[m[0]:m[1]], p.Name})
		}
		for i := 1; i < len(m)/2; i++ {
			if c, ok := p.Captures[string(rune('0'+i))]; ok {
				list = append(list, token{line[m[2*i]:m[2*i+1]], c.Name})
			}
		}
		at = m[1]
	}
	return list
}

// search finds where a pattern matches from a place on; nil if nowhere.
func search(pattern, line string, at int) []int {
	for at < len(line) {
		m := compiled(pattern).FindStringSubmatchIndex(line[at:])
		if m == nil || m[1] == m[0] {
			return nil
		}
		for i := range m {
			m[i] += at
		}
		// What stands before the place counts for \b.
		if m[0] > at || at == 0 || !wordByte(line[at-1]) || !wordByte(line[at]) {
			return m
		}
		at++
	}
	return nil
}

func wordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

var patterns = map[string]*regexp.Regexp{}

func compiled(p string) *regexp.Regexp {
	if patterns[p] == nil {
		patterns[p] = regexp.MustCompile(p)
	}
	return patterns[p]
}

// TestCurrent: the file is what the tables of words make of it.
func TestCurrent(t *testing.T) {
	want, err := TextMate().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"casus.tmLanguage.json"} {
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, want) {
			t.Errorf("editors/%s is not current: run make generate", path)
		}
	}
}

// TestEveryWord: each word of the language is coloured as one.
func TestEveryWord(t *testing.T) {
	g := TextMate()
	w := syntax.AllWords()
	lists := [][]string{w.Declarations, w.Rules, w.Heads, w.Clauses, w.Attributes, w.Findings, w.Roles, w.Operators, w.Constants, w.Others}
	n := 0
	for _, list := range lists {
		for _, word := range list {
			n++
			if got := tokenise(g, word+" "); len(got) != 1 || got[0].text != word || strings.HasPrefix(got[0].scope, "variable") {
				t.Errorf("%s: %v", word, got)
			}
			if got := tokenise(g, "x-"+word+"-y"); len(got) != 1 || got[0].scope != "variable.other.casus" {
				t.Errorf("x-%s-y: %v", word, got)
			}
		}
	}
	if n < 190 {
		t.Errorf("only %d words", n)
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		line string
		want []token
	}{
		{`  duty help "To help, without delay" # within 3 days`, []token{{"duty", "keyword.control.rule.casus"}, {"help", "entity.name.function.casus"},
			{`"To help, without delay"`, "string.quoted.double.casus"}, {"# within 3 days", "comment.line.number-sign.casus"}}},
		{`    within  30 days`, []token{{"within", "keyword.control.clause.casus"}, {"30", "constant.numeric.casus"}, {"days", "support.type.unit.casus"}}},
		{`2022-09-13  attack by AZE on ARM  killed 63..150  id raid`, []token{{"2022-09-13", "constant.numeric.date.casus"},
			{"by", "keyword.operator.role.casus"}, {"AZE", "constant.other.entity.casus"}, {"on", "keyword.operator.role.casus"},
			{"ARM", "constant.other.entity.casus"}, {"63", "constant.numeric.casus"}, {"..", "keyword.operator.casus"}, {"150", "constant.numeric.casus"},
			{"id", "keyword.other.attribute.casus"}, {"raid", "entity.name.tag.casus"}}},
		{`article 4 "Aggression"`, []token{{"article", "keyword.declaration.casus"}, {"4", "entity.name.section.casus"}, {`"Aggression"`, "string.quoted.double.casus"}}},
		{`governs CSTO-CSC`, []token{{"governs", "keyword.other.head.casus"}, {"CSTO-CSC", "constant.other.entity.casus"}}},
		{`expect breach of no-force by RUS`, []token{{"expect", "keyword.control.clause.casus"}, {"breach", "support.type.finding.casus"},
			{"of", "keyword.operator.word.casus"}, {"no-force", "variable.other.casus"}, {"by", "keyword.operator.role.casus"}, {"RUS", "constant.other.entity.casus"}}},
	} {
		if got := tokenise(TextMate(), c.line); !slices.Equal(got, c.want) {
			t.Errorf("%s\n have %v\n want %v", c.line, got, c.want)
		}
	}
}

// TestShippedCases holds the grammar against the parser: in every line of the
// shipped cases each reserved word outside of texts and comments has the colour
// of a word, and no name has.
func TestShippedCases(t *testing.T) {
	g := TextMate()
	words := 0
	err := filepath.WalkDir("../cases", func(p string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(p) != ".casus" {
			return err
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		f, _ := syntax.Parse(p, src)
		at := int32(0)
		for _, line := range strings.SplitAfter(string(src), "\n") {
			from := int32(0)
			for _, tok := range tokenise(g, strings.TrimRight(line, "\n")) {
				i := int32(strings.Index(line[from:], tok.text)) + from
				from = i + int32(len(tok.text))
				span, reserved := syntax.WordAt(f, at+i)
				if span.From != at+i || int(span.To-span.From) != len(tok.text) {
					continue // a text, a comment, a number
				}
				keyword := !strings.HasPrefix(tok.scope, "variable") && !strings.HasPrefix(tok.scope, "entity") &&
					!strings.HasPrefix(tok.scope, "constant.other") && !strings.HasPrefix(tok.scope, "support.type.unit")
				if keyword != reserved {
					t.Errorf("%s: %q in %q is %s", p, tok.text, strings.TrimSpace(line), tok.scope)
				}
				words++
			}
			at += int32(len(line))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if words < 20_000 {
		t.Errorf("only %d words were looked at", words)
	}
}

// TestSnippets: a snippet, left as it is, is well formed where it belongs.
func TestSnippets(t *testing.T) {
	src, err := os.ReadFile("vscode/snippets.json")
	if err != nil {
		t.Fatal(err)
	}
	var list map[string]struct{ Body []string }
	if err := json.Unmarshal(src, &list); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"charter", "ban", "duty", "power", "procedure", "consequence", "entry", "test"} {
		if _, ok := list[want]; !ok {
			t.Errorf("there is no snippet %s", want)
		}
	}
	choice := regexp.MustCompile(`\$\{\d+\|([^,|]*)[^}]*\}`)
	filled := regexp.MustCompile(`\$\{\d+:([^}]*)\}`)
	day := strings.NewReplacer("$CURRENT_YEAR", "2022", "$CURRENT_MONTH", "09", "$CURRENT_DATE", "13", "$0", "")
	for n, s := range list {
		text := day.Replace(strings.Join(s.Body, "\n") + "\n")
		text = filled.ReplaceAllString(choice.ReplaceAllString(text, "$1"), "$1")
		before := ""
		switch n {
		case "charter":
			text += "  ban x\n    never attack by p\n"
		case "ban", "duty", "power", "procedure", "consequence":
			before = "charter x\narticle 1\n"
		case "body", "reading":
			before = "charter x\n"
		}
		f, diags := syntax.Parse(n, []byte(before+text))
		if len(diags) > 0 {
			t.Errorf("%s: %v", n, diags[0])
			continue
		}
		if strings.Contains(text, "$") {
			t.Errorf("%s: %s", n, text)
		}
		if _, err := syntax.Format(f); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
}
