package main

import (
	"testing"

	"loket/internal/testserver"
)

// outsideRedis is a Redis that a bubble turns off and on: its goroutines are
// outside, where time is real.
type outsideRedis struct {
	url    string
	orders chan bool // true: on
	done   chan error
}

func newOutsideRedis(t *testing.T) *outsideRedis {
	t.Helper()
	server, err := testserver.StartRedis("")
	if err != nil {
		t.Fatal(err)
	}
	r := &outsideRedis{url: server.URL(), orders: make(chan bool), done: make(chan error)}
	go func() {
		for on := range r.orders {
			if on {
				server, err = testserver.StartRedis(server.Addr())
			} else {
				err = server.Stop()
			}
			r.done <- err
		}
		r.done <- server.Stop()
	}()
	t.Cleanup(func() {
		close(r.orders)
		if err := <-r.done; err != nil {
			t.Error(err)
		}
	})
	return r
}

// turn stops the server, or starts it anew, empty, where it was.
func (r *outsideRedis) turn(on bool) error {
	r.orders <- on
	return <-r.done
}
