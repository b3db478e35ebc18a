// Package storetest is the contract of the ledger: one suite that every engine
// must pass. A new engine's test is a call of Run.
//
// It speaks to the ledger through its exported methods only and must not know
// which engine it tests.
package storetest
