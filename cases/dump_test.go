package cases_test

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"casus/diag"
	"casus/docket"
	"casus/syntax"
)

// docketText is what a docket says, as far as two of them can be told apart.
func docketText(d *docket.Docket) string {
	var b strings.Builder
	fmt.Fprintln(&b, d.AsOf)
	for _, f := range d.Findings {
		fmt.Fprint(&b, f.ID, " ", f.Kind, " ", f.Certainty, " ", f.Days, " ", f.Opened, " ", f.Due, " ", f.Stands, f.Open, f.Awaits)
		for _, r := range append(slices.Clone(f.Roles), f.Roles2...) {
			fmt.Fprint(&b, " ", r.Role)
			for _, s := range r.States {
				fmt.Fprint(&b, " ", d.Case.Vocab.Entities[s].Code)
			}
		}
		for _, v := range f.Sides {
			fmt.Fprint(&b, " ", v.Found, "/", v.Of, " ", v.Days)
			for _, h := range v.HangsOn {
				fmt.Fprint(&b, " ", h.Point.Entry.Written, h.From, h.To, h.Together)
			}
		}
		fmt.Fprintln(&b)
	}
	for _, h := range d.Holders {
		fmt.Fprint(&b, h.Family, h.Status, h.Declared, " ", d.Case.Vocab.Entities[h.Entity].Code, " ", d.Case.Vocab.Entities[h.With].Code)
		for _, v := range h.Sides {
			fmt.Fprint(&b, " ", v.Found, "/", v.Of)
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

var (
	placeType = reflect.TypeFor[diag.Place]()
	spanType  = reflect.TypeFor[syntax.Span]()
	fileType  = reflect.TypeFor[*syntax.File]()
)

// dump writes everything that can be reached from a value, but for places in
// files: two texts with the same dump mean the same.
func dump(w io.Writer, values ...any) {
	d := dumper{w: w, seen: map[uintptr]int{}}
	for _, v := range values {
		d.value(reflect.ValueOf(v))
		io.WriteString(w, "\n")
	}
}

type dumper struct {
	w    io.Writer
	seen map[uintptr]int
}

func (d *dumper) value(v reflect.Value) {
	if !v.IsValid() {
		io.WriteString(d.w, "nil ")
		return
	}
	switch t := v.Type(); {
	case t == placeType, t == spanType, t == fileType, t.Kind() == reflect.Func:
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			io.WriteString(d.w, "nil ")
			return
		}
		if n, ok := d.seen[v.Pointer()]; ok {
			fmt.Fprint(d.w, "&", n, " ")
			return
		}
		d.seen[v.Pointer()] = len(d.seen)
		d.value(v.Elem())
	case reflect.Interface:
		if !v.IsNil() {
			fmt.Fprint(d.w, v.Elem().Type(), " ")
		}
		d.value(v.Elem())
	case reflect.Struct:
		io.WriteString(d.w, "{")
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
		io.WriteString(d.w, "} ")
	case reflect.Slice, reflect.Array:
		io.WriteString(d.w, "[")
		for i := range v.Len() {
			d.value(v.Index(i))
		}
		io.WriteString(d.w, "] ")
	case reflect.Map:
		var lines []string
		for k, x := range v.Seq2() {
			var b strings.Builder
			one := dumper{w: &b, seen: map[uintptr]int{}}
			one.value(k)
			one.value(x)
			lines = append(lines, b.String())
		}
		slices.Sort(lines)
		fmt.Fprint(d.w, lines, " ")
	case reflect.String:
		fmt.Fprintf(d.w, "%q ", v.String())
	default:
		fmt.Fprint(d.w, v, " ")
	}
}
