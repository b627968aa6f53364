package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"casus/crew"
	"casus/library"
	"casus/outlook"
)

type workerCommand struct {
	Broker  string `arg:"" help:"Where the broker is: nats://host:4222." placeholder:"URL"`
	Workers int    `help:"How many blocks are worked out at once; as many as there are cores if not said." placeholder:"N"`
}

func (workerCommand) Help() string {
	return "Takes blocks of futures from a broker and works them out, until Ctrl-C. The study, with all its files, comes from the broker: nothing of the case need be here. " +
		"A worker that is lost loses nothing: its block is given to another. Workers must be of the same version as the program that shares the study out."
}

func (workerCommand) Examples() string {
	return `
casus outlook cases/csto --runs 1000000 --share :4222     share the runs out, on one machine
casus outlook worker nats://that-machine:4222             work on them, on another
casus outlook cases/csto --runs 1000000 --broker nats://cluster:4222      through a cluster that is there
`
}

// Run works until it is interrupted.
func (c *workerCommand) Run(p *program) error {
	ctx, end := p.interruptible()
	defer end()
	n := c.Workers
	if n < 1 {
		n = runtime.GOMAXPROCS(0)
	}
	show := p.counting()
	blocks := 0
	var mu sync.Mutex
	err := labour(ctx, c.Broker, n, func(study string, _ int) {
		mu.Lock()
		defer mu.Unlock()
		blocks++
		show.say(fmt.Sprintf("worked out %d blocks, the last of study %s", blocks, study))
	})
	show.end()
	if errors.Is(err, crew.ErrLost) {
		err = fmt.Errorf("%s: %w; %d blocks were worked out and handed in", c.Broker, err, blocks)
	}
	if err != nil {
		return brokerError(err)
	}
	return nil
}

// labour runs so many workers until the context ends or one cannot go on.
func labour(ctx context.Context, url string, n int, done func(study string, block int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			w := &futureWorker{}
			if err := crew.Labour(ctx, url, crewVersion(), crew.Usual, w.block, done); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// crewVersion is what workers must have in common: floating point may differ
// from one sort of processor to another.
func crewVersion() string { return versionWords() + " " + runtime.GOARCH }

func brokerError(err error) error {
	switch {
	case errors.Is(err, crew.ErrVersion):
		return &failure{exitUsage, err}
	case errors.Is(err, crew.ErrLost), errors.Is(err, crew.ErrNone), errors.Is(err, crew.ErrFull):
		return &failure{exitUnreadable, err}
	}
	return &failure{exitUnreadable, fmt.Errorf("the broker: %w", err)}
}

// order is a study as it is handed to workers.
type order struct {
	Path    string // of the folder
	Folder  string // within what was read
	Flags   outlookFlags
	Runs    int64
	Block   int64
	Most    int
	Library *library.Tape
}

// pack is the order as bytes.
func (o *order) pack() ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(o); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (o *order) unpack(b []byte) error {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return err
	}
	return json.NewDecoder(io.LimitReader(z, 1<<30)).Decode(o)
}

// futureWorker works out blocks of the studies that come, one at a time. What
// was made of a study stays for its next block.
type futureWorker struct {
	spec   string
	worker *outlook.Worker
}

func (w *futureWorker) block(ctx context.Context, spec []byte, n int) ([]byte, error) {
	if w.worker == nil || w.spec != string(spec) {
		s, err := studyOf(spec)
		if err != nil {
			return nil, err
		}
		w.spec, w.worker = string(spec), s.NewWorker()
	}
	t, err := w.worker.Block(ctx, n)
	if err != nil {
		return nil, err
	}
	return json.Marshal(t)
}

// studyOf makes a study of what the broker carries.
func studyOf(spec []byte) (*outlook.Study, error) {
	var o order
	if err := o.unpack(spec); err != nil {
		return nil, fmt.Errorf("the order of a study cannot be read: %w", err)
	}
	lib, _ := library.LoadFrom(o.Library, []string{o.Path})
	for _, f := range lib.Folders {
		if f.Path == o.Folder {
			quiet := &program{err: io.Discard}
			s, err := o.Flags.study(quiet, f)
			if err != nil {
				return nil, fmt.Errorf("the study cannot be prepared here: %w", err)
			}
			s.Runs, s.Block, s.Most = o.Runs, o.Block, o.Most
			return s, nil
		}
	}
	return nil, fmt.Errorf("the order of a study lacks the folder %s", o.Folder)
}

// orderOf reads the files of a study again, so that all that is read of them
// can be carried.
func (c *outlookCommand) orderOf(s *outlook.Study) (*order, error) {
	at := c.Path
	if info, err := os.Stat(at); err == nil && !info.IsDir() && filepath.Ext(at) == ".casus" {
		at = filepath.Dir(at)
	}
	o := &order{Path: at, Folder: path.Clean(filepath.ToSlash(s.Outlook.Decl.Folder.Path)), Flags: c.outlookFlags, Runs: s.Runs, Block: s.Block, Most: s.Most, Library: library.NewTape(library.OS{})}
	b, err := o.readThrough()
	if err != nil {
		return nil, err
	}
	if b.Outlook.Name != s.Outlook.Name {
		return nil, errors.New("the files have changed meanwhile: try again")
	}
	return o, nil
}

// readThrough prepares the study from the tape, which so comes to hold all that
// is read for it.
func (o *order) readThrough() (*outlook.Study, error) {
	lib, _ := library.LoadFrom(o.Library, []string{o.Path})
	for _, f := range lib.Folders {
		if f.Path == o.Folder {
			return o.Flags.study(&program{err: io.Discard}, f)
		}
	}
	return nil, fmt.Errorf("the folder %s is not there any more", o.Folder)
}

// share lets others work on a study, through a broker of our own or one that is
// there, and works on it here as well.
func (c *outlookCommand) share(ctx context.Context, p *program, s *outlook.Study, st *outlook.State, step func(*outlook.State) error) error {
	o, err := c.orderOf(s)
	if err != nil {
		return &failure{exitProblems, err}
	}
	spec, err := o.pack()
	if err != nil {
		return err
	}
	url := c.Broker
	if url == "" {
		dir, err := os.MkdirTemp("", "casus-broker-")
		if err != nil {
			return &failure{exitUnreadable, err}
		}
		defer os.RemoveAll(dir)
		address := c.Share
		if strings.HasPrefix(address, ":") {
			address = "0.0.0.0" + address
		}
		broker, err := crew.Serve(address, dir)
		if err != nil {
			return &failure{exitUnreadable, fmt.Errorf("--share %s: %w", c.Share, plainError(err))}
		}
		defer broker.Close()
		url = broker.URL()
		fmt.Fprintf(p.err, "others work on this by: casus outlook worker %s\n", url)
	}
	own, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	if n := c.ownWorkers(); n > 0 {
		wg.Go(func() {
			if err := labour(own, url, n, nil); err != nil {
				fmt.Fprintf(p.err, "the workers here: %v\n", err)
			}
		})
	}
	study := crew.Study{Spec: spec, Blocks: s.Blocks(), Version: crewVersion()}
	err = crew.Collect(ctx, url, study, crew.Usual, func(n int) bool { return st.Done[n] }, func(n int, result []byte) error {
		var t outlook.Tally
		if err := json.Unmarshal(result, &t); err != nil {
			return fmt.Errorf("block %d: %w", n, err)
		}
		if err := st.Take(n, &t); err != nil {
			return err
		}
		return step(st)
	})
	stop()
	wg.Wait()
	var known *failure
	var faulty *crew.Faulty
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case ctx.Err() != nil: // however it came to light
		return ctx.Err()
	case errors.As(err, &faulty):
		// What went wrong there goes wrong here as well, and here it is known where.
		var run *outlook.RunError
		if _, e := s.NewWorker().Block(context.Background(), faulty.Block); errors.As(e, &run) {
			return run
		}
		return &failure{exitProblems, err}
	}
	return brokerError(err)
}

// ownWorkers is how many blocks are worked out here at once.
func (c *outlookCommand) ownWorkers() int {
	if c.Workers >= 0 {
		return c.Workers
	}
	return runtime.GOMAXPROCS(0)
}
