// Package past knows the form of history: what happened at a counter, one event a
// line, as other systems write it for us and as we write it for others. It reads
// lines, holds them to the order in which things can happen, and says what each
// becomes in the ledger. It must not know where either is kept.
package past
