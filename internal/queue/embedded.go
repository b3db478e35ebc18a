package queue

import (
	"context"
	"net"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// tick is how often time passes for the keys of the embedded server. Their TTLs
// move by nothing else; the lines themselves use none.
const tick = time.Second

// embedded is a Redis within this process. It listens nowhere: connections are
// pipes, so that no other program on the machine can reach it. A pipe holds
// nothing, so one must not write a pipeline of more than 4 kB at once.
type embedded struct {
	server *miniredis.Miniredis
	stop   context.CancelFunc
	done   chan struct{} // closed when the ticker has ended
}

func startEmbedded() *embedded {
	ctx, stop := context.WithCancel(context.Background())
	e := &embedded{server: miniredis.NewMiniRedis(), stop: stop, done: make(chan struct{})}
	go e.forward(ctx)
	return e
}

func (e *embedded) forward(ctx context.Context) {
	defer close(e.done)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			e.server.FastForward(tick)
		}
	}
}

// dial makes a connection to the embedded server, whatever address is asked for.
func (e *embedded) dial(context.Context, string, string) (net.Conn, error) {
	return e.server.Dial()
}

// close ends ticker and server and waits for them.
func (e *embedded) close() {
	e.stop()
	<-e.done
	e.server.Close()
}
