// Package privacy holds what must not be kept and what must not be shown: the
// Redactor hides personal identifiers in a text before it is stored, the
// Sealer encrypts what has to be stored, and keyed hashes find it again.
//
// It must not know who asks, where a text came from, or how anything is
// stored. It logs nothing, and none of its keys can be printed.
package privacy
