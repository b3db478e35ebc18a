package api

import (
	"encoding/json"
	"time"

	"github.com/invopop/jsonschema"
)

// Moment is a time that may be none: null then.
type Moment struct{ time.Time }

// MarshalJSON implements json.Marshaler.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(m.UTC())
}

// JSONSchema describes it.
func (Moment) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Format: "date-time"}, {Type: "null"}}}
}
