// Package setup is the first-run page: whoever holds the token that the server has
// printed says which office this is, ties the bot, verifies the first answers and
// makes the first account, which closes the page for good. It must not know how any
// of it is written down: that is its office's.
package setup
