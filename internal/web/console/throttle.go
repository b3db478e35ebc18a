package console

import (
	"sync"
	"time"
)

// window is the time over which tries are counted. A bucket holds half of what
// is allowed in any window and fills up once per window.
const window = 15 * time.Minute

// How many tries a full bucket holds: at most twice as many pass in any window.
const (
	pairTries    = 5  // one account from one address: 10
	accountTries = 20 // one account from everywhere: 40
	addressTries = 30 // one address, whatever accounts: 60, for an office behind one
)

// maxBuckets bounds the memory of the throttle.
const maxBuckets = 20_000

// throttle slows the guessing of passwords. It never locks an account: an
// address that has signed in to the account before keeps its own tries
// whatever others do. It lives in memory; the zero throttle is ready.
type throttle struct {
	mu      sync.Mutex
	buckets map[string]*bucket // guarded by mu
}

// bucket holds tries and fills up with time.
type bucket struct {
	left  float64
	size  float64
	at    time.Time // when left was true
	known bool      // of a pair: a right password came from there
}

// fill adds what time has brought.
func (b *bucket) fill(now time.Time) {
	passed := max(0, now.Sub(b.at)).Seconds() / window.Seconds()
	b.left, b.at = min(b.size, b.left+passed*b.size), now
}

// wait tells how long until there is a try.
func (b *bucket) wait() time.Duration {
	if b.left >= 1 {
		return 0
	}
	return time.Duration((1 - b.left) / b.size * float64(window))
}

// take uses up one try and returns 0, or returns how long to wait.
func (t *throttle) take(login, ip string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.prune(now)
	charged := t.charged(login, ip, now)
	for _, b := range charged {
		b.fill(now)
		if wait := b.wait(); wait > 0 {
			return wait
		}
	}
	for _, b := range charged {
		b.left--
	}
	return 0
}

// charged returns the buckets a try is taken from.
func (t *throttle) charged(login, ip string, now time.Time) []*bucket {
	pair := t.bucket(pairKey(login, ip), pairTries, now)
	if pair.known {
		return []*bucket{pair}
	}
	return []*bucket{
		pair,
		t.bucket("account\x00"+short(login), accountTries, now),
		t.bucket("address\x00"+ip, addressTries, now),
	}
}

// succeeded gives the tries back: only wrong passwords count.
func (t *throttle) succeeded(login, ip string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	pair := t.buckets[pairKey(login, ip)]
	if pair == nil {
		return
	}
	charged := !pair.known
	pair.left, pair.known = pair.size, true
	if !charged {
		return
	}
	for _, key := range []string{"account\x00" + short(login), "address\x00" + ip} {
		if b := t.buckets[key]; b != nil {
			b.left = min(b.size, b.left+1)
		}
	}
}

func (t *throttle) bucket(key string, size float64, now time.Time) *bucket {
	if b := t.buckets[key]; b != nil {
		return b
	}
	if t.buckets == nil {
		t.buckets = map[string]*bucket{}
	}
	b := &bucket{left: size, size: size, at: now}
	t.buckets[key] = b
	return b
}

// prune drops full buckets when there are many, and all but the known pairs
// when that is not enough.
func (t *throttle) prune(now time.Time) {
	if len(t.buckets) < maxBuckets {
		return
	}
	for key, b := range t.buckets {
		if b.fill(now); b.left >= b.size && !b.known {
			delete(t.buckets, key)
		}
	}
	for key, b := range t.buckets {
		if len(t.buckets) >= maxBuckets && !b.known {
			delete(t.buckets, key)
		}
	}
}

func pairKey(login, ip string) string { return "pair\x00" + short(login) + "\x00" + ip }

// short bounds what a stranger may make us remember.
func short(login string) string { return login[:min(len(login), 64)] }
