package testserver

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOrphan holds the package to its promise that no server outlives the test
// process, by letting a test process of its own die in different ways.
func TestOrphan(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"redis", "postgres"} {
		for _, death := range []string{"kill -9", "os.Exit", "panic"} {
			t.Run(server+"/"+death, func(t *testing.T) {
				t.Parallel()
				dieBeside(t, server, death)
			})
		}
	}
}

// dieBeside starts a test process that starts the server, lets the process
// die, and expects the server to be gone.
func dieBeside(t *testing.T, server, death string) {
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOrphanChild$")
	child.Env = append(os.Environ(), "LOKET_TEST_ORPHAN="+server+","+death, "LOKET_TEST_REDIS=", "LOKET_TEST_POSTGRES=")
	hold, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	network, addr := serverOf(t, bufio.NewScanner(out))
	conn, err := new(net.Dialer).DialContext(t.Context(), network, addr)
	if err != nil {
		t.Fatalf("%s of the living child does not answer: %v", server, err)
	}
	defer conn.Close()
	greet(t, conn, server)
	if network == "unix" { // a process that is killed leaves the server's files
		t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(addr)) })
	}

	if death == "kill -9" {
		err = child.Process.Kill()
	} else {
		err = hold.Close() // the child reads to the end, then dies by itself
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Errorf("the child ended well, want death by %s", death)
	}
	awaitGone(t, conn, network, addr)
}

// greet waits until the server, and not just the kernel, has taken the
// connection. A connection that PostgreSQL takes while it shuts down would
// keep it for a minute, waiting for the client's first word.
func greet(t *testing.T, conn net.Conn, server string) {
	t.Helper()
	hello := map[string]string{
		"redis":    "PING\r\n",
		"postgres": "\x00\x00\x00\x08\x04\xd2\x16\x2f", // "may we speak TLS?"
	}[server]
	if _, err := conn.Write([]byte(hello)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 64)); err != nil {
		t.Fatalf("%s of the living child does not answer %q: %v", server, hello, err)
	}
}

// serverOf reads the line by which the child tells its server's address.
func serverOf(t *testing.T, lines *bufio.Scanner) (network, addr string) {
	t.Helper()
	for lines.Scan() {
		if told, ok := strings.CutPrefix(lines.Text(), "server "); ok {
			network, addr, _ = strings.Cut(told, " ")
			return network, addr
		}
	}
	t.Fatalf("the child did not tell its server's address: %v", lines.Err())
	return "", ""
}

// awaitGone returns when the server has dropped the connection and takes no
// other.
func awaitGone(t *testing.T, conn net.Conn, network, addr string) {
	t.Helper()
	deadline := time.Now().Add(stopWithin)
	if err := conn.SetReadDeadline(deadline); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(conn).ReadByte(); os.IsTimeout(err) {
		t.Fatalf("server at %s still holds our connection %v after its test process died", addr, stopWithin)
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for alive(network, addr) {
		if now := <-again.C; now.After(deadline) {
			t.Fatalf("server at %s still takes connections %v after its test process died", addr, stopWithin)
		}
	}
}

// TestOrphanChild is the body of the process that dies; on its own it does
// nothing.
func TestOrphanChild(t *testing.T) {
	server, death, told := strings.Cut(os.Getenv("LOKET_TEST_ORPHAN"), ",")
	if !told {
		return
	}
	var network, addr string
	switch server {
	case "redis":
		network, addr = "tcp", addrOf(t, Redis(t))
	case "postgres":
		network, addr = "unix", hostOf(t, Postgres(t))+"/.s.PGSQL."+postgresPort
	}
	fmt.Printf("server %s %s\n", network, addr)
	if _, err := bufio.NewReader(os.Stdin).ReadByte(); err == nil {
		t.Fatal("standard input said something, want its end")
	}
	if death == "panic" {
		panic("on purpose")
	}
	os.Exit(3)
}
