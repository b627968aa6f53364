package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"casus/outlook"
	"casus/report"
	"casus/sensitivity"
)

type sensitivityCommand struct {
	Path    string   `arg:"" help:"Folder of the outlook." placeholder:"CASE"`
	Outlook string   `help:"An outlook that the folder declares; the first if not said." placeholder:"NAME"`
	Charter []string `help:"Under this law; the law as it is if not said. Of two, what the second changes beside the first is asked." placeholder:"NAME" sep:"none"`
	Reading []string `help:"Vary this reading of the text as well." placeholder:"NAME" sep:","`
	Ask     []string `help:"What is asked, by name; parties, exits and what the outlook asks if not said." placeholder:"NAME" sep:","`
	Method  string   `help:"bars alone; morris as well (a screening); sobol as well (shares of the variance)." enum:"bars,morris,sobol" default:"morris"`
	Points  int      `help:"Walks of the screening, or base points of the shares; 20 and 128 if not said." placeholder:"N"`
	Runs    int64    `help:"How many futures are run at each point." default:"200"`
	Seed    uint64   `help:"Where chance comes from; it is the same at each point." default:"1"`
	Workers int      `help:"How many share the work; all cores if not said. It changes nothing in the result." placeholder:"N"`
	SVG     string   `name:"svg" help:"Write a tornado for each answer, with its table, into this folder." placeholder:"FOLDER" type:"path"`
	JSON    bool     `name:"json" xor:"form" help:"Print everything as JSON."`
	CSV     bool     `name:"csv" xor:"form" help:"Print one line for each assumption of each answer as CSV."`
}

func (sensitivityCommand) Help() string {
	return "On which of its assumptions does an outlook hang? Its parameters are varied over their ranges or distributions, what it learnt over what the record leaves open, and the readings named over " +
		"their alternatives; at each point the same futures are run with the same chance. Every assumption that is varied is listed, those that do nothing too."
}

func (sensitivityCommand) Examples() string {
	return `
casus outlook sensitivity cases/csto                                which assumptions matter for who leaves
casus outlook sensitivity cases/csto --method sobol --points 256    shares of the variance
casus outlook sensitivity cases/csto --charter csto --charter imankulov     what the difference hangs on
casus outlook sensitivity cases/csto --reading immediately --svg pictures
`
}

// Run varies the assumptions and prints what follows.
func (c *sensitivityCommand) Run(p *program) error {
	if c.Runs < 1 || c.Points < 0 || c.Points == 1 {
		return usage("--runs is at least 1, --points at least 2")
	}
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	lo := f.FindOutlook(c.Outlook)
	if lo == nil {
		return usage("%s declares no outlook %s: %s", c.Path, c.Outlook, near(c.Outlook, f.OutlookNames()))
	}
	options := outlook.Options{Scenarios: c.Charter}
	if len(c.Charter) == 0 {
		if n := lo.Continued(); n != "" {
			options.Scenarios = []string{n}
		}
	}
	a, diags, err := outlook.NewAnalysis(lo, options, c.Reading, c.Runs, c.Seed)
	if bad := onlyErrors(diags); len(bad) > 0 {
		report.Diagnostics(p.err, bad, p.errStyle)
		return errProblems
	}
	if err != nil {
		return usage("%s", err)
	}
	x := report.Hangs{Analysis: a}
	if x.Asked, err = c.asked(a); err != nil {
		return err
	}
	if err := takesFiles(c.SVG); err != nil {
		return err
	}
	ctx, end := p.interruptible() // until all is printed
	defer end()
	broken := c.evaluate(ctx, p, a, &x)
	if len(x.Bars) == 0 {
		return broken
	}
	drawn := writePictures(c.SVG, x.Pictures)
	switch {
	case c.JSON:
		err = x.WriteJSON(p.out)
	case c.CSV:
		err = x.WriteCSV(p.out)
	default:
		err = x.Write(p.out, p.style)
	}
	return errors.Join(broken, err, drawn)
}

// asked finds the answers that are asked for.
func (c *sensitivityCommand) asked(a *outlook.Analysis) ([]int, error) {
	answers := a.Outlook.Answers()
	var names []string
	for _, x := range answers {
		names = append(names, x.Name)
	}
	var list []int
	for _, want := range c.Ask {
		at := -1
		for i, n := range names {
			if n == want {
				at = i
			}
		}
		if at < 0 {
			return nil, usage("--ask %s: there is no such answer: %s", want, near(want, names))
		}
		list = append(list, at)
	}
	if len(c.Ask) > 0 {
		return list, nil
	}
	list = []int{outlook.AnswerParties, outlook.AnswerNoExit}
	for i := len(answers) - len(a.Outlook.Asks); i < len(answers); i++ {
		list = append(list, i)
	}
	return list, nil
}

// evaluate runs the futures at all points: the usual one, the ends of the bars,
// and those of the design. Where it ends early, x has what was run in whole: the
// bars, and the walks or base points before the first that was not.
func (c *sensitivityCommand) evaluate(ctx context.Context, p *program, a *outlook.Analysis, x *report.Hangs) error {
	ends, of := a.Ends()
	points := append([][]float64{a.Usual()}, ends...)
	var morris *sensitivity.Morris
	var sobol *sensitivity.Sobol
	var err error
	switch c.Method {
	case "morris":
		morris, err = sensitivity.NewMorris(a.Plain(), c.points(20), c.Seed)
		if err == nil {
			points = append(points, morris.Points...)
		}
	case "sobol":
		sobol, err = sensitivity.NewSobol(a.Plain(), c.points(128), c.Seed)
		if err == nil {
			for _, n := range sobol.Order() {
				points = append(points, sobol.Points[n])
			}
		}
	}
	if err != nil {
		return usage("%s", err)
	}
	workers := c.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	show := p.counting()
	y, broken := a.Evaluate(ctx, points, workers, func(n int) { show.left("points", int64(n), int64(len(points)), int64(n)) })
	show.end()
	whole := 0 // points before the first that was not run
	for whole < len(points) && y.Means[0][whole] == y.Means[0][whole] {
		whole++
	}
	design := whole - 1 - len(ends)
	switch {
	case errors.Is(broken, context.Canceled):
		broken = &failure{exitInterrupt, fmt.Errorf("broken off after %d of %d points%s", whole, len(points), c.partly(design))}
	case broken != nil:
		broken = &failure{exitProblems, fmt.Errorf("%s%s", strings.TrimSpace(broken.Error()), c.partly(design))}
	}
	if design < 0 {
		return broken
	}
	if x.Points = whole; broken != nil {
		x.Broken = broken.Error()
	}
	walks, base := design/(1+len(a.Factors)), design/(2+len(a.Factors))
	for _, i := range x.Asked {
		x.Usual, x.Errors = append(x.Usual, y.Means[i][0]), append(x.Errors, y.Errors[i][0])
		x.Bars = append(x.Bars, a.Tornado(ends, of, y.Means[i][1:1+len(ends)]))
		rest := y.Means[i][1+len(ends):]
		if morris != nil && walks >= 2 {
			x.Effects = append(x.Effects, morris.First(walks).Effects(rest[:walks*(1+len(a.Factors))]))
		}
		if sobol != nil && base >= 2 {
			first, of := sobol.First(base)
			back := make([]float64, len(rest))
			for k, n := range sobol.Order() {
				back[n] = rest[k]
			}
			list, _ := first.Indices(of(back))
			x.Indices = append(x.Indices, list)
		}
	}
	return broken
}

// partly says what of a design that was broken off is shown.
func (c *sensitivityCommand) partly(design int) string {
	if design < 0 {
		return ": nothing can be said yet"
	}
	return ": shown is what rests on points that were run"
}

func (c *sensitivityCommand) points(usual int) int {
	if c.Points > 0 {
		return c.Points
	}
	return usual
}
