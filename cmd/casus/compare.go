package main

import (
	"casus/docket"
	"casus/inquiry"
	"casus/library"
)

type compareCommand struct {
	Path string `arg:"" help:"Folder of the case." placeholder:"CASE"`
	caseFlags
	viewFlags
	filterFlags
	Flaws bool `help:"Set the flaws of the charters side by side instead, with what a search finds of each: what the others close and open beside the first."`
	Acts  int  `help:"With --flaws: the most acts in a history that is searched for." default:"2"`
	JSON  bool `name:"json" xor:"form" help:"Print the comparison as JSON."`
	CSV   bool `name:"csv" xor:"form" help:"Print the matrix of findings as CSV."`
}

func (compareCommand) Help() string {
	return "Give a flag twice with different values, and every value is a variant: --charter, --account, or --reading of one name. " +
		"A flag given once holds for all variants; if that leaves one variant only, it is compared with the case as it stands. " +
		"--all shows what is the same as well."
}

func (compareCommand) Examples() string {
	return `
casus compare cases/csto --charter csto-2002 --charter imankulov-2022    the law against a reform
casus compare cases/csto --reading immediately=3d --reading immediately=none
casus compare cases/csto --account ARM --account AZE
casus compare cases/csto --flaws --charter csto-2002 --charter imankulov-2022 --charter dzhakishev-2022
casus compare cases/csto --charter imankulov-2022 --account KGZ --csv    a reform against the law, by one account
`
}

// Run compares the dockets of all variants.
func (c *compareCommand) Run(p *program) error {
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	if c.Flaws {
		return c.flaws(p, f)
	}
	asked := inquiry.Comparison{Charters: c.Charter, View: c.viewFlags.asked(), Filter: c.filterFlags.asked()}
	cmp, err := asked.Run(f, inquiry.Sources{
		Law: func(charters []string) (*library.Built, error) { return caseFlags{c.Case, charters}.build(p, f) },
		Derive: func(b *library.Built, v inquiry.View) (*docket.Docket, error) {
			defer p.working("running")()
			return v.Derive(b)
		},
	})
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return cmp.WriteJSON(p.out)
	case c.CSV:
		return cmp.WriteCSV(p.out)
	}
	return cmp.Write(p.out, p.style)
}
