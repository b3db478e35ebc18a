// Package history judges what a program did under faults, in the manner of
// Jepsen: clients note when each operation began and how it ended, the ledger
// and the messages people got are read afterwards, and pure functions look for
// what no order of events can explain.
//
// It must not know Loket, a clock or a network: every case it decides can be
// written down by hand, and its tests hold it to bad histories as well as good.
package history
