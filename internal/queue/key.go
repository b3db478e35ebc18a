package queue

import "net/url"

// key names one thing of a line. Everything within the braces is the hash tag
// that keeps a line's keys in one slot of a cluster. Identifiers are escaped,
// so that no agency can name a line of another.
func (l Line) key(thing string) string {
	tag := url.QueryEscape(string(l.Agency)) + ":" + url.QueryEscape(string(l.Unit))
	return "loket:{" + tag + "}:" + thing
}

// readyKey is a ZSET, ticket -> due in Unix ms: who waits, in order.
func (l Line) readyKey() string { return l.key("ready") }

// leaseKey is a ZSET, ticket -> end of the lease in Unix ms: who is held.
func (l Line) leaseKey() string { return l.key("lease") }

// ownKey is a HASH, ticket -> "due|touched|staff|request": see owner.
func (l Line) ownKey() string { return l.key("own") }

// reqKey is a HASH, "staff|request" -> ticket: makes a claim repeatable for as
// long as its lease lives. No entry needs a TTL.
func (l Line) reqKey() string { return l.key("req") }

// genKey is a STRING, the generation: absent means wiped.
func (l Line) genKey() string { return l.key("gen") }

// markKey is a STRING the first reconciliation sets and nothing removes: when
// it has changed during a pass, Redis was wiped meanwhile.
func (l Line) markKey() string { return l.key("mark") }

// keys lists a line's keys in the order every script expects.
func (l Line) keys() []string {
	return []string{l.readyKey(), l.leaseKey(), l.ownKey(), l.reqKey(), l.genKey(), l.markKey()}
}
