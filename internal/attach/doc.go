// Package attach tells which files may pass the counter and makes them harmless:
// a JPEG or PNG is decoded and encoded anew, so that nothing but its pixels goes
// on, a PDF is looked through for what acts by itself. What a file is is told by
// its first bytes, never by its name.
//
// What it does not do: it is no virus scanner, it does not repair or re-encode a
// PDF, and what a PDF hides in streams that are no object streams (fonts, images)
// it does not read.
package attach
