// Package assisttest is an endpoint of a language model for tests: it speaks
// OpenAI's wire format, makes vectors that are the same each time, and on request
// is slow, wrong, huge, rate-limited or malicious.
//
// It remembers whatever was sent to it, byte by byte, so that a test can show what
// never left. It knows no client: the wire format is written out here, so that a
// client that changes it is found out.
package assisttest
