// Package watch notices when a part of the counter stands still without a word,
// and counts what every part does, for Prometheus.
//
// It reads what waits from the ledger and is told the rest by wrappers around
// the parts. It must not know how any part works, and no label of its figures
// may name a person or grow with traffic.
package watch
