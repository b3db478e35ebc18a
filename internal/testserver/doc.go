// Package testserver starts the real servers that tests talk to: PostgreSQL,
// Redis and a headless Chromium. It is for tests only.
//
// A server belongs to the test that asked for it: it has its own directory and
// port, ends with the test, and ends with the test process too, however that
// process dies. What is missing on the machine fails the test by its name and
// with the cure; nothing is ever skipped. The package must not know Loket: it
// imports the standard library only, and hands out addresses.
//
// LOKET_TEST_POSTGRES and LOKET_TEST_REDIS name a server to use instead of
// starting one.
package testserver
