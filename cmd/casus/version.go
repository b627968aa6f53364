package main

import (
	"fmt"
	"runtime/debug"
)

// version is set by the release build: -ldflags "-X main.version=v1.2.3".
var version = ""

type versionCommand struct{}

func (versionCommand) Run(p *program) error {
	fmt.Fprintln(p.out, "casus", versionWords())
	return nil
}

func versionWords() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "development version of " + s.Value[:12]
		}
	}
	return "development version"
}
