// Package curate is the curators' room of the house: the entries of the catalogue, how
// they came to be what they are, and the drafts by which they change, with what the
// linter says of each field, what citizens would read, and what a question would get.
//
// It must not know how a draft is kept, how an answer is put together or how a
// publication reaches the bot: it asks for that.
package curate
