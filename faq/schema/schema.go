// Package schema describes the files of a catalogue to editors: a JSON Schema
// for each kind of file, made from the Go types that the loader reads them
// into, so that a curator's editor offers field names and underlines slips.
//
// It must not know any catalogue, nor judge one: what is right is the loader's
// word, and references between files are beyond a schema.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strconv"

	"github.com/invopop/jsonschema"

	"loket/faq"
)

// Document is the schema of one kind of file.
type Document struct {
	Name    string // of the kind: "entries"
	File    string // "entries.schema.json"
	Content []byte // indented JSON
}

// datePattern is the shape of a day; format says the rest to those who read it.
const datePattern = `^\d{4}-\d{2}-\d{2}$`

// Documents returns the schema of every kind of file.
func Documents() ([]Document, error) {
	var documents []Document
	for _, kind := range faq.FileKinds() {
		s, err := describe(kind)
		if err != nil {
			return nil, fmt.Errorf("describe %s: %w", kind.Name, err)
		}
		var content bytes.Buffer
		encoder := json.NewEncoder(&content)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(s); err != nil {
			return nil, fmt.Errorf("write schema of %s: %w", kind.Name, err)
		}
		documents = append(documents, Document{Name: kind.Name, File: kind.Name + ".schema.json", Content: content.Bytes()})
	}
	return documents, nil
}

// describe makes the schema of a kind of file. The reflector knows fields and
// types; what they mean and may hold is written into what it made.
func describe(kind faq.FileKind) (*jsonschema.Schema, error) {
	reflector := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: dates}
	root := reflector.ReflectFromType(kind.Type)
	root.Title = kind.Files
	types := maps.Clone(root.Definitions)
	types[kind.Type.Name()] = root
	about := abouts()
	for name, s := range types {
		if s.Description = about[name]; s.Description == "" || s.Properties == nil {
			return nil, fmt.Errorf("type %s has no description or no fields", name)
		}
		s.Required = nil
		for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
			field := name + "." + pair.Key
			if pair.Value.Description = about[field]; pair.Value.Description == "" {
				return nil, fmt.Errorf("field %s has no description", field)
			}
			shape := faq.ShapeOf(field)
			if shape.Needed {
				s.Required = append(s.Required, pair.Key)
			}
			narrow(pair.Value, shape)
		}
	}
	return root, nil
}

// dates maps a day of the calendar; nil leaves any other type to the reflector.
func dates(t reflect.Type) *jsonschema.Schema {
	if t != reflect.TypeFor[faq.Date]() {
		return nil
	}
	return &jsonschema.Schema{Type: "string", Format: "date", Pattern: datePattern}
}

// narrow writes down what a field may hold.
func narrow(s *jsonschema.Schema, shape faq.Shape) {
	one := uint64(1)
	switch s.Type {
	case "array":
		if shape.Needed {
			s.MinItems = &one
		}
		if s.Items != nil && s.Items.Type == "string" {
			text(s.Items, faq.Shape{Needed: true, Choices: shape.Choices, Pattern: shape.Pattern})
		}
	case "object":
		if s.AdditionalProperties != nil && s.AdditionalProperties.Type == "array" {
			narrow(s.AdditionalProperties, faq.Shape{})
		}
	case "string":
		text(s, shape)
	case "integer":
		s.Minimum = "0"
	case "number":
		s.Minimum, s.Maximum = decimal(shape.Least), decimal(shape.Most)
	}
}

// decimal writes a bound; 0 is none.
func decimal(bound float64) json.Number {
	if bound == 0 {
		return ""
	}
	return json.Number(strconv.FormatFloat(bound, 'f', -1, 64))
}

// text narrows a text. What looks like a number is one too: the loader keeps it
// as it is written.
func text(s *jsonschema.Schema, shape faq.Shape) {
	if s.Format != "" {
		return // a date
	}
	s.Pattern = shape.Pattern
	for _, choice := range shape.Choices {
		s.Enum = append(s.Enum, choice)
	}
	if shape.Max > 0 {
		longest := uint64(shape.Max)
		s.MaxLength = &longest
	}
	if s.Pattern != "" || len(s.Enum) > 0 {
		return
	}
	s.Type, s.Extras = "", map[string]any{"type": []string{"string", "number"}}
	if shape.Needed {
		s.Pattern = `\S`
	}
}
