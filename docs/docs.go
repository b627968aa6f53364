// Package docs carries the pages that programs quote, so that a meaning is
// written once: in the page that people read.
package docs

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// Spec is docs/spec.md, the contract of the language.
//
//go:embed spec.md
var Spec string

// Meaning is what the contract says of a clause.
type Meaning struct {
	Term    string // as the page names the clause: `within`, `paused while`, `never ... or`
	Text    string // what it says, in Markdown
	Section string // the heading under which it says so: `Duty`, `8 Conditions`
}

// Meanings are all that the page says of clauses, in its order.
var Meanings = sync.OnceValue(func() []Meaning { return meanings(Spec) })

var (
	heading = regexp.MustCompile(`^#{2,3} (.+)$`)
	lead    = regexp.MustCompile(`\*\*([^*]+)\.\*\*`)
	bold    = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	row     = regexp.MustCompile("^\\| (`[^|]+) \\| ([^|]+) \\|")
	word    = regexp.MustCompile("`([a-z]+(?: [a-z]+)*)")
)

// meanings reads the page: a paragraph that begins `**within.** ...` tells what
// within means; so does a sentence with a word in bold, and a row of a table
// that begins with the word; and the first paragraph under the heading of a rule
// tells of the rule.
func meanings(page string) []Meaning {
	var list []Meaning
	section, fresh := "", false
	fenced := false
	for _, para := range strings.Split(page, "\n\n") {
		if strings.HasPrefix(para, "```") || fenced {
			// A fence may hold empty lines.
			if strings.Count(para, "```")%2 == 1 {
				fenced = !fenced
			}
			continue
		}
		if m := heading.FindStringSubmatch(para); m != nil {
			section, fresh = m[1], true
			continue
		}
		if section == "" || strings.HasPrefix(section, "14") {
			if section != "" {
				return list // JSON, codes and promises say nothing of clauses
			}
			continue
		}
		list = append(list, inParagraph(para, section, fresh)...)
		fresh = false
	}
	return list
}

func inParagraph(para, section string, first bool) (list []Meaning) {
	if strings.HasPrefix(para, "|") {
		return inTable(para, section)
	}
	text := strings.Join(strings.Fields(para), " ")
	if first && !strings.HasPrefix(text, "**") {
		name := strings.ToLower(strings.TrimLeft(section, "0123456789 "))
		list = append(list, Meaning{name, bold.ReplaceAllString(text, "*$1*"), section})
	}
	leads := lead.FindAllStringSubmatchIndex(text, -1)
	for i, at := range leads {
		end := len(text)
		if i+1 < len(leads) {
			end = leads[i+1][0]
		}
		said := strings.TrimSpace(bold.ReplaceAllString(text[at[1]:end], "*$1*"))
		for _, t := range strings.Split(text[at[2]:at[3]], ", ") {
			list = append(list, Meaning{t, said, section})
		}
	}
	for _, sentence := range strings.SplitAfter(lead.ReplaceAllString(text, ""), ". ") {
		for _, m := range bold.FindAllStringSubmatch(sentence, -1) {
			for _, t := range strings.Split(m[1], ", ") {
				list = append(list, Meaning{t, strings.TrimSpace(bold.ReplaceAllString(sentence, "*$1*")), section})
			}
		}
	}
	return list
}

// inTable takes the rows that begin with words of the language.
func inTable(table, section string) (list []Meaning) {
	for _, line := range strings.Split(table, "\n") {
		m := row.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, w := range word.FindAllStringSubmatch(m[1], -1) {
			list = append(list, Meaning{w[1], strings.TrimSpace(m[2]), section})
		}
	}
	return list
}

// Of finds what a word means: the first of the sections that says something of
// it counts, then any.
func Of(word string, sections ...string) (Meaning, bool) {
	if m, ok := In(word, sections...); ok {
		return m, true
	}
	if m, ok := in(word, ""); ok {
		return m, true
	}
	for _, m := range Meanings() {
		if strings.Contains(" "+m.Term+" ", " "+word+" ") {
			return m, true
		}
	}
	return Meaning{}, false
}

// In is Of for these sections only.
func In(word string, sections ...string) (Meaning, bool) {
	for _, section := range sections {
		if m, ok := in(word, section); ok {
			return m, true
		}
	}
	return Meaning{}, false
}

// in looks in one section, or in all. A word is meant where it is the name of
// the clause, or begins it.
func in(word, section string) (Meaning, bool) {
	for _, fits := range []func(Meaning) bool{
		func(m Meaning) bool { return m.Term == word },
		func(m Meaning) bool { return strings.HasPrefix(m.Term, word+" ") },
	} {
		for _, m := range Meanings() {
			if fits(m) && (section == "" || strings.TrimLeft(m.Section, "0123456789 ") == section) {
				return m, true
			}
		}
	}
	return Meaning{}, false
}
