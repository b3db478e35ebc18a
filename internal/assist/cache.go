package assist

import (
	"container/list"
	"crypto/sha256"
	"encoding/binary"
	"sync"
)

// cacheKey is a hash of all that an answer depends on: no text is kept.
type cacheKey [sha256.Size]byte

func keyOf(purpose Purpose, parts ...string) cacheKey {
	h := sha256.New()
	for _, part := range append([]string{string(purpose)}, parts...) {
		_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(part)))) // a hash never fails
		_, _ = h.Write([]byte(part))                                             // a hash never fails
	}
	return cacheKey(h.Sum(nil))
}

// cache remembers the answers used last. It is safe for concurrent use.
type cache struct {
	mu    sync.Mutex // guards the rest
	most  int
	order *list.List // of remembered, the one used last in front
	at    map[cacheKey]*list.Element
}

type remembered struct {
	key   cacheKey
	value any
}

func newCache(most int) *cache {
	return &cache{most: most, order: list.New(), at: map[cacheKey]*list.Element{}}
}

// get returns what is remembered under a key.
func (c *cache) get(key cacheKey) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.at[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(remembered).value, true //nolint:forcetypeassert // nothing else is in the list
}

// put remembers a value, and forgets the one that was used longest ago.
func (c *cache) put(key cacheKey, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[key]; ok {
		c.order.Remove(e)
	}
	c.at[key] = c.order.PushFront(remembered{key, value})
	for c.order.Len() > c.most {
		last := c.order.Back()
		delete(c.at, c.order.Remove(last).(remembered).key) //nolint:forcetypeassert // nothing else is in the list
	}
}
