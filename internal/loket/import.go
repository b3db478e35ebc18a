package loket

import (
	"strings"
	"time"
)

// Imported is the kind of a channel that only a history knows: nothing comes in by
// it, and nothing goes out.
const Imported ChannelKind = "imported"

// ByImport stands in Ticket.ClosedBy of a ticket that came with a history: how it
// ended, or that it has not, its events tell. Nobody serves it any more.
const ByImport = "import"

// Import is one file of history on its way into the ledger, or there.
type Import struct {
	ID         ImportID
	Agency     AgencyID
	Digest     string // of the file: the same file goes on where it was
	Lines      int64  // in the file, but for the empty ones
	Done       int64  // lines laid down so far
	BeganAt    time.Time
	FinishedAt time.Time // since when everybody sees it; zero: nobody does yet
	Events     int64     // it added
}

// syntheticImports begin the ids of imports of invented history.
const syntheticImports = "contoh-"

// Synthetic names an import of invented history.
func (id ImportID) Synthetic() ImportID { return syntheticImports + id }

// Between agency and name in the ids of channels that only histories have, and that
// only invented ones have.
const (
	ImportedChannels  = "/impor/"
	syntheticChannels = ImportedChannels + syntheticImports
)

// SyntheticImport is the import to which belongs what happens here and now on a channel
// of invented history, as it is taken out with it; empty: the channel is none of those.
func (id ChannelID) SyntheticImport() ImportID {
	if strings.Contains(string(id), syntheticChannels) {
		return ImportID(id).Synthetic()
	}
	return ""
}

// IsSynthetic tells whether an import is invented history, which may be taken out
// again.
func (id ImportID) IsSynthetic() bool { return strings.HasPrefix(string(id), syntheticImports) }
