package testserver

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

const (
	readyWithin = time.Minute      // generous: the machine may be building beside us
	stopWithin  = 20 * time.Second // then the server is killed
)

// errEnded says that a server ended before it was ready.
var errEnded = errors.New("it ended before it was ready")

// process is a running server, with the one goroutine that waits for it.
type process struct {
	name string
	cmd  *exec.Cmd
	log  *logWatch
	done chan struct{} // closed when the process has ended
	err  error         // how it ended; read after done
}

// command describes a run of the program at path, with no deadline: its life
// is the caller's to end.
func command(path string, args ...string) *exec.Cmd {
	return &exec.Cmd{Path: path, Args: append([]string{path}, args...)}
}

// launch starts cmd and returns when a line of its output contains ready. The
// kernel sends the process the signal last when this test process dies, of
// whatever cause. On error nothing is left running.
func launch(cmd *exec.Cmd, ready string, last syscall.Signal) (*process, error) {
	p := &process{name: cmd.Path, cmd: cmd, log: newLogWatch(ready), done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.log, p.log
	cmd.WaitDelay = stopWithin // a grandchild may hold the output open
	leash(cmd, last)

	started := make(chan error, 1)
	go p.hold(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	if err := p.awaitReady(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w\n%s", p.name, err, p.log), p.stop(syscall.SIGKILL))
	}
	return p, nil
}

// hold starts the process and waits for its end on one OS thread: the kernel
// ties the signal of leash to the thread that started the process, and would
// send it if the Go runtime gave that thread up.
func (p *process) hold(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(p.done)
	err := p.cmd.Start()
	started <- err
	if err == nil {
		p.err = p.cmd.Wait()
	}
}

func (p *process) awaitReady() error {
	late := time.NewTimer(readyWithin)
	defer late.Stop()
	select {
	case <-p.log.ready:
		return nil
	case <-p.done:
		return errEnded
	case <-late.C:
		return fmt.Errorf("it was not ready within %v", readyWithin)
	}
}

// stop asks the process to end by the signal, kills it when it takes longer
// than stopWithin, and returns when it is gone. It may be called again.
func (p *process) stop(ask syscall.Signal) error {
	_ = p.cmd.Process.Signal(ask) // it may have ended by itself
	late := time.NewTimer(stopWithin)
	defer late.Stop()
	select {
	case <-p.done:
		return nil
	case <-late.C:
	}
	_ = p.cmd.Process.Kill()
	<-p.done
	return fmt.Errorf("stop %s: killed, it did not end within %v of %v\n%s", p.name, stopWithin, ask, p.log)
}
