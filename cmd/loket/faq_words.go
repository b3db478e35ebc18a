package main

import (
	"errors"
	"fmt"
	"io"

	"loket/faq"
	"loket/internal/web/curate"
)

// mostRescued is how many questions the command looks at, the latest: some seconds' work.
const mostRescued = 10_000

// wordsCommand tells what each of the agency's words did for the questions of citizens.
type wordsCommand struct {
	Days   int    `help:"Dari berapa hari terakhir pertanyaan dihitung." default:"28"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// rescuedJSON is what the command prints as JSON.
type rescuedJSON struct {
	From  string       `json:"from"`  // first day, in the agency's zone
	Asked int          `json:"asked"` // questions that were looked at
	More  bool         `json:"more"`  // there were more
	Words []faq.Rescue `json:"words"` // those that occurred, those that rescued most first
}

// Run implements the command.
func (c *wordsCommand) Run(s *shell) error {
	if c.Days < 1 {
		return usageError{errors.New("--days harus 1 atau lebih")}
	}
	return s.withArchive(c.Agency, func(a archive) error {
		r, _, err := s.replayer(a)
		if err != nil {
			return err
		}
		r.step = s.bar("Mencoba kata")
		found, err := r.rescued(s.ctx, a.agency.ID, c.Days, mostRescued)
		if err != nil {
			return err
		}
		return c.print(s.stdout, found)
	})
}

func (c *wordsCommand) print(w io.Writer, found curate.Rescued) error {
	from := found.From.Format("2006-01-02")
	if c.JSON || c.Format == "json" {
		return printJSON(w, rescuedJSON{From: from, Asked: found.Asked, More: found.More, Words: found.Words})
	}
	more := ""
	if found.More {
		more = "; yang lebih lama tidak dihitung"
	}
	if _, err := fmt.Fprintf(w, "Dari %d pertanyaan warga sejak %s%s:\n\n  tertolong  muncul  kata = arti\n", found.Asked, from, more); err != nil {
		return err
	}
	for _, one := range found.Words {
		if _, err := fmt.Fprintf(w, "%11d%8d  %s = %s\n", one.Rescued, one.Heard, one.Form, one.Meaning); err != nil {
			return err
		}
	}
	return nil
}
