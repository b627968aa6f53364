package server_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casus/server"
)

// elsewhere is a case that reads a record which stands outside its folder.
const elsewhere = `
case afar "Read from elsewhere"
  under pact
  reads "%"
`

const afar = "/api/v1/cases/afar"

// later is a record in which an act stands.
func later(act string) string { return named("later", act) }

func named(name, act string) string {
	return strings.ReplaceAll("record % \"Later\"\n  closed 2002-12-31\n  source % \"A report\"\n  2001-05-01 ", "%", name) + act + "\n    source " + name + "\n"
}

// write puts a file in its place as an editor does: whole, by a new name.
func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+"~", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+"~", file); err != nil {
		t.Fatal(err)
	}
}

// listening lets a server listen, and returns where and what ends it.
func listening(t *testing.T, s *server.Server) (at string, end func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	return "http://" + l.Addr().String(), func() error {
		cancel()
		return <-served
	}
}

// watched serves a path as the command does, and follows its files.
func watched(t *testing.T, path string) http.Handler {
	t.Helper()
	s, h := start(t, server.Options{Paths: []string{path}})
	at, end := listening(t, s)
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	// It answers: what is to be watched is watched.
	w, err := http.Get(at + "/api/v1/cases")
	if err != nil {
		t.Fatal(err)
	}
	w.Body.Close()
	return h
}

// until asks for the record until it tells of something, or no longer does.
func until(t *testing.T, h http.Handler, words string, tells bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		w := do(h, request("GET", afar+"/record", nil))
		if w.Code == 200 && w.Header().Get("Casus-State") == "current" && strings.Contains(w.Body.String(), words) == tells {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%q, told: %v, is waited for in vain: %d %s %.300s", words, tells, w.Code, w.Header().Get("Casus-State"), w.Body)
		}
	}
}

// What a case reads from outside the path that is served is followed like what
// stands in it: a file, a folder and one that is new in it, one that comes only
// later, and one to which a link leads.
func TestFilesElsewhereAreFollowed(t *testing.T) {
	serve := func(t *testing.T, reads string, more func(top string)) (string, http.Handler) {
		dir := folder(t, map[string]string{"pact.casus": pact + strings.Replace(elsewhere, "%", reads, 1)})
		top := filepath.Dir(dir)
		more(top)
		return top, watched(t, dir)
	}
	t.Run("a file", func(t *testing.T) {
		top, h := serve(t, "../other/later.casus", func(top string) { write(t, top+"/other/later.casus", later("attack by OUT on BOR")) })
		until(t, h, "attack by OUT on BOR", true)
		write(t, top+"/other/later.casus", later("attack by OUT on CYL"))
		until(t, h, "attack by OUT on CYL", true)
		// One that cannot be read leaves what was; mended, it is read again.
		write(t, top+"/other/later.casus", later("attak by OUT on CYL"))
		for end := time.Now().Add(20 * time.Second); do(h, request("GET", afar+"/record", nil)).Header().Get("Casus-State") != "last-good"; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("an error elsewhere is not seen")
			}
		}
		if good := get(t, h, afar+"/record", 200).Body.String(); !strings.Contains(good, "attack by OUT on CYL") {
			t.Errorf("the last good state is no longer what it was: %.300s", good)
		}
		write(t, top+"/other/later.casus", later("attack by OUT on ARD"))
		until(t, h, "attack by OUT on ARD", true)
	})
	t.Run("a folder", func(t *testing.T) {
		top, h := serve(t, "../other", func(top string) { write(t, top+"/other/later.casus", later("attack by OUT on BOR")) })
		write(t, top+"/other/deep/further.casus", named("further", "accuse by BOR on OUT"))
		until(t, h, "accuse by BOR on OUT", true)
		write(t, top+"/other/deep/further.casus", named("further", "accuse by CYL on OUT"))
		until(t, h, "accuse by CYL on OUT", true)
		if err := os.Remove(top + "/other/deep/further.casus"); err != nil {
			t.Fatal(err)
		}
		until(t, h, "accuse by CYL on OUT", false)
	})
	t.Run("one that comes later", func(t *testing.T) {
		top, h := serve(t, "../other/deep/later.casus", func(string) {})
		write(t, top+"/other/deep/later.casus", later("attack by OUT on BOR"))
		until(t, h, "attack by OUT on BOR", true)
	})
	t.Run("a link", func(t *testing.T) {
		top, h := serve(t, "linked.casus", func(top string) {
			write(t, top+"/other/text", later("attack by OUT on BOR"))
			if err := os.Symlink(top+"/other/text", top+"/pact/linked.casus"); err != nil {
				t.Skip(err)
			}
		})
		write(t, top+"/other/text", later("attack by OUT on CYL"))
		until(t, h, "attack by OUT on CYL", true)
	})
}

// Answers are made from the files as they stood when they were read, those
// elsewhere too, although these are read again whenever a case is put together.
func TestFilesElsewhereAreOfOneTime(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact + strings.Replace(elsewhere, "%", "../other/later.casus", 1)})
	write(t, filepath.Dir(dir)+"/other/later.casus", later("attack by OUT on BOR"))
	_, h := start(t, server.Options{Paths: []string{dir}}) // and watches nothing
	before := get(t, h, afar+"/record", 200)
	write(t, filepath.Dir(dir)+"/other/later.casus", later("attack by OUT on CYL"))
	after := get(t, h, afar+"/docket?charter=pact", 200)
	if !strings.Contains(after.Body.String(), "BOR/2001-05-01") || strings.Contains(after.Body.String(), "CYL/2001-05-01") || after.Header().Get("Casus-Revision") != before.Header().Get("Casus-Revision") {
		t.Error("one revision tells of two times")
	}
}
