package store

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// cancelRequest is what a connection begins with that only asks to end what another
// one does.
const cancelRequest = 80877102

// relay stands before the socket of a PostgreSQL, which may be slow through it. It
// can cut everybody off, and carries no requests to cancel.
type relay struct {
	listener net.Listener
	socket   string
	late     time.Duration // what a client says takes longer

	mu      sync.Mutex // guards clients
	clients []net.Conn
	all     sync.WaitGroup
}

func newRelay(t testing.TB, socket string, late time.Duration) *relay {
	t.Helper()
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: listener, socket: socket, late: late}
	r.all.Go(r.serve)
	t.Cleanup(func() {
		_ = listener.Close()
		r.cut()
		r.all.Wait()
	})
	return r
}

// address is that of a database through the relay.
func (r *relay) address(database string) string {
	return fmt.Sprintf("postgres://loket@%s/%s?sslmode=disable", r.listener.Addr(), database)
}

func (r *relay) serve() {
	for client, err := r.listener.Accept(); err == nil; client, err = r.listener.Accept() {
		r.mu.Lock()
		r.clients = append(r.clients, client)
		r.mu.Unlock()
		r.all.Go(func() { r.carry(client) })
	}
}

func (r *relay) carry(client net.Conn) {
	defer func() { _ = client.Close() }()
	first := make([]byte, 16) // every startup message is longer
	if _, err := io.ReadFull(client, first); err != nil || binary.BigEndian.Uint32(first[4:]) == cancelRequest {
		return
	}
	server, err := net.Dial("unix", r.socket)
	if err != nil {
		return
	}
	_, _ = server.Write(first)
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	})
	_, _ = io.Copy(lateWriter{server, r.late}, client)
	_ = server.Close()
	back.Wait()
}

// cut ends every connection; new ones are taken.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, client := range r.clients {
		_ = client.Close()
	}
	r.clients = nil
}

// lateWriter takes a while for what it is given.
type lateWriter struct {
	to   io.Writer
	late time.Duration
}

// Write implements io.Writer.
func (l lateWriter) Write(p []byte) (int, error) {
	time.Sleep(l.late)
	return l.to.Write(p)
}
