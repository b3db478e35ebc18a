package trial_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
)

// invocation prepares one run of the program with the counter's settings.
func (c *counter) invocation(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), c.argv[0], args...)
	cmd.Dir = c.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir}
	for k, v := range c.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	return cmd
}

// command runs the program beside or without the server, on the same data. It
// must succeed; what it printed is returned.
func (c *counter) command(args ...string) string {
	c.t.Helper()
	cmd := c.invocation(args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("loket %q: %v\n%s", args, err, stderr.String())
	}
	return string(out)
}

// refused runs a command that must fail, and returns what it says.
func (c *counter) refused(args ...string) string {
	c.t.Helper()
	said, err := c.invocation(args...).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		c.t.Fatalf("loket %q: %v, want exit code 1\n%s", args, err, said)
	}
	return string(said)
}
