package syntax

import (
	"casus/calendar"
	"casus/diag"
)

// argumentName stands for a file in messages about a text from the command
// line.
const argumentName = "(argument)"

func argument(text string) (*parser, bool) {
	src := []byte(text)
	p := &parser{path: argumentName, src: src, text: text, lastNumber: -1}
	if d, bad := refuse(argumentName, src); bad {
		p.diags = []diag.Diagnostic{d}
		return p, false
	}
	s := scanner{src: src, path: argumentName, report: p.report}
	s.scan()
	p.begin(s.toks, len(src))
	return p, true
}

// end complains of what is left over.
func (p *parser) end(what string) []diag.Diagnostic {
	if !p.bad && p.kind != tkEOF {
		p.unexpected("nothing more behind "+what, kindSet{})
	}
	diag.Sort(p.diags)
	return p.diags
}

// ParseFinding reads what a person asks about on the command line: a finding,
// as in "breach of help by RUS to ARM", or a change of status, as in "KGZ
// becomes suspended". One of the two is returned, or diagnostics.
func ParseFinding(text string) (*FindingPhrase, *Change, []diag.Diagnostic) {
	p, ok := argument(text)
	if !ok {
		return nil, nil, p.diags
	}
	if p.atChange() {
		c := p.change()
		if ds := p.end("the change of status"); len(ds) > 0 {
			return nil, nil, ds
		}
		return nil, &c, nil
	}
	if !p.atFinding() && !p.bad {
		p.unexpected("a finding such as `breach of help by RUS to ARM`, or a change such as `KGZ becomes suspended`", findingSet)
		return nil, nil, p.diags
	}
	f := p.finding()
	if ds := p.end("the finding"); len(ds) > 0 {
		return nil, nil, ds
	}
	return &f, nil, nil
}

// ParseValue reads the value of a reading from the command line. Besides what
// a file may hold it knows the short periods 7d, 2w, 3m and 1y, which also go
// together: 1y6m.
func ParseValue(text string) (Value, []diag.Diagnostic) {
	if per, ok := shortPeriod(text); ok {
		s := Span{0, int32(len(text))}
		return Value{Span: s, Expr: &PeriodExpr{s, per}}, nil
	}
	p, ok := argument(text)
	if !ok {
		return Value{}, p.diags
	}
	v := p.value()
	if ds := p.end("the value"); len(ds) > 0 {
		return Value{}, ds
	}
	return v, nil
}

// shortPeriod reads 7d, 2w, 3m, 1y and runs of them.
func shortPeriod(s string) (calendar.Period, bool) {
	var per calendar.Period
	for i := 0; i < len(s); {
		n, from := int32(0), i
		for i < len(s) && classes[s[i]] == clDigit && i-from < 6 {
			n = n*10 + int32(s[i]-'0')
			i++
		}
		if i == from || i == len(s) {
			return calendar.Period{}, false
		}
		switch s[i] {
		case 'd':
			per.Days += n
		case 'w':
			per.Days += 7 * n
		case 'm':
			per.Months += n
		case 'y':
			per.Months += 12 * n
		default:
			return calendar.Period{}, false
		}
		if per.Days > maxPeriodDays || per.Months > 9999*12 {
			return calendar.Period{}, false
		}
		i++
	}
	return per, len(s) > 0
}
