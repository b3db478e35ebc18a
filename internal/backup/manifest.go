package backup

import "time"

// Manifest is what a backup says of itself, before the first row.
type Manifest struct {
	Loket  string    `json:"loket"`          // version of the program that wrote it
	Schema int64     `json:"schema"`         // version of the tables
	At     time.Time `json:"at"`             // the moment it shows
	Engine string    `json:"engine"`         // "sqlite" or "postgres"; it can be restored into either
	Keys   []string  `json:"keys,omitempty"` // ids of the master keys that open what is sealed in it, never a key
	Tables []Table   `json:"tables"`         // a table stands after those it refers to
}

// Table is the shape of a table and how many rows of it follow.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Rows    int64    `json:"rows"`
}

// Column is one column of a table.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// Type is what a column holds.
type Type string

// The types of columns: string, int64 and []byte. Any may be nil.
const (
	Text    Type = "text"
	Integer Type = "integer"
	Bytes   Type = "bytes"
)

// Rows is how many rows of a table the backup holds; 0 for one it does not have.
func (m Manifest) Rows(table string) int64 {
	for _, t := range m.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// A file is these parts in this order: the format's name on a line, the
// manifest as JSON on a line, the rows in gzip, and the SHA-256 of everything
// before it. A value is a byte 0 for nil, or 1 and then an integer as a signed
// varint, a text or bytes as a varint of their length and themselves.
const (
	formatName  = "loket-cadangan "
	formatLine  = formatName + "1\n"
	maxManifest = 1 << 20 // bytes
)
