package cases_test

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
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

// digest hashes everything that can be reached from values, but for places in
// files: two texts with the same digest mean the same.
type digest struct {
	maphash.Hash
	seen map[uintptr]uint64
}

var digestSeed = maphash.MakeSeed()

func newDigest() *digest {
	d := &digest{seen: map[uintptr]uint64{}}
	d.SetSeed(digestSeed)
	return d
}

func (d *digest) add(v any) { d.value(reflect.ValueOf(v)) }

func (d *digest) number(kind byte, n uint64) {
	var b [9]byte
	b[0] = kind
	binary.LittleEndian.PutUint64(b[1:], n)
	d.Write(b[:])
}

func (d *digest) value(v reflect.Value) {
	if !v.IsValid() {
		d.number('0', 0)
		return
	}
	switch t := v.Type(); {
	case t == placeType, t == spanType, t == fileType, t.Kind() == reflect.Func:
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			d.number('0', 0)
			return
		}
		n, ok := d.seen[v.Pointer()]
		if ok {
			d.number('&', n)
			return
		}
		d.seen[v.Pointer()] = uint64(len(d.seen))
		d.value(v.Elem())
	case reflect.Interface:
		if !v.IsNil() {
			d.WriteString(v.Elem().Type().String())
		}
		d.value(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		d.number('[', uint64(v.Len()))
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map:
		var all uint64 // whatever the order
		for k, x := range v.Seq2() {
			one := newDigest()
			one.value(k)
			one.value(x)
			all += one.Sum64()
		}
		d.number('m', all)
	case reflect.String:
		d.number('s', uint64(v.Len()))
		d.WriteString(v.String())
	case reflect.Bool:
		if v.Bool() {
			d.number('b', 1)
		} else {
			d.number('b', 0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.number('i', uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.number('u', v.Uint())
	default:
		panic("the digest knows no " + v.Kind().String())
	}
}
