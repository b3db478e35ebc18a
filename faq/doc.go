// Package faq is what the counter knows: the curated entries, and which of
// them a question asks for.
//
// A catalogue is a folder of YAML files that people who are no programmers
// edit: entries with the patterns they answer to, the table of form codes,
// slang and synonyms, phrases that reveal special intents. Load reads it
// strictly and tells everything that is wrong in one run. A Matcher is trained
// from a Catalog and recognises; deciding what to do with what it recognised
// is the clerk's.
//
// It must not know chats, citizens, tickets or time of day: whoever asks
// passes the text, the last topic and the choices last offered.
package faq
