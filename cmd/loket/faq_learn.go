package main

import (
	"fmt"
	"os"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/loket"
)

// learnCommand trains on the shipped catalogue and keeps what was learned, for
// the build: a program that brings it along need not train at its first start.
type learnCommand struct {
	Out string `help:"Tulis hasilnya ke berkas ini." required:"" placeholder:"BERKAS"`
}

// Run implements the command.
func (c *learnCommand) Run(s *shell) error {
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		return err
	}
	matcher, err := faq.NewMatcher(catalog)
	if err != nil {
		return fmt.Errorf("train on the shipped catalogue: %w", err)
	}
	if err := os.WriteFile(c.Out, matcher.Learned(), readableFile); err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat ditulis: %v.", c.Out, err))
	}
	_, err = fmt.Fprintln(s.stdout, c.Out)
	return err
}
