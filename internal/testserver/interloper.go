package testserver

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Interloper is a man in the middle: who connects to it speaks TLS with it, and what
// they say it reads and passes on to the server behind.
type Interloper struct {
	t        testing.TB
	config   *tls.Config
	behind   func() (net.Conn, error)
	greet    func(client net.Conn) error // what comes before TLS
	listener net.Listener
	heard    atomic.Int64
	all      sync.WaitGroup
	open     sync.Map // connections, to be cut off at the end
}

// NewInterloper stands before a server until t ends. The config is what clients
// are shown; behind connects to the server, with nothing said yet.
func NewInterloper(t testing.TB, config *tls.Config, behind func() (net.Conn, error)) *Interloper {
	t.Helper()
	return interlope(&Interloper{t: t, config: config, behind: behind, greet: func(net.Conn) error { return nil }})
}

// NewPostgresInterloper is NewInterloper for clients of PostgreSQL, who ask whether
// they may speak TLS before they do.
func NewPostgresInterloper(t testing.TB, config *tls.Config, behind func() (net.Conn, error)) *Interloper {
	t.Helper()
	return interlope(&Interloper{t: t, config: config, behind: behind, greet: grantTLS})
}

func interlope(i *Interloper) *Interloper {
	i.t.Helper()
	var err error
	if i.listener, err = new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0"); err != nil {
		i.t.Fatalf("testserver: %v", err)
	}
	i.all.Go(i.serve)
	i.t.Cleanup(i.close)
	return i
}

// grantTLS answers a client of PostgreSQL as a server does that speaks TLS.
func grantTLS(client net.Conn) error {
	var asked [8]byte
	if _, err := io.ReadFull(client, asked[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(asked[4:]) != 80877103 { // the protocol's number for "may we speak TLS?"
		return io.ErrUnexpectedEOF
	}
	_, err := client.Write([]byte("S"))
	return err
}

// Addr is where it listens, as host:port.
func (i *Interloper) Addr() string { return i.listener.Addr().String() }

// Heard is how many bytes it has read of what clients said in confidence.
func (i *Interloper) Heard() int64 { return i.heard.Load() }

func (i *Interloper) serve() {
	for client, err := i.listener.Accept(); err == nil; client, err = i.listener.Accept() {
		i.open.Store(client, nil)
		i.all.Go(func() {
			defer i.open.Delete(client)
			defer func() { _ = client.Close() }()
			i.carry(client)
		})
	}
}

// carry passes on until one side has enough. A client that does not like what it is
// shown hangs up.
func (i *Interloper) carry(client net.Conn) {
	if i.greet(client) != nil {
		return
	}
	secret := tls.Server(client, i.config)
	if secret.HandshakeContext(context.Background()) != nil {
		return
	}
	server, err := i.behind()
	if err != nil {
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(secret, server)
		_ = client.Close()
	})
	_, _ = io.Copy(server, io.TeeReader(secret, counter{&i.heard}))
	_ = server.Close()
	back.Wait()
}

// counter counts what is written to it.
type counter struct{ n *atomic.Int64 }

// Write implements io.Writer.
func (c counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}

func (i *Interloper) close() {
	_ = i.listener.Close()
	i.open.Range(func(client, _ any) bool {
		_ = client.(net.Conn).Close() //nolint:forcetypeassert // only those are stored
		return true
	})
	i.all.Wait()
}
