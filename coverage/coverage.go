// Package coverage holds a lawyer's table of a charter, article by article,
// against the charter: what the text of each article provides, whether the
// charter expresses it, and what is missing.
//
// The table is a file coverage.csv beside the charters of a folder, with the
// columns charter, article, text_provides, status, missing_or_why and basis,
// and perhaps where. The article is that of the treaty: `4`, `13-15`, `4(a)`,
// `preamble`. Its place in the charter file is the article of that number; or
// one whose title names the number; or what `where` or missing_or_why name:
// `article 17`, a rule, or a head by its name (`parties`, a body, a status, a
// reading, a definition, a measure).
package coverage

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"casus/diag"
	"casus/library"
	"casus/syntax"
)

// FileName is the name of the table in a folder.
const FileName = "coverage.csv"

// Status says how far a charter expresses an article.
type Status string

// The statuses.
const (
	Expressed      Status = "expressed"
	InPart         Status = "in part"
	NotExpressible Status = "not expressible"
	LeftOut        Status = "left out"
)

// Statuses lists the statuses.
var Statuses = []Status{Expressed, InPart, NotExpressible, LeftOut}

// Row is one line of the table.
type Row struct {
	Charter, Article, Provides string
	Status                     Status
	Why, Basis, Where          string
	Place                      diag.Place

	Homes []string // articles of the charter file that hold it, in their order
	Rules []string // rules of those articles, and rules and heads that the row names
}

// Table is the part of a table that speaks of one charter.
type Table struct {
	Charter, Title string
	Rows           []*Row
}

// Count is how many rows have a status.
func (t *Table) Count(s Status) int {
	n := 0
	for _, r := range t.Rows {
		if r.Status == s {
			n++
		}
	}
	return n
}

var _ = diag.Register(map[string]string{
	"E0501": "a table of coverage that cannot be read",
	"E0502": "a row of coverage about a charter that is not there",
	"E0503": "an article of a charter that its table of coverage leaves out",
	"E0504": "a status of coverage that there is not",
	"E0505": "an article said to be expressed for which the charter has nothing",
	"E0506": "a rule or article named in a table of coverage that the charter does not have",
	"E0507": "two rows of coverage that say the same of one article",
	"E0508": "an article said not to be expressed for which the charter has rules",
	"E0509": "an article not wholly expressed without a word on what is missing",
})

var columns = []string{"charter", "article", "text_provides", "status", "missing_or_why", "basis"}

// Parse reads a table.
func Parse(file string, src []byte) ([]*Row, []diag.Diagnostic) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))))
	r.FieldsPerRecord = -1
	bad := func(from int64, format string, args ...any) []diag.Diagnostic {
		return []diag.Diagnostic{{Code: "E0501", Severity: diag.Error, Place: lineAt(file, src, int(from)), Summary: fmt.Sprintf(format, args...)}}
	}
	if at := unshown(src); at >= 0 {
		return nil, bad(int64(bytes.LastIndexByte(src[:at], '\n')+1), "the table holds a byte that is no text, %#02x: save it as UTF-8", src[at])
	}
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, bad(0, "the table is empty")
	}
	if err != nil {
		return nil, bad(0, "the table cannot be read: %s", plain(err))
	}
	if len(head) < len(columns) || !slices.Equal(head[:len(columns)], columns) || len(head) > len(columns) && head[len(columns)] != "where" || len(head) > len(columns)+1 {
		return nil, bad(0, "the columns are %s, and perhaps where", strings.Join(columns, ", "))
	}
	var rows []*Row
	for {
		from := r.InputOffset()
		f, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, bad(from, "the table cannot be read: %s", plain(err))
		}
		if len(f) != len(head) && len(f) != len(columns) {
			return rows, bad(from, "the line has %d fields, and the table %d: a field with a comma stands in double quotes", len(f), len(head))
		}
		row := &Row{Charter: strings.TrimSpace(f[0]), Article: strings.TrimSpace(f[1]), Provides: f[2], Status: Status(strings.TrimSpace(f[3])), Why: f[4], Basis: f[5],
			Place: lineAt(file, src, int(from))}
		if len(f) > len(columns) {
			row.Where = f[6]
		}
		rows = append(rows, row)
	}
}

// unshown is where the first byte stands that is not UTF-8, or that controls a
// terminal and is no text; -1 if there is none.
func unshown(src []byte) int {
	for at := 0; at < len(src); {
		r, n := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return at
		}
		at += n
	}
	return -1
}

// plain is an error of the reader without the line, which is said already.
func plain(err error) string {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// lineAt is the place of the line at an offset.
func lineAt(file string, src []byte, from int) diag.Place {
	for from < len(src) && (src[from] == '\n' || src[from] == '\r') {
		from++
	}
	from = min(from, len(src))
	to := len(src)
	if i := bytes.IndexByte(src[from:], '\n'); i >= 0 {
		to = from + i
	}
	return diag.Place{File: file, Src: src, From: int32(from), To: int32(to)}
}

// Check holds the rows against the charters of a folder; with names, only
// those charters are looked at and returned.
func Check(rows []*Row, table diag.Place, f *library.Folder, names []string) ([]*Table, []diag.Diagnostic) {
	c := &checker{table: table}
	var tables []*Table
	for _, ch := range f.Charters {
		name := ch.Decl.Name.Name
		if len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		t := &Table{Charter: name, Title: ch.Decl.Title.Value}
		for _, r := range rows {
			if r.Charter == name {
				t.Rows = append(t.Rows, r)
			}
		}
		c.charter(ch, t)
		tables = append(tables, t)
	}
	for _, r := range rows {
		if f.Charter(r.Charter) == nil {
			hint := ""
			var all []string
			for _, ch := range f.Charters {
				all = append(all, ch.Decl.Name.Name)
			}
			if w := diag.Closest(r.Charter, all); w != "" {
				hint = "did you mean " + w + "?"
			}
			c.error("E0502", r.Place, hint, "there is no charter %s", r.Charter)
		}
	}
	diag.Sort(c.list)
	return tables, c.list
}

type checker struct {
	table diag.Place
	list  []diag.Diagnostic
}

func (c *checker) error(code string, at diag.Place, hint, format string, args ...any) {
	c.list = append(c.list, diag.Diagnostic{Code: code, Severity: diag.Error, Place: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

func (c *checker) warn(code string, at diag.Place, hint, format string, args ...any) {
	c.list = append(c.list, diag.Diagnostic{Code: code, Severity: diag.Warning, Place: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

// charter holds the rows of one charter against it.
func (c *checker) charter(ch *library.Charter, t *Table) {
	text := textOf(ch)
	seen := map[[2]string]*Row{}
	held := map[string]bool{}
	for _, r := range t.Rows {
		// Parts of an article may stand in rows of their own.
		k := [2]string{r.Article, strings.Join(strings.Fields(r.Provides), " ")}
		if first := seen[k]; first != nil {
			c.list = append(c.list, diag.Diagnostic{Code: "E0507", Severity: diag.Error, Place: r.Place, Summary: "another row says the same of article " + r.Article + " of " + t.Charter,
				Hint: "keep one of the two", Related: []diag.Related{{Place: first.Place, Role: "the first one"}}})
		} else {
			seen[k] = r
		}
		c.row(text, r, t.Rows)
		for _, h := range r.Homes {
			held[h] = true
		}
	}
	for _, a := range ch.Decl.Articles {
		if n := a.Number.Name; !held[n] {
			c.list = append(c.list, diag.Diagnostic{Code: "E0503", Severity: diag.Error, Place: c.table,
				Summary: "no row speaks of article " + n + " of " + t.Charter, Hint: "add a line: " + t.Charter + "," + n + ",what it provides,expressed,,",
				Related: []diag.Related{{Place: placeOf(ch.File, a.Number.Span), Role: "the article"}}})
		}
	}
}

func placeOf(f *syntax.File, s syntax.Span) diag.Place {
	return diag.Place{File: f.Path, Src: f.Src, From: s.From, To: s.To}
}

// row finds what of the charter a row speaks of, and checks it.
func (c *checker) row(text *text, r *Row, all []*Row) {
	text.find(r)
	for _, w := range strings.Fields(r.Where) {
		if !text.has(w) {
			c.error("E0506", r.Place, text.hint(w), "the charter %s has no rule, article or head %s", r.Charter, w)
		}
	}
	for _, n := range namedArticles(r.Why) {
		if strings.Contains(r.Why, "article "+n+" here") && text.article(n) == nil {
			c.error("E0506", r.Place, "", "the charter %s has no article %s", r.Charter, n)
		}
	}
	switch r.Status {
	case Expressed:
		if len(r.Rules) == 0 {
			c.error("E0505", r.Place, "name what expresses it: an article, a rule or a head, in the column where or in missing_or_why",
				"article %s of %s is said to be expressed, and the charter has nothing for it", r.Article, r.Charter)
		}
	case InPart, NotExpressible, LeftOut:
		if strings.TrimSpace(r.Why) == "" {
			c.error("E0509", r.Place, "say it in missing_or_why", "article %s of %s is %s, and it is not said what is missing or why", r.Article, r.Charter, r.Status)
		}
		if a := text.own(r); r.Status != InPart && a != nil && len(a.Rules) > 0 && !partly(text, a, all) {
			c.warn("E0508", r.Place, "is it expressed in part?", "article %s of %s is %s, and the charter has rules for it: %s",
				r.Article, r.Charter, r.Status, strings.Join(ruleNames(a), ", "))
		}
	default:
		c.error("E0504", r.Place, "the statuses are expressed, in part, not expressible and left out", "there is no status `%s`", r.Status)
	}
}

// partly reports whether some row says that an article of the charter is
// expressed, wholly or in part.
func partly(text *text, a *syntax.Article, all []*Row) bool {
	return slices.ContainsFunc(all, func(r *Row) bool { return (r.Status == Expressed || r.Status == InPart) && text.own(r) == a })
}

// text is a charter by the names of what it holds.
type text struct {
	decl  *syntax.Charter
	heads map[string]bool // names of heads, of the charter and of its articles
}

func textOf(ch *library.Charter) *text {
	t := &text{decl: ch.Decl, heads: map[string]bool{}}
	add := func(list []syntax.Head) {
		for _, h := range list {
			for _, n := range headNames(h) {
				t.heads[n] = true
			}
		}
	}
	add(ch.Decl.Heads)
	for _, a := range ch.Decl.Articles {
		add(a.Heads)
	}
	return t
}

// headNames are the names by which a row may point at a head.
func headNames(h syntax.Head) []string {
	if what, id := syntax.Declared(h); what == "status" && id.Name == "party" {
		return []string{"parties", "party"}
	} else if what != "" {
		return []string{id.Name}
	}
	switch h := h.(type) {
	case *syntax.YieldsHead:
		return []string{"yields"}
	case *syntax.GovernsHead:
		return []string{"governs"}
	case *syntax.DateHead:
		return []string{h.Word}
	case *syntax.RepealsHead:
		return []string{"repeals"}
	case *syntax.OpenHead:
		return []string{"open"}
	}
	return nil
}

func (t *text) article(n string) *syntax.Article {
	for _, a := range t.decl.Articles {
		if a.Number.Name == n {
			return a
		}
	}
	return nil
}

func (t *text) rule(name string) *syntax.Article {
	for _, a := range t.decl.Articles {
		if slices.Contains(ruleNames(a), name) {
			return a
		}
	}
	return nil
}

func (t *text) has(word string) bool {
	return t.article(word) != nil || t.rule(word) != nil || t.heads[word]
}

func (t *text) hint(word string) string {
	var all []string
	for _, a := range t.decl.Articles {
		all = append(all, ruleNames(a)...)
	}
	for h := range t.heads {
		all = append(all, h)
	}
	slices.Sort(all)
	if w := diag.Closest(word, all); w != "" {
		return "did you mean " + w + "?"
	}
	return ""
}

func ruleNames(a *syntax.Article) []string {
	var list []string
	for _, r := range a.Rules {
		list = append(list, r.RuleName().Name)
	}
	return list
}

// own is the article of the charter that has the number of the row.
func (t *text) own(r *Row) *syntax.Article {
	for _, n := range numbers(r.Article) {
		if a := t.article(n); a != nil {
			return a
		}
	}
	return nil
}

// find ties a row to the articles, rules and heads that it speaks of.
func (t *text) find(r *Row) {
	home := func(a *syntax.Article) {
		if a != nil && !slices.Contains(r.Homes, a.Number.Name) {
			r.Homes = append(r.Homes, a.Number.Name)
			r.Rules = append(r.Rules, ruleNames(a)...)
			for _, h := range a.Heads {
				r.Rules = append(r.Rules, headNames(h)...)
			}
		}
	}
	for _, n := range numbers(r.Article) {
		home(t.article(n))
		for _, a := range t.decl.Articles {
			if slices.Contains(namedArticles(a.Title.Value), n) {
				home(a)
			}
		}
	}
	for _, n := range namedArticles(r.Why + " " + r.Where) {
		home(t.article(n))
	}
	for _, w := range words(r.Why + " " + r.Where) {
		switch a := t.rule(w); {
		case a != nil:
			if !slices.Contains(r.Rules, w) {
				r.Rules = append(r.Rules, w)
			}
			if !slices.Contains(r.Homes, a.Number.Name) {
				r.Homes = append(r.Homes, a.Number.Name)
			}
		case t.heads[w] && !slices.Contains(r.Rules, w):
			r.Rules = append(r.Rules, w)
		}
	}
	slices.SortStableFunc(r.Homes, func(a, b string) int { return cmp.Compare(t.place(a), t.place(b)) })
}

func (t *text) place(article string) int {
	return slices.IndexFunc(t.decl.Articles, func(a *syntax.Article) bool { return a.Number.Name == article })
}

// words are the words of a text as names are written: `pay` of "pay." too.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !(r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z')
	})
}

// numbers are the articles of which a row speaks, as a charter numbers them:
// 4(a) is 4, 13-15 are three, "Protocol 22" is protocol-22 and 22.
func numbers(article string) []string {
	var list []string
	for _, part := range strings.FieldsFunc(article, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.ToLower(strings.TrimSpace(part))
		list = append(list, strings.Join(strings.Fields(part), "-"))
		if lo, hi, ok := span(part); ok {
			for n := lo; n <= hi; n++ {
				list = append(list, strconv.Itoa(n))
			}
			continue
		}
		for _, w := range strings.FieldsFunc(part, func(r rune) bool { return r == ' ' }) {
			if n := leadingNumber(w); n != "" {
				list = append(list, n)
			}
		}
	}
	return list
}

// longestSpan bounds what one row may take together.
const longestSpan = 500

func span(s string) (lo, hi int, ok bool) {
	a, b, found := strings.Cut(s, "-")
	if !found {
		return 0, 0, false
	}
	lo, err1 := strconv.Atoi(strings.TrimSpace(a))
	hi, err2 := strconv.Atoi(strings.TrimSpace(b))
	return lo, hi, err1 == nil && err2 == nil && lo <= hi && hi-lo <= longestSpan
}

func leadingNumber(s string) string {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i]
}

// namedArticles are the numbers that stand behind the word article in a text:
// "Articles 2, 3, 6 and 16: ..." names four.
func namedArticles(s string) []string {
	var list []string
	after := false
	for _, w := range strings.Fields(s) {
		end := strings.HasSuffix(w, ":") || strings.HasSuffix(w, ";") || strings.HasSuffix(w, ".")
		w = strings.ToLower(strings.Trim(w, ".,:;()\""))
		switch {
		case w == "article" || w == "articles":
			after = true
			continue
		case !after:
		case w == "and" || w == "to":
			continue
		default:
			if n := leadingNumber(w); n != "" {
				list = append(list, n)
				after = !end
				continue
			}
		}
		after = false
	}
	return list
}
