package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"casus/diag"
	"casus/inquiry"
	"casus/library"
	"casus/outlook"
	"casus/report"
)

// outlookHead is an outlook that can be asked for.
type outlookHead struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// outlooksOf lists the outlooks that can be named from a folder, the one that is
// run where none is named first.
func outlooksOf(f *library.Folder) []outlookHead {
	out := []outlookHead{}
	for _, name := range f.OutlookNames() {
		out = append(out, outlookHead{name, f.FindOutlook(name).Decl.Title.Value})
	}
	return out
}

// How many futures are run for who asks: as many as can be waited for, and no
// more. The command has no such bounds.
const (
	usualFutures   = 200
	mostFutures    = 2000
	mostSteps      = 1200 // where who asks says until when; an outlook may say more itself
	longestFutures = time.Minute
)

// futuresBlock is how many futures one worker runs before it looks whether they
// are still wanted; few, so that few of them keep all cores busy too. It changes
// nothing in the result.
const futuresBlock = 10

// futuresJSON is a study as the command prints it, and its pictures.
type futuresJSON struct {
	Futures  any           `json:"futures"`
	Pictures []pictureJSON `json:"pictures"`
}

// pictureJSON is a picture as `casus outlook --svg` writes it, with its table.
type pictureJSON struct {
	Name string `json:"name"`
	SVG  string `json:"svg"`
	CSV  string `json:"csv"`
}

// outlook runs futures and answers with what they come to.
func (s *Server) outlook(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, "outlook", "charter", "until", "runs", "seed")
	if err != nil {
		return err
	}
	runs, err := number(q.query, "runs", usualFutures, 1, mostFutures)
	if err != nil {
		return err
	}
	seed, err := seedOf(q.query)
	if err != nil {
		return err
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	study, err := from.study(q)
	if err != nil {
		return err
	}
	study.Runs, study.Seed, study.Block = int64(runs), seed, futuresBlock
	h := w.Header()
	h.Set("Casus-Revision", from.revision)
	h.Set("Casus-State", string(state))
	if s.unchanged(w, r, `W/"`+from.revision+"-"+string(state)+"-"+s.boot+`"`) {
		return nil
	}
	x, err := s.futures(r.Context(), study)
	if err != nil {
		return err
	}
	if x.Broken != "" {
		h.Del("ETag") // another time it may come further
	}
	var b bytes.Buffer
	if err := writeJSON(&b, futuresJSON{x.JSON(), picturesOf(x)}); err != nil {
		return err
	}
	return s.send(w, r, "application/json", b.Bytes())
}

// seedOf is where chance comes from.
func seedOf(q url.Values) (uint64, error) {
	v := q.Get("seed")
	if v == "" {
		return 1, nil
	}
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		return 0, &problem{status: http.StatusBadRequest, detail: "seed " + v + ": it is a whole number from 0 to 18446744073709551615"}
	}
	return n, nil
}

// study prepares the outlook that is asked for, as the command does.
func (s *snapshot) study(q *question) (*outlook.Study, error) {
	folder := q.folderIn(s)
	if folder == nil {
		return nil, &problem{status: http.StatusNotFound, detail: "the folder " + q.folder + " is gone"}
	}
	name := q.query.Get("outlook")
	lo := folder.FindOutlook(name)
	switch {
	case lo == nil && len(folder.OutlookNames()) == 0:
		return nil, &problem{status: http.StatusNotFound, detail: folder.Path + " declares no outlook: write one, `outlook NAME`, with what states may do and how likely it is (docs/outlook.md)"}
	case lo == nil:
		return nil, notFound("outlook", name, folder.OutlookNames())
	}
	options := outlook.Options{Scenarios: q.charters}
	if v := q.query.Get("until"); v != "" {
		day, err := inquiry.Day("until", v)
		if err != nil {
			return nil, err
		}
		options.Until = day
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o, diags, err := outlook.Prepare(lo, options)
	if err != nil {
		return nil, &problem{status: http.StatusBadRequest, detail: err.Error()}
	}
	if o == nil && (len(q.charters) > 0 || options.Until != 0) { // without them the files would have told of it
		i := slices.IndexFunc(diags, func(d diag.Diagnostic) bool { return d.Severity == diag.Error })
		return nil, &problem{status: http.StatusBadRequest, detail: diags[i].Summary, diagnostics: diags}
	}
	if o == nil {
		return nil, &inquiry.Faulty{Diagnostics: diags}
	}
	if options.Until != 0 && o.Steps > mostSteps {
		return nil, &problem{status: http.StatusBadRequest, detail: fmt.Sprintf("until %s: that is %d steps of the outlook, and the server runs %d at most where it is asked for them; casus outlook has no limit", options.Until, o.Steps, mostSteps)}
	}
	return &outlook.Study{Outlook: o}, nil
}

// futures runs a study on all cores, one study at a time, for as long as who asks
// is there and at most as long as the server allows. What was run by then is
// told, with that it is not all.
func (s *Server) futures(asker context.Context, study *outlook.Study) (x report.Futures, err error) {
	ctx, end := context.WithTimeout(asker, s.patience)
	defer end()
	select {
	case s.running <- struct{}{}:
		defer func() { <-s.running }()
	case <-ctx.Done():
		return x, &problem{status: http.StatusServiceUnavailable, detail: "other futures are being run, which are run one study at a time: ask again in a while"}
	}
	st := study.NewState("")
	err = study.Go(ctx, st, runtime.GOMAXPROCS(0), nil)
	var run *outlook.RunError
	switch {
	case err == nil:
	case errors.As(err, &run):
		p := &problem{status: http.StatusUnprocessableEntity, detail: run.Error()}
		if d, ok := run.Diagnostic(); ok {
			p.diagnostics = []diag.Diagnostic{d}
		}
		return x, p
	case ctx.Err() == nil:
		return x, err
	case st.Tally.Runs == 0:
		return x, &problem{status: http.StatusServiceUnavailable, detail: fmt.Sprintf("no futures were ready after %s: ask for fewer, or run casus outlook, which has no limit", s.patience)}
	default:
		x.Broken = fmt.Sprintf("broken off after %d of %d futures, since the server runs them for %s at most; casus outlook has no limit", st.Tally.Runs, study.Runs, s.patience)
	}
	x.Study, x.Summary = study, study.Summarize(st.Tally)
	return x, nil
}

// picturesOf are the pictures of a study, each with its table.
func picturesOf(x report.Futures) []pictureJSON {
	out := []pictureJSON{}
	names, files := x.Pictures()
	for _, n := range names {
		if name, ok := strings.CutSuffix(n, ".svg"); ok {
			out = append(out, pictureJSON{name, string(files[n]), string(files[name+".csv"])})
		}
	}
	return out
}
