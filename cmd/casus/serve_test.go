package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// servingCommand is `serving ARGS...`: it starts casus serve on a free port, in
// the folder of the script, and sets URL to where it answers.
func servingCommand(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command(inPath(ts, "casus"), append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "NO_COLOR="}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() { cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	ts.Setenv("URL", strings.TrimSpace(line))
	ts.Setenv("PID", strconv.Itoa(cmd.Process.Pid))
	servers[ts.Getenv("PID")] = cmd
}

// servers are those that scripts have started, by the number of the process.
// Scripts of this package that serve do not run beside one another.
var servers = map[string]*exec.Cmd{}

// inPath finds a program as the script does.
func inPath(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if p := filepath.Join(dir, name); isFile(p) {
			return p
		}
	}
	ts.Fatalf("there is no %s in the path", name)
	return ""
}

func isFile(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.Mode().IsRegular()
}

// askCommand is `ask STATUS METHOD PATH [BODY]`: it asks the server, which must
// answer with that status; the answer is kept in the file answer.
func askCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: ask STATUS METHOD PATH [BODY]")
	}
	var body io.Reader
	if len(args) > 3 {
		body = strings.NewReader(strings.Join(args[3:], " "))
	}
	r, err := http.NewRequest(args[1], ts.Getenv("URL")+args[2], body)
	ts.Check(err)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	w, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("answer"), text, 0o644))
	if got := strconv.Itoa(w.StatusCode); got != args[0] {
		ts.Fatalf("%s %s: %s\n%s", args[1], args[2], got, text)
	}
}

// interruptCommand is `interrupt CODE`: the server is interrupted and must end
// with that code.
func interruptCommand(ts *testscript.TestScript, neg bool, args []string) {
	cmd := servers[ts.Getenv("PID")]
	ts.Check(cmd.Process.Signal(os.Interrupt))
	cmd.Wait()
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("casus serve ends with %s", got)
	}
}

// occupyCommand is `occupy`: it listens on a free port and sets TAKEN to its
// address.
func occupyCommand(ts *testscript.TestScript, neg bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv("TAKEN", l.Addr().String())
}
