// Package web is the HTTP house: one list of routes, one door that checks who
// may enter, one place that writes statuses, headers and the access log, and
// the frame every page stands in.
//
// It must not know tickets, figures or how anything is stored: the rooms
// (console, manage) bring their own routes and pages, and what speaks another
// dialect of HTTP (the chat, a webhook) is mounted beside them.
package web
