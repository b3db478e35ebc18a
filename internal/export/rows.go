package export

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// rows writes one item of the catalogue as the rows of its sheet.
func (s sheet) rows(r record, put func([]string) error) error {
	if s.name == intentsSheet {
		return s.intentRows(r, put)
	}
	if s.sections == nil {
		cells, err := s.cells(r)
		if err != nil {
			return err
		}
		return put(cells)
	}
	for _, part := range s.sections {
		if r[part.name] == nil {
			continue
		}
		if err := part.rows(r[part.name], put); err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return nil
}

// cells writes an item as one row.
func (s sheet) cells(r record) ([]string, error) {
	cells := make([]string, len(s.columns))
	for i, c := range s.columns {
		value, err := r.field(c.field)
		if err == nil {
			cells[i], err = cellText(value, c.form)
		}
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", c.field, err)
		}
	}
	return cells, nil
}

// intentRows writes an intent with a row for each of its rules, and then rows of
// its messages, as many as cells can hold.
func (s sheet) intentRows(r record, put func([]string) error) error {
	var rows []record
	if r["rules"] != nil {
		if err := json.Unmarshal(r["rules"], &rows); err != nil {
			return fmt.Errorf("read rules: %w", err)
		}
	}
	messages, err := messageRows(r)
	if err != nil {
		return err
	}
	if rows = append(rows, messages...); len(rows) == 0 {
		rows = []record{{}} // the intent is known, though nothing leads to it yet
	}
	for _, row := range rows {
		if row == nil {
			row = record{}
		}
		row["intent"] = r["intent"]
		cells, err := s.cells(row)
		if err != nil {
			return err
		}
		if err := put(cells); err != nil {
			return err
		}
	}
	return nil
}

// messageFields are the fields of an intent beside its rules: lists of its own.
func messageFields() []string { return []string{"examples", "unlike", "beside"} }

// messageRows writes the messages of an intent, the lists side by side.
func messageRows(r record) (rows []record, err error) {
	for _, field := range messageFields() {
		var all []json.RawMessage
		if r[field] != nil {
			if err := json.Unmarshal(r[field], &all); err != nil {
				return nil, fmt.Errorf("read %s: %w", field, err)
			}
		}
		at := 0
		for some := range slices.Chunk(all, listed) {
			if at == len(rows) {
				rows = append(rows, record{})
			}
			if rows[at][field], err = json.Marshal(some); err != nil {
				return nil, fmt.Errorf("write %s: %w", field, err)
			}
			at++
		}
	}
	return rows, nil
}

// rows writes the rows of a section: one for a value, for each name or for each
// item; of a long list one for each stretch, as a cell holds only so much.
func (p section) rows(value json.RawMessage, put func([]string) error) error {
	switch p.shape {
	case keyed:
		var under record
		if err := json.Unmarshal(value, &under); err != nil {
			return err
		}
		for _, key := range slices.Sorted(maps.Keys(under)) {
			name, _ := json.Marshal(key) // a text: always marshals
			if err := p.row(record{theKey: name, theValue: under[key]}, put); err != nil {
				return err
			}
		}
		return nil
	case items:
		var all []record
		if err := json.Unmarshal(value, &all); err != nil {
			return err
		}
		for _, one := range all {
			if err := p.row(one, put); err != nil {
				return err
			}
		}
		return nil
	case list:
		var all []json.RawMessage
		if err := json.Unmarshal(value, &all); err != nil {
			return err
		}
		for some := range slices.Chunk(all, listed) {
			part, err := json.Marshal(some)
			if err != nil {
				return err
			}
			if err := p.row(record{theValue: part}, put); err != nil {
				return err
			}
		}
		return nil
	default:
		return p.row(record{theValue: value}, put)
	}
}

// row writes one row of a section.
func (p section) row(r record, put func([]string) error) error {
	cells := make([]string, 1+len(p.cells))
	cells[0] = p.label
	for i, c := range p.cells {
		var err error
		if cells[i+1], err = cellText(r[c.name], c.form); err != nil {
			return err
		}
	}
	return put(cells)
}
