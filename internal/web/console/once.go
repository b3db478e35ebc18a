package console

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// onceFor is how long a form is remembered as sent.
const onceFor = 30 * time.Minute

// onceLimit is how long what a form asks for may take.
const onceLimit = 10 * time.Second

// once carries out each form one time: a double click must not make two
// replies, and the click that comes second, whose answer the person sees, must
// tell what came of the first. It lives in memory; the zero once is ready.
type once struct {
	mu    sync.Mutex
	forms map[string]*form // guarded by mu
}

// form is one form that came, and what came of it.
type form struct {
	at   time.Time
	done chan struct{} // closed when err is final
	err  error
}

// do runs what a form asks for, or waits for the outcome of its first coming
// and returns that. A form that failed may come again. It runs to its end even
// when the browser that asked turns away. An empty key is always new.
func (o *once) do(ctx context.Context, key string, now time.Time, run func(context.Context) error) error {
	f, first := o.enter(key, now)
	if !first {
		select {
		case <-f.done:
			return f.err
		case <-ctx.Done():
			return fmt.Errorf("await first form: %w", ctx.Err())
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), onceLimit)
	defer cancel()
	f.err = run(ctx)
	if f.err != nil {
		o.forget(key)
	}
	close(f.done)
	return f.err
}

// enter returns the form of a key and whether this is its first coming.
func (o *once) enter(key string, now time.Time) (*form, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for k, f := range o.forms {
		if now.Sub(f.at) > onceFor {
			delete(o.forms, k)
		}
	}
	if f, known := o.forms[key]; known && key != "" {
		return f, false
	}
	if o.forms == nil {
		o.forms = map[string]*form{}
	}
	f := &form{at: now, done: make(chan struct{})}
	o.forms[key] = f
	return f, true
}

func (o *once) forget(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.forms, key)
}
