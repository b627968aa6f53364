// Package editors makes what editors are given: the grammar that colours texts
// in those that take TextMate grammars. It is made from the parser's own tables
// of words, so that it knows every word of the language and no other.
package editors

import (
	"bytes"
	"encoding/json"
	"strings"

	"casus/syntax"
)

// Grammar is a TextMate grammar: patterns without nesting, of which the one that
// matches first counts, and of those that match at one place the first.
type Grammar struct {
	Comment   string    `json:"comment"`
	Name      string    `json:"name"`
	ScopeName string    `json:"scopeName"`
	FileTypes []string  `json:"fileTypes"`
	Patterns  []Pattern `json:"patterns"`
}

// Pattern gives what matches a name, or its groups theirs.
type Pattern struct {
	Match    string             `json:"match"`
	Name     string             `json:"name,omitempty"`
	Captures map[string]Capture `json:"captures,omitempty"`
}

// Capture is the name of a group.
type Capture struct {
	Name string `json:"name"`
}

// Forms of names, codes and numbers, as the scanner reads them.
const (
	name = `[a-z][a-z0-9]*(?:-[a-z0-9]+)*`
	code = `[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*`
)

// TextMate makes the grammar. No pattern looks back or ahead: a name with
// hyphens is matched as a whole before any word within it can be.
func TextMate() Grammar {
	w := syntax.AllWords()
	word := func(scope string, list []string) Pattern {
		return Pattern{Match: `\b(?:` + strings.Join(list, "|") + `)\b`, Name: scope + ".casus"}
	}
	named := func(list []string, scope, nameScope string) Pattern {
		return Pattern{Match: `\b(` + strings.Join(list, "|") + `)\s+(` + name + `)`,
			Captures: map[string]Capture{"1": {scope + ".casus"}, "2": {nameScope + ".casus"}}}
	}
	var rules []string
	for _, r := range w.Rules {
		if r != "final" {
			rules = append(rules, r)
		}
	}
	return Grammar{
		Comment:   "Made by tools/generate from the words of the parser. Do not edit: run make generate.",
		Name:      "casus",
		ScopeName: "source.casus",
		FileTypes: []string{"casus"},
		Patterns: []Pattern{
			{Match: `#.*$`, Name: "comment.line.number-sign.casus"},
			{Match: `"(?:[^"\\]|\\.)*"?`, Name: "string.quoted.double.casus"},
			{Match: `\b\d{4}-\d{2}(?:-\d{2})?\b`, Name: "constant.numeric.date.casus"},
			{Match: `\b(\d+)\s+(` + strings.Join(w.Units, "|") + `)\b`,
				Captures: map[string]Capture{"1": {"constant.numeric.casus"}, "2": {"support.type.unit.casus"}}},
			{Match: `\b\d+(?:\.\d+)?\b`, Name: "constant.numeric.casus"},
			{Match: `\b` + code + `\b`, Name: "constant.other.entity.casus"},
			named([]string{"charter", "vocabulary", "record", "case", "outlook", "amends", "under", "continues", "uses"}, "keyword.declaration", "entity.name.type"),
			named(rules, "keyword.control.rule", "entity.name.function"),
			named([]string{"act", "define"}, "keyword.other.head", "entity.name.function"),
			named([]string{"kind", "number", "status", "reading", "body", "measure"}, "keyword.other.head", "variable.other.declared"),
			named([]string{"id", "source", "corrects", "describes", "answers", "retract", "forecast", "assessment"}, "keyword.other.attribute", "entity.name.tag"),
			{Match: `\b(article)\s+(\d+|` + name + `)`,
				Captures: map[string]Capture{"1": {"keyword.declaration.casus"}, "2": {"entity.name.section.casus"}}},
			{Match: `\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b`, Name: "variable.other.casus"},
			word("keyword.declaration", w.Declarations),
			word("keyword.control.rule", w.Rules),
			word("keyword.operator.word", w.Operators),
			word("constant.language", w.Constants),
			word("keyword.operator.role", w.Roles),
			word("support.type.finding", w.Findings),
			word("keyword.other.head", w.Heads),
			word("keyword.control.clause", w.Clauses),
			word("keyword.other.attribute", w.Attributes),
			word("keyword.other", w.Others),
			{Match: `\.\.|[=+*/%-]`, Name: "keyword.operator.casus"},
		},
	}
}

// JSON is the grammar as its file holds it.
func (g Grammar) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(g)
	return b.Bytes(), err
}
