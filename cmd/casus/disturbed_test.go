package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"casus/calendar"
	"casus/library"
	"casus/outlook"
)

// aside is a program that prints and says into buffers.
func aside() (p *program, out, said *strings.Builder) {
	out, said = &strings.Builder{}, &strings.Builder{}
	return &program{out: bufio.NewWriter(out), err: said}, out, said
}

// over is a context that has ended, as after Ctrl-C.
func over() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// pactIn is a copy of the Pact that a test may write into.
func pactIn(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pact")
	if err := os.CopyFS(dir, os.DirFS("testdata/pact")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestAllIsSaid: of several things that go wrong none is left unsaid, and the exit
// code is that of the gravest; that it was broken off is the least.
func TestAllIsSaid(t *testing.T) {
	broken, full := brokenOff("2 of 3 were run"), &failure{exitUnreadable, errors.New("the picture cannot be written")}
	for _, c := range []struct {
		err  error
		code int
		says []string
	}{
		{errors.Join(broken, full), exitUnreadable, []string{"2 of 3 were run", "the picture cannot be written"}},
		{errors.Join(full, errors.Join(nil, broken)), exitUnreadable, []string{"2 of 3 were run", "the picture cannot be written"}},
		{errors.Join(broken, errProblems), exitProblems, []string{"2 of 3 were run"}},
		{errors.Join(nil, broken), exitInterrupt, []string{"2 of 3 were run"}},
		{errors.Join(broken, errors.New("a slip of ours")), exitInternal, []string{"2 of 3 were run", "a slip of ours"}},
	} {
		p, _, said := aside()
		if code := p.end(c.err); code != c.code {
			t.Errorf("%q ends with %d, not %d", c.err, code, c.code)
		}
		for _, s := range c.says {
			if !strings.Contains(said.String(), s) {
				t.Errorf("of %q it is said %q", c.err, said)
			}
		}
	}
}

// failing takes so many bytes and then no more.
type failing struct{ room int }

func (f *failing) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

// TestLostOutputIsSaid: output that is lost is told also where something else went
// wrong, and is the graver.
func TestLostOutputIsSaid(t *testing.T) {
	p, _, said := aside()
	p.out = bufio.NewWriter(&failing{})
	p.out.WriteString("what was found")
	if code := p.end(p.flushed(errProblems)); code != exitUnreadable || !strings.Contains(said.String(), "the output cannot be written") {
		t.Errorf("ends with %d and says %q", code, said)
	}
}

// TestSavedBesideOthers: what has been written into a file of tests while a search
// went on stays in it.
func TestSavedBesideOthers(t *testing.T) {
	dir := pactIn(t)
	p, _, said := aside()
	f, err := p.folderOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := caseFlags{}.build(p, f)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "found.casus")
	s, err := savingTo(path, f)
	if err != nil {
		t.Fatal(err)
	}
	mine := "test \"mine\"\n  under pact\n  as of 2000-02-01\n"
	if err := os.WriteFile(path, []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	day, _ := calendar.Date(2000, 2, 1)
	s.add(b.Case, nil, "mine", nil, day)
	if err := s.write(p); err != nil {
		t.Fatalf("%v; %s", err, said)
	}
	text, _ := os.ReadFile(path)
	if !strings.HasPrefix(string(text), mine) || !strings.Contains(string(text), `test "mine (2)"`) {
		t.Errorf("the file holds %q", text)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("its permissions are %v now", info.Mode())
	}
}

// TestRewriteOfWhatWasRead: a file that has changed since it was read is left alone.
func TestRewriteOfWhatWasRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pact.casus")
	for _, c := range []struct{ now, old string }{{"typed meanwhile", "read"}, {"new", ""}} {
		if err := os.WriteFile(path, []byte(c.now), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := rewrite(path, []byte(c.old), []byte("laid out")); err == nil || !strings.Contains(err.Error(), "has changed meanwhile") {
			t.Errorf("%v", err)
		}
		if text, _ := os.ReadFile(path); string(text) != c.now {
			t.Errorf("the file holds %q", text)
		}
	}
	os.Remove(path)
	if err := rewrite(path, []byte("read"), []byte("laid out")); err == nil || !strings.Contains(err.Error(), "has changed meanwhile") {
		t.Errorf("a file that was taken away: %v", err)
	}
	if err := rewrite(path, nil, []byte("laid out")); err != nil {
		t.Errorf("a new file: %v", err)
	}
}

// TestAmendInterrupted: a search for amendments that was broken off says nothing of
// words that only an amendment knows, and not that none helps; one that was ended by
// its bound was not interrupted.
func TestAmendInterrupted(t *testing.T) {
	c := &amendCommand{Want: []string{"opening of aid by AVA on 2005-12-31"}, Edits: 1, Show: 1, Pick: 1, Name: "amended"}
	p, _, said := aside()
	f, err := p.folderOf("testdata/pact")
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.build(p, f)
	if err != nil {
		t.Fatal(err)
	}
	wants, err := c.wants(p)
	if err != nil {
		t.Fatal(err)
	}
	o, err := c.options(b, wants)
	if err != nil {
		t.Fatal(err)
	}
	x, broken, err := c.look(over(), p, f, b, o, wants)
	if err != nil || !broken || x.Complete {
		t.Errorf("broken off %v, complete %v, %v; it says %s", broken, x.Complete, err, said)
	}
	o.Most = 1
	if x, broken, err := c.look(context.Background(), p, f, b, o, wants); err != nil || broken || x.Complete {
		t.Errorf("ended by its bound: broken off %v, complete %v, %v", broken, x.Complete, err)
	}
}

// TestStateNotKept: where the state of a study that was broken off cannot be kept it
// is not said that the same command goes on from there.
func TestStateNotKept(t *testing.T) {
	c := &outlookCommand{Path: toy, Runs: 100, Acts: 1000, State: filepath.Join(t.TempDir(), "gone", "state"), Workers: 1}
	c.Seed = 1
	p, _, _ := aside()
	f, err := p.folderOf(c.Path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.study(p, f)
	if err != nil {
		t.Fatal(err)
	}
	s.Runs, s.Most = c.Runs, c.Acts
	broken, kept := c.run(over(), p, s, s.NewState("key"))
	if broken == nil || strings.Contains(broken.Error(), "goes on from there") {
		t.Errorf("broken off: %v", broken)
	}
	if kept == nil || !strings.Contains(kept.Error(), "cannot be kept") {
		t.Errorf("kept: %v", kept)
	}
}

// TestBacktestInterrupted: of an outlook of which nothing had been tried nothing is shown.
func TestBacktestInterrupted(t *testing.T) {
	p, _, _ := aside()
	f, err := p.folderOf("../../cases/csto")
	if err != nil {
		t.Fatal(err)
	}
	lo := f.FindOutlook("as-before")
	c := &backtestCommand{Path: []string{"../../cases/csto"}}
	if x, err := c.try(over(), p, []*library.Outlook{lo}, outlook.BacktestOptions{Runs: 1, Seed: 1}); len(x.List) > 0 || err == nil || !strings.Contains(err.Error(), "nothing had been tried") {
		t.Errorf("%d outlooks, %v", len(x.List), err)
	}
}

// TestSearchInterrupted: a search that was broken off in one of its questions tells
// how many were not put, and takes nothing of what was come to before.
func TestSearchInterrupted(t *testing.T) {
	for questions, want := range []string{"what was found by then is shown", "the last question was not put", "the last 2 questions were not put"} {
		if got := unput(questions); got != want {
			t.Errorf("of %d questions it is said: %s", questions, got)
		}
	}
}

// TestReadInPart: a record of which a part can be read is no record that was read.
func TestReadInPart(t *testing.T) {
	deeds := filepath.Join(t.TempDir(), "deeds.csv")
	if err := os.Symlink("/proc/self/mem", deeds); err != nil {
		t.Skip(err)
	}
	if f, err := os.Open(deeds); err != nil {
		t.Skip(err)
	} else {
		f.Close()
	}
	out, err := exec.Command(command(t), "run", "testdata/pact", "--record", deeds, "--summary").CombinedOutput()
	if code := exitOf(t, err); code != exitUnreadable || !strings.Contains(string(out), "could not be read to its end") {
		t.Errorf("ends with %d and says %s", code, out)
	}
}
