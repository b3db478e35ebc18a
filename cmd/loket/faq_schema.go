package main

import (
	"fmt"
	"os"
	"path/filepath"

	"loket/faq/schema"
	"loket/internal/loket"
)

// schemaCommand gives the JSON Schemas of a catalogue's files.
type schemaCommand struct {
	Kind string `help:"Jenis berkas: entries, facets, facts, forms, intents, style atau words." default:"entries" placeholder:"JENIS"`
	Out  string `help:"Tulis skema semua jenis berkas ke folder ini." placeholder:"FOLDER"`
}

// Run implements the command.
func (c *schemaCommand) Run(s *shell) error {
	documents, err := schema.Documents()
	if err != nil {
		return fmt.Errorf("make schemas: %w", err)
	}
	if c.Out != "" {
		return c.write(s, documents)
	}
	for _, d := range documents {
		if d.Name == c.Kind {
			_, err := s.stdout.Write(d.Content)
			return err
		}
	}
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Jenis berkas %q tidak ada. Lihat pilihannya: loket faq schema --help", c.Kind))
}

// readable is how files and folders for everybody are made.
const (
	readableFile   = 0o644
	readableFolder = 0o755
)

func (c *schemaCommand) write(s *shell, documents []schema.Document) error {
	if err := os.MkdirAll(c.Out, readableFolder); err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Folder %s tidak dapat dibuat: %v.", c.Out, err))
	}
	for _, d := range documents {
		path := filepath.Join(c.Out, d.File)
		if err := os.WriteFile(path, d.Content, readableFile); err != nil {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat ditulis: %v.", path, err))
		}
		if _, err := fmt.Fprintln(s.stdout, path); err != nil {
			return err
		}
	}
	return nil
}
