package export

import (
	"encoding/csv"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// NA stands in CSV where there is no value.
const NA = "NA"

// WriteCSV writes rows of one of the tables as CSV with a header.
func WriteCSV[T any](w io.Writer, rows []T) error {
	c := csv.NewWriter(w)
	t := reflect.TypeFor[T]()
	head := make([]string, t.NumField())
	for i := range head {
		head[i], _, _ = strings.Cut(t.Field(i).Tag.Get("parquet"), ",")
	}
	c.Write(head)
	line := make([]string, len(head))
	for i := range rows {
		v := reflect.ValueOf(rows[i])
		for k := range line {
			line[k] = field(v.Field(k))
		}
		c.Write(line)
	}
	c.Flush()
	return c.Error()
}

func field(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return NA
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Int32 {
		return strconv.FormatInt(v.Int(), 10)
	}
	return v.String()
}

// WriteParquet writes rows of one of the tables as Parquet.
func WriteParquet[T any](w io.Writer, rows []T) error {
	p := parquet.NewGenericWriter[T](w, parquet.CreatedBy("casus", "", ""), parquet.Compression(&parquet.Snappy))
	if _, err := p.Write(rows); err != nil {
		return err
	}
	return p.Close()
}
