// Command w writes the workload W(N) for anybody to try: a folder with the case
// and, beside it, its record.
//
//	go run ./w -n 1500000 -abreast 4 -form csv /tmp/w
//	casus run /tmp/w/case --record /tmp/w/deeds.csv --summary
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"casus/internal/workload"
)

func main() {
	n := flag.Int("n", 100_000, "requests of each alliance, one a day")
	abreast := flag.Int("abreast", 1, "alliances that live side by side, each through W(N)")
	form := flag.String("form", "casus", "how the record is written: casus, csv or jsonl")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run ./w [flags] FOLDER")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := write(flag.Args(), *n, *abreast, workload.Form(*form)); err != nil {
		fmt.Fprintln(os.Stderr, "w:", err)
		os.Exit(1)
	}
}

func write(args []string, n, abreast int, form workload.Form) error {
	switch {
	case len(args) != 1:
		return fmt.Errorf("name the folder to write to")
	case n < 1 || n > workload.Most:
		return fmt.Errorf("-n is from 1 to %d: the calendar ends with the year 9999", workload.Most)
	case abreast < 1 || abreast > 1000:
		return fmt.Errorf("-abreast is from 1 to 1000")
	case form != workload.Casus && form != workload.CSV && form != workload.Lines:
		return fmt.Errorf("-form is casus, csv or jsonl")
	}
	dir := filepath.Join(args[0], "case")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "w.casus"), []byte(workload.Words(abreast)+workload.Charter(abreast)), 0o644); err != nil {
		return err
	}
	path := filepath.Join(args[0], "deeds."+string(form))
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := workload.Write(f, n, abreast, form); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	want := workload.Expected(n).Times(abreast)
	fmt.Printf("%s: %d entries\n", path, workload.Entries(n)*abreast)
	fmt.Printf("to be found: %d in time, %d breaches, of which %d late and %d never performed\n", want.InTime, want.Breaches, want.Late, want.Never)
	last := ""
	if form != workload.Casus { // a table does not say when its record is closed
		last = " --as-of " + workload.Closed(n).String()
	}
	fmt.Printf("casus run %s --record %s --summary%s\n", dir, path, last)
	return nil
}
