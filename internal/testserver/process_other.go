//go:build !linux

package testserver

import (
	"os/exec"
	"syscall"
)

// leash does nothing here: only Linux ends a server with its test process. A
// test that ends in order, or panics, stops its servers everywhere.
func leash(*exec.Cmd, syscall.Signal) {}

// runAs does nothing here: run the tests under an ordinary account.
func runAs(*exec.Cmd, *account) {}
