package lsp

import (
	"context"
	"fmt"
	"strings"

	"casus/concordance"
	"casus/docs"
	"casus/syntax"
)

// hover tells what stands at a place: a name and what it names, or a word of the
// language and what docs/spec.md says of it.
func hover(_ context.Context, s *server, p *positionParams) (any, error) {
	x := s.spotOf(p)
	if x.file == nil {
		return nil, nil
	}
	if x.name {
		if text := x.named(); text != "" {
			return hoverResult{markup{"markdown", text}, x.snap.linesOf(x.file).span(x.use.ID.Span)}, nil
		}
	}
	w, _ := syntax.WordAt(x.file, x.at)
	if w.To == 0 {
		return nil, nil
	}
	text := x.clause(w)
	if text == "" {
		return nil, nil
	}
	return hoverResult{markup{"markdown", text}, x.snap.linesOf(x.file).span(w)}, nil
}

// before is the word before a place.
func (x *spot) before(at int32) string {
	for at > 0 && strings.IndexByte(" \t\r\n", x.file.Src[at-1]) >= 0 {
		at--
	}
	w, _ := syntax.WordAt(x.file, at)
	if w.To != at {
		return ""
	}
	return string(x.file.Src[w.From:w.To])
}

// clause tells what a word of the language means where it stands; a word that has
// no meaning of its own there, as `by` or `of`, belongs to its clause.
func (x *spot) clause(w syntax.Span) string {
	word := string(x.file.Src[w.From:w.To])
	list := sections(x.file, w.From, x.before(w.From))
	if _, ok := docs.In(word, list...); !ok {
		if l := syntax.LeaderBefore(x.file, w.From); l.To > 0 {
			leader := string(x.file.Src[l.From:l.To])
			if _, ok := docs.In(leader, list...); ok {
				word = leader
			}
		}
	}
	return meaning(word, list...)
}

// meaning is what the contract says of a word, with the place where it says so.
func meaning(word string, sections ...string) string {
	m, ok := docs.Of(word, sections...)
	if !ok {
		return ""
	}
	return fmt.Sprintf("**%s** · %s\n\n%s", m.Term, strings.TrimLeft(m.Section, "0123456789 "), plainLinks(m.Text))
}

// plainLinks takes the links out of a text: they lead within the page.
func plainLinks(text string) string {
	var b strings.Builder
	for {
		open := strings.Index(text, "[")
		mid := strings.Index(text, "](")
		if open < 0 || mid < open {
			break
		}
		end := strings.Index(text[mid:], ")")
		if end < 0 {
			break
		}
		b.WriteString(text[:open] + text[open+1:mid])
		text = text[mid+end+1:]
	}
	return b.String() + text
}

// sections are the parts of the contract that speak of what stands at a place,
// nearest first.
func sections(f *syntax.File, at int32, before string) []string {
	list := []string{}
	word := ""
	if w, reserved := syntax.WordAt(f, at); reserved {
		word = string(f.Src[w.From:w.To])
	}
	switch {
	case findingWords[word] && before != "by": // silence is also a way to decide
		list = append(list, "Findings")
	case word == "is" || word == "stands" || word == "count" || word == "sum" || word == "since" && before != "party":
		list = append(list, "Conditions")
	}
	decl := declarationAt(f, at)
	switch d := decl.(type) {
	case nil, *syntax.Record:
		return append(list, "Record")
	case *syntax.Vocabulary:
		return append(list, "Vocabulary")
	case *syntax.Test, *syntax.Case:
		return append(list, "Tests and cases", "Record", "Findings", "Conditions")
	case *syntax.Outlook:
		return append(list, "Outlook", "Effects", "Conditions")
	case *syntax.Charter:
		if r := ruleAt(d, at); r != nil {
			list = append(list, strings.ToUpper(r.Word()[:1])+r.Word()[1:])
			if word != "unless" || inEffect(r, at) { // a rule has one of its own
				list = append(list, "Effects")
			}
			return append(list, "Triggers", "Conditions", "Ban", "Duty", "Findings")
		}
		return append(list, "Charter", "Amendment", "Procedure")
	}
	return list
}

var findingWords = map[string]bool{"breach": true, "fulfilment": true, "opening": true, "unanswered": true, "lapse": true, "adoption": true,
	"rejection": true, "void": true, "silence": true, "collision": true}

// declarationAt is the declaration that a place is in; nil at the head of a file.
func declarationAt(f *syntax.File, at int32) syntax.Decl {
	var last syntax.Decl
	for _, d := range f.Decls {
		if d.Extent().From <= at {
			last = d
		}
	}
	return last
}

// ruleAt is the rule that a place is in; nil if it is in none.
func ruleAt(c *syntax.Charter, at int32) syntax.Rule {
	for _, a := range c.Articles {
		for _, r := range a.Rules {
			if e := r.Extent(); e.From <= at && at <= e.To {
				return r
			}
		}
	}
	return nil
}

// inEffect reports whether a place is behind the beginning of a rule's effects.
func inEffect(r syntax.Rule, at int32) bool {
	var effects []syntax.Effect
	switch r := r.(type) {
	case *syntax.Power:
		effects = r.Effects
	case *syntax.Consequence:
		effects = r.Effects
	case *syntax.Procedure:
		return true // it has no other
	}
	return len(effects) > 0 && effects[0].From <= at
}

// named tells of the things that the name at the place names.
func (x *spot) named() string {
	var parts []string
	for _, t := range x.use.Things {
		parts = append(parts, x.thing(t))
	}
	if len(parts) > 0 {
		return strings.Join(parts, "\n\n---\n\n")
	}
	return x.builtIn()
}

// builtIn tells of what is known without being declared.
func (x *spot) builtIn() string {
	name := x.use.ID.Name
	if x.use.Code() {
		if v := x.snap.names().Words(x.file, x.use.ID.From+1); v != nil {
			if e, ok := v.FindEntity(name); ok {
				en := v.Entities[e]
				return fmt.Sprintf("**%s** · %s\n\n%s", name, v.Kinds[en.Kind].Name, en.Title)
			}
		}
		return ""
	}
	switch x.use.Part {
	case concordance.ActRef, concordance.PatternAct:
		if m, ok := docs.Of("Acts that are built in"); ok {
			return fmt.Sprintf("**%s** · a built-in act\n\n%s", name, plainLinks(m.Text))
		}
	case concordance.HolderRef:
		return meaning(name)
	}
	return ""
}

// thing tells of one thing: what it is, how it is declared, what it is called.
func (x *spot) thing(t *concordance.Thing) string {
	var b strings.Builder
	what := t.Sort.String()
	declared := t.Declarations()
	if t.Sort == concordance.Entity && len(declared) == 0 {
		return x.builtIn() + "\n\n" + count(t)
	}
	if t.Sort == concordance.Rule && len(declared) > 0 {
		if r := ruleNamed(declared[0]); r != nil {
			what = r.Word()
		}
	}
	fmt.Fprintf(&b, "**%s** · %s", t.Name, what)
	shown := 0
	for _, m := range declared {
		if t.Sort == concordance.Variable {
			break
		}
		text, title := declaration(m)
		if title != "" {
			b.WriteString("\n\n" + title)
		}
		if text != "" && shown < mostDeclarations {
			fmt.Fprintf(&b, "\n\n```casus\n%s\n```", text)
			shown++
		}
	}
	if len(declared) > mostDeclarations && shown == mostDeclarations {
		fmt.Fprintf(&b, "\n\nand %d more declarations", len(declared)-mostDeclarations)
	}
	if t.Sort == concordance.Status && t.Name == "party" {
		b.WriteString("\n\n" + meaning("parties", "Charter"))
	}
	b.WriteString("\n\n" + count(t))
	return b.String()
}

// mostDeclarations is how many declarations of one thing are shown: a status may
// be declared for many days, a rule anew by many amendments.
const mostDeclarations = 3

// ruleNamed is the rule that a mention declares.
func ruleNamed(m concordance.Mention) syntax.Rule {
	r, _ := m.Scope.(syntax.Rule)
	return r
}

// declaration is the text that declares something, and what is said of it in
// plain words beside.
func declaration(m concordance.Mention) (text, title string) {
	at, title := m.Clause()
	if at.To == 0 {
		return "", title
	}
	return clipped(outdented(m.File.Src, at)), title
}

// outdented is a part of a text without the indent that its lines share.
func outdented(src []byte, at syntax.Span) string {
	list := strings.Split(strings.ReplaceAll(string(src[at.From:at.To]), "\r", ""), "\n")
	least := -1
	for _, l := range list[1:] {
		if n := len(l) - len(strings.TrimLeft(l, " \t")); strings.TrimSpace(l) != "" && (least < 0 || n < least) {
			least = n
		}
	}
	for i := range list[1:] {
		if l := list[i+1]; least > 2 && len(l) >= least {
			list[i+1] = "  " + l[least:]
		}
	}
	return strings.Join(list, "\n")
}

// mostLines is how much of a declaration is shown.
const mostLines = 40

func clipped(text string) string {
	list := strings.Split(text, "\n")
	if len(list) > mostLines {
		list = append(list[:mostLines], "...")
	}
	return strings.Join(list, "\n")
}
