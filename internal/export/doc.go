// Package export writes a catalogue as a workbook that an office edits in its
// spreadsheet program, and reads it back.
//
// One row is one answer, one sheet a table; reading gives the catalogue the
// workbook was written from, or tells each mistake with the cell it stands in.
// It must not know where catalogues are kept or how they are matched, and it
// judges none of the content itself: what a catalogue may say, package faq
// decides.
package export
