package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is stamped at build time by -ldflags "-X main.version=…".
var version = "dev"

type versionCommand struct{}

// Run implements the command.
func (*versionCommand) Run(s *shell) error {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
				revision = " " + setting.Value[:12]
			}
		}
	}
	_, err := fmt.Fprintf(s.stdout, "loket %s%s %s %s/%s\n", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
