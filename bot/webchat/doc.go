// Package webchat is the chat box on the agency's own site: one public page,
// a POST for what the citizen writes, and a stream of server-sent events for
// what they read. Both ends are ours, so what a citizen sees is exact: the
// client names each message, the ledger numbers each line, and repeated posts
// or broken streams show nothing twice and leave nothing out.
//
// It must not know SQL, decide what a message deserves, or keep anything of its
// own: a line is delivered when the ledger has given it its number, and the
// visitor's secret never leaves the cookie, only its hash does.
package webchat
