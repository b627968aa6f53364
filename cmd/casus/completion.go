package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (completionCommand) Examples() string {
	return `
source <(casus completion bash)
casus completion zsh > "${fpath[1]}/_casus"
casus completion fish > ~/.config/fish/completions/casus.fish
`
}

// Run writes a completion script made from the commands' own description, so
// that it cannot fall behind them.
func (c *completionCommand) Run(p *program) error {
	switch c.Shell {
	case "bash":
		bash(p)
	case "zsh":
		zsh(p)
	default:
		fish(p)
	}
	return nil
}

func (p *program) commandNodes() []*kong.Node {
	var list []*kong.Node
	for _, n := range p.model.Model.Children {
		if n.Type == kong.CommandNode && !n.Hidden {
			list = append(list, n)
		}
	}
	return list
}

func flagWords(n *kong.Node) []string {
	var list []string
	for _, f := range n.Flags {
		if f.Hidden {
			continue
		}
		list = append(list, "--"+f.Name)
		if f.Short != 0 {
			list = append(list, "-"+string(f.Short))
		}
	}
	return append(list, "--help")
}

func bash(p *program) {
	var names []string
	for _, n := range p.commandNodes() {
		names = append(names, n.Name)
	}
	fmt.Fprintf(p.out, `# bash completion for casus
_casus() {
  local cur=${COMP_WORDS[COMP_CWORD]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "%s" -- "$cur"))
    return
  fi
  case "${COMP_WORDS[1]}" in
`, strings.Join(names, " "))
	for _, n := range p.commandNodes() {
		fmt.Fprintf(p.out, "    %s) words=\"%s\" ;;\n", n.Name, strings.Join(flagWords(n), " "))
	}
	fmt.Fprint(p.out, `  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _casus casus
`)
}

// quoted is a text between single quotes for zsh and fish.
func quoted(s string) string { return strings.ReplaceAll(s, "'", "’") }

func zsh(p *program) {
	fmt.Fprint(p.out, "#compdef casus\n_casus() {\n  local -a commands\n  commands=(\n")
	for _, n := range p.commandNodes() {
		fmt.Fprintf(p.out, "    '%s:%s'\n", n.Name, quoted(n.Help))
	}
	fmt.Fprint(p.out, "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n  case ${words[2]} in\n")
	for _, n := range p.commandNodes() {
		fmt.Fprintf(p.out, "    %s) _arguments", n.Name)
		for _, f := range n.Flags {
			if f.Hidden {
				continue
			}
			help := strings.NewReplacer("[", "(", "]", ")", ":", " ").Replace(quoted(f.Help))
			value := ""
			if !f.IsBool() {
				value = ":" + strings.ToLower(f.FormatPlaceHolder()) + ":"
			}
			fmt.Fprintf(p.out, " '*--%s[%s]%s'", f.Name, help, value)
		}
		fmt.Fprint(p.out, " '*:file:_files' ;;\n")
	}
	fmt.Fprint(p.out, "  esac\n}\n_casus \"$@\"\n")
}

func fish(p *program) {
	fmt.Fprintln(p.out, "# fish completion for casus")
	for _, n := range p.commandNodes() {
		fmt.Fprintf(p.out, "complete -c casus -n __fish_use_subcommand -f -a %s -d '%s'\n", n.Name, quoted(n.Help))
	}
	for _, n := range p.commandNodes() {
		for _, f := range n.Flags {
			if f.Hidden {
				continue
			}
			line := fmt.Sprintf("complete -c casus -n '__fish_seen_subcommand_from %s' -l %s", n.Name, f.Name)
			if f.Short != 0 {
				line += " -s " + string(f.Short)
			}
			if !f.IsBool() {
				line += " -x"
			}
			fmt.Fprintf(p.out, "%s -d '%s'\n", line, quoted(f.Help))
		}
	}
}
