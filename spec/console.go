package spec

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Console rewrites the fenced blocks of a page that are marked `console`: what
// stands below each line `$ COMMAND` becomes what run makes of the command.
func Console(page []byte, run func(command string) (string, error)) ([]byte, error) {
	var b strings.Builder
	inside, output := false, false
	for _, line := range strings.SplitAfter(string(page), "\n") {
		fence := strings.HasPrefix(line, "```")
		switch {
		case fence && !inside:
			inside, output = strings.TrimSpace(line) == "```console", false
		case fence:
			inside = false
		case inside && strings.HasPrefix(line, "$ "):
			output = true
			text, err := run(strings.TrimSpace(line[2:]))
			if err != nil {
				return nil, err
			}
			b.WriteString(line + text)
			continue
		case inside && output:
			continue
		}
		b.WriteString(line)
	}
	return []byte(b.String()), nil
}

// Build builds the command into a folder.
func Build(top, folder string) error {
	cmd := exec.Command("go", "build", "-o", filepath.Join(folder, "casus"), "./cmd/casus")
	cmd.Dir = top
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// Shell runs a command line in the top folder of the project, with the casus
// of a folder, and returns what it prints. An exit code is no error: commands
// of the page may end with one.
func Shell(top, folder, command string) (string, error) {
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = top
	cmd.Env = append(os.Environ(), "PATH="+folder+string(os.PathListSeparator)+os.Getenv("PATH"), "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		return "", err
	}
	return string(out), nil
}
