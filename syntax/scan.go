package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"casus/calendar"
	"casus/diag"
)

// scanner cuts a text into tokens. The text is valid UTF-8 without zero bytes
// (see refuse); what it complains of becomes a token all the same, so that the
// parser can go on.
type scanner struct {
	src      []byte
	pos      int
	toks     []token
	comments []Span                  // in the text scanned
	report   func(d diag.Diagnostic) // keeps a diagnostic
	path     string
	partial  bool // more text will follow: a token that touches the end is left for later
}

// Classes of bytes.
const (
	clOther byte = iota
	clBlank
	clLower
	clUpper
	clDigit
	clSymbol
)

var classes = classify()

func classify() (c [256]byte) {
	for _, b := range []byte(" \t\r\n") {
		c[b] = clBlank
	}
	for b := byte('a'); b <= 'z'; b++ {
		c[b] = clLower
	}
	for b := byte('A'); b <= 'Z'; b++ {
		c[b] = clUpper
	}
	for b := byte('0'); b <= '9'; b++ {
		c[b] = clDigit
	}
	for _, b := range []byte(`,=+-*/()%`) {
		c[b] = clSymbol
	}
	return c
}

var symbols = [256]kind{
	',': tkComma, '=': tkEquals, '+': tkPlus, '-': tkMinus, '*': tkTimes, '/': tkSlash,
	'(': tkOpen, ')': tkClose, '%': tkPercent,
}

// isWordByte reports whether a byte can belong to a word or number; '_' is
// taken in so that request_help is complained of as one word.
func isWordByte(b byte) bool {
	c := classes[b]
	return c == clLower || c == clUpper || c == clDigit || b == '_'
}

// scan reads tokens to the end of the text. It does not add the token tkEOF.
func (s *scanner) scan() {
	src := s.src
	for s.pos < len(src) {
		b := src[s.pos]
		switch classes[b] {
		case clBlank:
			s.pos++
		case clLower, clUpper:
			if !s.word() {
				return
			}
		case clDigit:
			if !s.number() {
				return
			}
		case clSymbol:
			s.add(symbols[b], s.pos, s.pos+1, 0)
			s.pos++
		default:
			if !s.rest(b) {
				return
			}
		}
	}
}

func (s *scanner) add(k kind, from, to int, hash uint32) {
	s.toks = append(s.toks, token{from: int32(from), to: int32(to), hash: hash, kind: k})
}

// word reads a NAME, a CODE or a reserved word. It returns false if the word
// may go on beyond a partial text.
func (s *scanner) word() bool {
	src, from := s.src, s.pos
	i, h := from, hashStart
	lower, upper, odd := false, false, false
	for i < len(src) {
		c := src[i]
		switch classes[c] {
		case clLower:
			lower = true
		case clUpper:
			upper = true
		case clDigit:
		default:
			if c == '-' && i+1 < len(src) && isWordByte(src[i+1]) {
				break
			}
			if c == '_' {
				odd = true
				break
			}
			if n := 0; c >= utf8.RuneSelf {
				if n = dashWithin(src[i:]); n > 0 {
					odd = true
					i += n
					continue
				}
			}
			goto done
		}
		h = (h ^ uint32(c)) * hashPrime
		i++
	}
done:
	if s.partial && (i+utf8.UTFMax >= len(src) || lower && upper && len(src)-from < longestDate) {
		return false // what comes next, or what a dash joins, is not known yet
	}
	if lower && upper && s.spokenDate(from) {
		return true
	}
	s.pos = i
	word := src[from:i]
	switch {
	case odd:
		s.oddWord(from, i)
	case lower && upper:
		s.mixedCase(from, i)
	case lower:
		s.add(keyword(word, h), from, i, h)
	default:
		s.add(tkCode, from, i, h)
	}
	return true
}

var plainHyphens = strings.NewReplacer("_", "-", "–", "-", "—", "-", "‑", "-", "−", "-")

// dashWithin is the length of a dash other than the plain hyphen that joins
// two parts of a word, or 0.
func dashWithin(src []byte) int {
	r, n := utf8.DecodeRune(src)
	if strings.ContainsRune("–—‑−", r) && r != utf8.RuneError && len(src) > n && isWordByte(src[n]) && classes[src[n]] != clDigit {
		return n
	}
	return 0
}

func (s *scanner) oddWord(from, to int) {
	word := string(s.src[from:to])
	better := strings.Trim(plainHyphens.Replace(word), "-")
	s.complain("E0110", from, to, fmt.Sprintf("`%s` is not well formed: words are joined by plain hyphens", clipWord(word)),
		"", "write `"+clipWord(better)+"`")
	s.add(tkMixed, from, to, hashOf(word))
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

func (s *scanner) mixedCase(from, to int) {
	word := string(s.src[from:to])
	low := strings.ToLower(word)
	if k := keyword([]byte(low), hashOf(low)); k != tkName {
		s.complain("E0104", from, to, fmt.Sprintf("`%s` mixes upper and lower case", word), "",
			fmt.Sprintf("the words of the language are lower case: `%s`", low))
		s.add(k, from, to, hashOf(low))
		return
	}
	if slices.Contains(months, low) {
		s.complain("E0108", from, to, fmt.Sprintf("`%s` is no date", word), "a date such as 2022-09-14, 2022-09 or 2022", "months are written as numbers")
		s.add(tkMixed, from, to, hashOf(word))
		return
	}
	s.complain("E0104", from, to, fmt.Sprintf("`%s` mixes upper and lower case", clipWord(word)), "",
		fmt.Sprintf("an entity is all upper case (`%s`), any other name all lower case (`%s`)",
			clipWord(strings.ToUpper(word)), clipWord(low)))
	s.add(tkMixed, from, to, hashOf(word))
}

// number reads a NUM, a MONTH or a DAY. A hyphen between digits always makes a
// date: 2022-09 is never a subtraction.
func (s *scanner) number() bool {
	src, from := s.src, s.pos
	i := from
	for i < len(src) && classes[src[i]] == clDigit {
		i++
	}
	digits := i - from
	if digits <= 2 && capitalAhead(src[i:min(len(src), i+longestDate)]) {
		if s.partial && len(src)-from < longestDate {
			return false
		}
		if s.spokenDate(from) {
			return true
		}
	}
	if i < len(src) && (src[i] == '.' || src[i] == '/') {
		if end := foreignDate(src, from); end > 0 {
			if s.partial && end == len(src) {
				return false
			}
			s.malformedDate(from, end)
			s.add(tkBad, from, end, 0)
			s.pos = end
			return true
		}
	}
	dashed, letters, decimals := false, false, 0
	for i < len(src) {
		c := src[i]
		if isWordByte(c) {
			letters = letters || classes[c] != clDigit
		} else if c != '-' || i+1 >= len(src) || !isWordByte(src[i+1]) {
			break
		} else {
			dashed = true
		}
		i++
	}
	if !dashed && !letters && i+1 < len(src) && src[i] == '.' && classes[src[i+1]] == clDigit {
		i++
		start := i
		for i < len(src) && classes[src[i]] == clDigit {
			i++
		}
		decimals = i - start
		for i < len(src) && isWordByte(src[i]) {
			letters = true
			i++
		}
	}
	if s.partial && i+2 >= len(src) {
		return false
	}
	if i+1 < len(src) && src[i] == ':' && classes[src[i+1]] == clDigit {
		return s.hour(from, i)
	}
	s.pos = i
	switch {
	case letters:
		s.numberWithLetters(from, i)
	case dashed:
		s.date(from, i)
	default:
		if digits > 12 || decimals > 4 {
			s.complain("E0109", from, i, fmt.Sprintf("the number %s is too long", clipWord(string(src[from:i]))),
				"at most twelve digits before the point and four behind it",
				"for large numbers write `thousand`, `million` or `billion` after the number")
			src = nil // its value is not read
		}
		s.add(tkNum, from, i, 0)
	}
	return true
}

// hour complains of a time of the day: 10:00.
func (s *scanner) hour(from, i int) bool {
	for i < len(s.src) && (s.src[i] == ':' || classes[s.src[i]] == clDigit) {
		i++
	}
	if s.partial && i >= len(s.src) {
		return false
	}
	s.complain("E0110", from, i, fmt.Sprintf("`%s` is a time of the day", clipWord(string(s.src[from:i]))), "",
		"the day is the smallest unit; what happened earlier on one day stands on an earlier line")
	s.add(tkBad, from, i, 0)
	s.pos = i
	return true
}

func (s *scanner) numberWithLetters(from, to int) {
	word := string(s.src[from:to])
	hint := "put a blank between the number and the word; a name begins with a letter"
	digits := strings.IndexFunc(word, func(r rune) bool { return r < '0' || r > '9' })
	if n, ok := shortPeriod(word); ok {
		hint = "write `" + n.String() + "`"
	} else if _, _, ok := unitOf(word[digits:]); ok {
		hint = "write `" + word[:digits] + " " + word[digits:] + "`"
	}
	s.complain("E0110", from, to, fmt.Sprintf("`%s` is neither a number nor a name", clipWord(word)), "", hint)
	s.add(tkBad, from, to, 0)
}

func (s *scanner) date(from, to int) {
	w := s.src[from:to]
	k := tkBad
	switch {
	case len(w) == 10 && w[4] == '-' && w[7] == '-' && bytes.Count(w, []byte{'-'}) == 2:
		k = tkDay
	case len(w) == 7 && w[4] == '-' && bytes.Count(w, []byte{'-'}) == 1:
		k = tkMonth
	}
	if k == tkBad {
		s.malformedDate(from, to)
	} else if y, m, d := dateParts(w); k == tkDay {
		if _, ok := calendar.Date(y, m, d); !ok {
			s.noSuchDate(from, to, y, m, d)
		}
	} else if y < 1 || m < 1 || m > 12 {
		s.noSuchDate(from, to, y, m, 1)
	}
	s.add(k, from, to, 0)
}

// dateParts reads the digits of a DAY, MONTH or year; a missing part is 1.
func dateParts(w []byte) (y, m, d int) {
	y = int(w[0]-'0')*1000 + int(w[1]-'0')*100 + int(w[2]-'0')*10 + int(w[3]-'0')
	m, d = 1, 1
	if len(w) >= 7 {
		m = int(w[5]-'0')*10 + int(w[6]-'0')
	}
	if len(w) >= 10 {
		d = int(w[8]-'0')*10 + int(w[9]-'0')
	}
	return y, m, d
}

func (s *scanner) noSuchDate(from, to, y, m, d int) {
	word := string(s.src[from:to])
	hint := ""
	switch {
	case y < 1:
		hint = "years run from 0001 to 9999"
	case m < 1 || m > 12:
		hint = "months run from 01 to 12; a date is written year-month-day"
	case d < 1:
		hint = "days run from 01"
	default:
		hint = fmt.Sprintf("%04d-%02d has %d days", y, m, calendar.MonthLength(y, m))
	}
	s.complain("E0108", from, to, fmt.Sprintf("there is no date %s", word), "", hint)
}

func (s *scanner) malformedDate(from, to int) {
	word := string(s.src[from:to])
	hint := "write 2022-09-14 for a day, 2022-09 for a month, 2022 for a year; a subtraction has blanks around its minus"
	if better := repairDate(word); better != "" {
		hint = "write " + better
	}
	s.complain("E0108", from, to, fmt.Sprintf("`%s` is not a date", clipWord(word)),
		"a date such as 2022-09-14, 2022-09 or 2022", hint)
}

// foreignDate returns where a date written like 14.09.2022 or 2022/09/14 ends,
// or 0 if none begins at from.
func foreignDate(src []byte, from int) int {
	i, sep := from, byte(0)
	for part := range 3 {
		start := i
		for i < len(src) && classes[src[i]] == clDigit {
			i++
		}
		if i == start || i-start > 4 {
			return 0
		}
		if part == 2 {
			break
		}
		if i == len(src) || src[i] != '.' && src[i] != '/' || part == 1 && src[i] != sep {
			return 0
		}
		sep = src[i]
		i++
	}
	if i < len(src) && isWordByte(src[i]) {
		return 0
	}
	return i
}

// spokenDate complains of a date written as it is said, 12 September 1934 or
// September 12, 1934, if one begins at from.
func (s *scanner) spokenDate(from int) bool {
	m := spoken.FindSubmatch(s.src[from:min(len(s.src), from+longestDate)])
	if m == nil {
		return false
	}
	day, month := string(m[1]), string(m[2])
	if day == "" {
		day, month = string(m[4]), string(m[3])
	}
	n := monthNumbers[strings.ToLower(string([]rune(month)[:3]))]
	if n == 0 {
		return false
	}
	end := from + len(m[0])
	hint := "months are written as numbers, and the year comes first"
	if better := repairDate(fmt.Sprintf("%s-%d-%s", m[5], n, day)); better != "" {
		hint = "write " + better
	}
	s.complain("E0108", from, end, fmt.Sprintf("`%s` is not a date", s.src[from:end]), "a date such as 2022-09-14, 2022-09 or 2022", hint)
	s.add(tkBad, from, end, 0)
	s.pos = end
	return true
}

// capitalAhead reports whether the next word is written like a month, so that
// few numbers are looked at as dates. What is cut off may be.
func capitalAhead(src []byte) bool {
	i := 0
	for i < len(src) && (classes[src[i]] == clLower || src[i] == '.') {
		i++
	}
	for i < len(src) && (src[i] == ' ' || src[i] == '\t') {
		i++
	}
	return i+1 >= len(src) || classes[src[i]] == clUpper && (classes[src[i+1]] == clLower || src[i+1] >= utf8.RuneSelf)
}

// longestDate is more than the longest date of spokenDate takes.
const longestDate = 40

var spoken = regexp.MustCompile(`^(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ \t]+(\p{Lu}\pL{2,9})|(\p{Lu}\pL{2,9})\.?[ \t]+(\d{1,2})(?:st|nd|rd|th)?)[.,]?[ \t]+(\d{4})\b`)

var monthNumbers = map[string]int{"jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12}

// repairDate guesses the day meant by 2022-9-14, 14-09-2022 or 14.09.2022.
func repairDate(word string) string {
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == '-' || r == '.' || r == '/' })
	if len(parts) == 3 && len(parts[2]) == 4 && len(parts[0]) <= 2 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts) < 2 || len(parts) > 3 || len(parts[0]) != 4 {
		return ""
	}
	n := [3]int{2: 1}
	for i, p := range parts {
		if len(p) == 0 || len(p) > 4 {
			return ""
		}
		n[i] = 0
		for _, c := range p {
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	if _, ok := calendar.Date(n[0], n[1], n[2]); !ok {
		return ""
	}
	better := fmt.Sprintf("%04d-%02d", n[0], n[1])
	if len(parts) == 3 {
		better += fmt.Sprintf("-%02d", n[2])
	}
	return better
}

// rest reads what begins with none of the usual bytes: comments, texts, dots,
// and characters the language does not use.
func (s *scanner) rest(b byte) bool {
	switch b {
	case '#':
		return s.comment()
	case '"':
		return s.text()
	case '.':
		if s.partial && s.pos+2 >= len(s.src) {
			return false
		}
		if s.pos+1 < len(s.src) && s.src[s.pos+1] == '.' {
			s.add(tkDots, s.pos, s.pos+2, 0)
			s.pos += 2
			return true
		}
	}
	return s.unknown()
}

func (s *scanner) comment() bool {
	from := s.pos
	to := len(s.src)
	if i := bytes.IndexByte(s.src[from:], '\n'); i >= 0 {
		to = from + i
	} else if s.partial {
		return false
	}
	s.pos = to
	if to > from && s.src[to-1] == '\r' {
		to--
	}
	s.comments = append(s.comments, Span{int32(from), int32(to)})
	return true
}

// text reads a quoted text. One that is not closed ends with its line.
func (s *scanner) text() bool {
	src, from := s.src, s.pos
	escaped := false
	for i := from + 1; i < len(src); i++ {
		switch src[i] {
		case '"':
			s.pos = i + 1
			s.add(tkString, from, s.pos, 0)
			if escaped {
				s.checkEscapes(from+1, i)
			}
			return true
		case '\\':
			escaped = true
			i++
			if i < len(src) && src[i] == '\n' {
				i-- // the line ends here all the same
			}
		case '\n':
			s.openText(from, i)
			return true
		}
	}
	if s.partial {
		return false
	}
	s.openText(from, len(src))
	return true
}

func (s *scanner) openText(from, to int) {
	s.pos = to
	end := from + len(bytes.TrimRight(s.src[from:to], " \t\r"))
	s.complain("E0106", from, end, "a text is opened here and not closed on its line",
		"a quote at the end of the text", "a text stands on one line; a quote inside it is written \\\"")
	s.add(tkString, from, end, 0)
}

func (s *scanner) checkEscapes(from, to int) {
	for i := from; i < to; i++ {
		if s.src[i] != '\\' {
			continue
		}
		i++
		if i < to && s.src[i] != '"' && s.src[i] != '\\' {
			_, size := utf8.DecodeRune(s.src[i:to])
			s.complain("E0107", i-1, i+size, "a backslash stands before neither a quote nor a backslash", "",
				"inside a text write \\\" for a quote and \\\\ for a backslash")
		}
	}
}

// unescape gives the value of a quoted text, without its quotes.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// unknown complains of a run of characters the language does not use.
func (s *scanner) unknown() bool {
	from := s.pos
	i := from
	for i < len(s.src) {
		b := s.src[i]
		if classes[b] != clOther || i > from && (b == '"' || b == '#' || b == '.') {
			break
		}
		if s.partial && !utf8.FullRune(s.src[i:]) {
			return false
		}
		_, size := utf8.DecodeRune(s.src[i:])
		i += size
	}
	if s.partial && i >= len(s.src) && i-from < 4096 {
		return false
	}
	r, size := utf8.DecodeRune(s.src[from:])
	if to := s.curlyText(r, from+size); to > 0 {
		s.complain("E0105", from, to, "a text stands in straight double quotes", "", "replace the quotes by straight double ones: \"...\"")
		s.add(tkString, from, to, 0)
		s.pos = to
		return true
	}
	what := fmt.Sprintf("the character `%c` has no place in the language outside a quoted text", r)
	if !unicode.IsPrint(r) {
		what = fmt.Sprintf("the character %U has no place in the language", r)
	}
	s.complain("E0105", from, i, what, "", hintForRune(r))
	s.add(tkBad, from, i, 0)
	s.pos = i
	return true
}

// curlyText returns the end of a text in typographic quotes that ends on its
// line, or 0.
func (s *scanner) curlyText(open rune, from int) int {
	closers := []string{"”", "»", "“", "\""}
	switch {
	case strings.ContainsRune("‘‚", open):
		closers = []string{"’", "‘"}
	case open == '\'':
		closers = []string{"'"}
	case !strings.ContainsRune("“„«", open):
		return 0
	}
	rest := s.src[from:min(len(s.src), from+300)]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	for _, closing := range closers {
		if i := bytes.Index(rest, []byte(closing)); i >= 0 {
			return from + i + len(closing)
		}
	}
	return 0
}

func hintForRune(r rune) string {
	switch r {
	case '“', '”', '„', '«', '»', '‘', '’', '\'':
		return "texts stand in straight double quotes: \"...\""
	case '–', '—', '−', '‑':
		return "write the plain hyphen: -"
	case '…':
		return "write two full stops: .."
	case '.':
		return "leave it out: no full stop ends a clause or follows a number; a decimal has a digit on both sides of its point, and a span has two: A..B"
	case ':':
		return "leave it out: nothing takes a colon; hours are not written, the day is the smallest unit"
	case '{', '}', '[', ']', ';':
		return "clauses are told apart by their first words; there are no brackets or semicolons"
	case '<', '>', '!':
		return "comparisons are written `is at least`, `is at most`, `is more than`, `is less than`, `is not`"
	case '&', '|':
		return "write `and` or `or`"
	case '@', '$', '^', '~', '?', '\\', '`':
		return ""
	case '\u00A0', '\uFEFF', '\u200B', '\u2009', '\u202F', '\u3000':
		return "replace the special blank by an ordinary one"
	}
	if unicode.IsLetter(r) {
		return "names use the letters a to z, entities A to Z; other letters belong in quoted texts"
	}
	return ""
}

func (s *scanner) complain(code string, from, to int, summary, expected, hint string) {
	s.report(diag.Diagnostic{
		Code: code, Summary: summary, Expected: expected, Hint: hint,
		Place: diag.Place{File: s.path, Src: s.src, From: int32(from), To: int32(to)},
	})
}

// clipWord shortens what is quoted in a message.
func clipWord(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
