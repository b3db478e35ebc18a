package testserver

import (
	"os/exec"
	"syscall"
)

// leash makes the kernel send the signal last to cmd's process when the thread
// that started it dies. Go sets it after the change of account, which would
// otherwise clear it; a program like runuser in between would lose it.
func leash(cmd *exec.Cmd, last syscall.Signal) {
	attributes(cmd).Pdeathsig = last
}

// runAs makes cmd run under another account. Only root may.
func runAs(cmd *exec.Cmd, who *account) {
	if who != nil {
		attributes(cmd).Credential = &syscall.Credential{Uid: who.uid, Gid: who.gid}
	}
}

func attributes(cmd *exec.Cmd) *syscall.SysProcAttr {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	return cmd.SysProcAttr
}
