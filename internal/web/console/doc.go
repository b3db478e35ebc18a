// Package console is the staff's room of the house: signing in, the list of
// tickets with who is at work, one ticket with its conversation, and what is done
// to it. Every page works without script; one script tells that a page is open.
//
// It decides nothing about tickets: the desk does, and what the desk refuses is
// shown as it says it, with the typed draft kept. It must not know how tickets,
// accounts or sessions are stored.
package console
