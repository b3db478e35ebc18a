// Package console is the staff's room of the house: signing in, the list of
// tickets, one ticket with its conversation, and the three things done to it
// (take, reply, close). Every page works without script.
//
// It decides nothing about tickets: the desk does, and what the desk refuses is
// shown as it says it, with the typed draft kept. It must not know how tickets,
// accounts or sessions are stored.
package console
