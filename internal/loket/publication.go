package loket

import "time"

// CatalogueItem is one piece of a catalogue as the ledger keeps it.
type CatalogueItem struct {
	Kind     string // "entry", "facets", "facts", "forms", "intents", "style", "words"
	ID       string // of an entry; of an intent file its intent; empty for the tables of which there is one
	Revision string // names the content
	Content  []byte // canonical JSON; nil: taken out by this publication
}

// Where a publication comes from.
const (
	SourceShipped = "shipped" // the catalogue the program brings along
	SourceFolder  = "folder"  // the agency's own folder of files
	SourceImport  = "import"  // a file somebody imported
	SourceCurator = "curator" // an edit on the curator's page
)

// Publication is one change of an agency's catalogue, as it went live.
type Publication struct {
	Agency     AgencyID
	Number     int    // 1, 2, … within the agency
	Version    string // of the catalogue after it
	At         time.Time
	By         string          // staff id, or what published it: "loket" (shipped), "berkas" (folder)
	Source     string          // SourceShipped, SourceFolder, SourceImport or SourceCurator
	SourceHash string          // of the files it came from; empty: none
	Note       string          // why, as whoever published it says
	Items      []CatalogueItem // only what changed
}
