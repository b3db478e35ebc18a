package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/assist"
	"loket/internal/loket"
)

// evalCommand measures how well questions find their entry: with a catalogue,
// or with the same matcher trained on any labelled texts.
type evalCommand struct {
	Questions string `help:"Pertanyaan berlabel untuk katalog (label, tab, teks)." placeholder:"TSV"`
	Catalogue string `help:"Folder katalog (baku: yang berlaku di instansi)." placeholder:"FOLDER"`
	Agency    string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Train     string `help:"Contoh berlabel untuk dilatih, ganti katalog." placeholder:"TSV"`
	Test      string `help:"Pertanyaan berlabel untuk hasil latihan itu." placeholder:"TSV"`
	OOS       string `help:"Pertanyaan yang tidak ada jawabannya; labelnya tidak dibaca." name:"oos" placeholder:"TSV"`
	Assist    bool   `help:"Dengan asisten (model bahasa) untuk yang ragu; hanya bersama --questions."`
	JSON      bool   `help:"Cetak JSON."`
	Format    string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// Run implements the command.
func (c *evalCommand) Run(s *shell) error {
	if err := c.check(); err != nil {
		return err
	}
	questions, err := c.asked()
	if err != nil {
		return err
	}
	catalog, err := c.catalog(s)
	if err != nil {
		return err
	}
	figures, err := c.measure(s, catalog, questions)
	if err != nil {
		return err
	}
	if c.JSON || c.Format == "json" {
		return printJSON(s.stdout, figures)
	}
	_, err = fmt.Fprint(s.stdout, evalText(figures))
	return err
}

// measure asks the questions, with the assistant where that is wanted.
func (c *evalCommand) measure(s *shell, catalog *faq.Catalog, questions []faq.Labelled) (figures faq.Figures, err error) {
	if !c.Assist {
		return evaluate(catalog, questions, s.now, nil)
	}
	a, err := s.openAssistant(c.Agency)
	if err != nil {
		return figures, err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	var shelf assist.Shelf = a.ledger
	if c.Catalogue != "" {
		shelf = unkept{a.ledger}
	}
	figures, err = evaluate(catalog, questions, s.now, func(m *faq.Matcher) (func(faq.Query) faq.Result, error) {
		ranker, err := a.ranker(s, &bot.Book{Matcher: m}, shelf)
		return func(q faq.Query) faq.Result { return ranker.Rank(s.ctx, "", m, m.Find(q)) }, err
	})
	if err == nil && a.calls.failed() > 0 {
		s.log.Warn("questions were answered without the assistant, so these figures are not its own", "calls", a.calls)
	}
	return figures, err
}

// unkept is a shelf that keeps nothing: a catalogue that is only tried must not push out
// the embeddings of the one in force.
type unkept struct{ assist.Shelf }

// PutVectors implements assist.Shelf.
func (unkept) PutVectors(context.Context, loket.AgencyID, loket.EntryVectors) error { return nil }

// check refuses what is neither of the two forms.
func (c *evalCommand) check() error {
	withCatalogue := c.Questions != "" && c.Train == "" && c.Test == "" && c.OOS == ""
	withTraining := !c.Assist && c.Train != "" && c.Test != "" && c.Questions == "" && c.Catalogue == "" && c.Agency == ""
	if withCatalogue || withTraining {
		return nil
	}
	return loket.Errorf(loket.CodeInvalid, "Beri --questions FILE.tsv [--catalogue FOLDER] [--agency ID], atau --train FILE.tsv --test FILE.tsv [--oos FILE.tsv].")
}

// asked reads the questions to be answered.
func (c *evalCommand) asked() ([]faq.Labelled, error) {
	if c.Questions != "" {
		return readLabelled(c.Questions)
	}
	questions, err := readLabelled(c.Test)
	if err != nil || c.OOS == "" {
		return questions, err
	}
	outside, err := readLabelled(c.OOS)
	for _, q := range outside {
		q.Label = "_oos"
		questions = append(questions, q)
	}
	return questions, err
}

// catalog returns what is asked: the folder named, what is live for the
// agency, or the texts to be trained on.
func (c *evalCommand) catalog(s *shell) (*faq.Catalog, error) {
	if c.Train != "" {
		examples, err := readLabelled(c.Train)
		if err != nil {
			return nil, err
		}
		catalog, problems := faq.CatalogOf(c.Train, examples)
		return catalog, labelledError(c.Train, problems)
	}
	if c.Catalogue != "" {
		return (&tableCommand{Dir: c.Catalogue}).open()
	}
	configured, agency, err := s.configured(c.Agency)
	if err != nil {
		return nil, err
	}
	return s.liveCatalogue(configured, agency)
}

// readLabelled reads a file of labelled questions.
func readLabelled(path string) ([]faq.Labelled, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat dibaca: %v. Periksa namanya.", path, err))
	}
	questions, problems := faq.ReadLabelled(path, content)
	return questions, labelledError(path, problems)
}

// mostProblems is how many mistakes of a file are told in one run.
const mostProblems = 20

// labelledError tells what is wrong with a file of labelled questions; nil when
// that is nothing.
func labelledError(path string, problems []faq.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	lines := []string{fmt.Sprintf("Berkas %s belum dapat dipakai: %d baris perlu diperbaiki.", path, len(problems))}
	for i, p := range problems {
		if i == mostProblems {
			lines = append(lines, fmt.Sprintf("… dan %d lagi.", len(problems)-i))
			break
		}
		lines = append(lines, p.String())
	}
	return loket.Errorf(loket.CodeInvalid, strings.Join(lines, "\n"))
}

// evaluate trains a matcher from nothing, so that it can be told how long that
// takes and how much it holds, and asks it the questions.
// with makes what answers of the matcher; nil: the matcher itself does.
func evaluate(
	catalog *faq.Catalog, questions []faq.Labelled, now func() time.Time, with func(*faq.Matcher) (func(faq.Query) faq.Result, error),
) (faq.Figures, error) {
	before, began := heap(), now()
	matcher, err := faq.NewMatcher(catalog)
	if err != nil {
		return faq.Figures{}, fmt.Errorf("train on the catalogue: %w", err)
	}
	took := now().Sub(began)
	after := heap()
	find := matcher.Find
	if with != nil {
		if find, err = with(matcher); err != nil {
			return faq.Figures{}, err
		}
	}
	figures := faq.EvaluateBy(matcher, questions, now, find)
	figures.TrainMS = float64(took.Microseconds()) / 1e3
	if after > before {
		figures.ModelBytes = after - before
	}
	runtime.KeepAlive(catalog)
	return figures, nil
}

// heap is how many bytes are in use, after what is not has been let go.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one only made free
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
