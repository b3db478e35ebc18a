package main

import (
	"cmp"
	"fmt"
	"strings"

	"loket/bot"
	"loket/faq"
	"loket/internal/web/api"
)

// askCommand asks the catalogue one question.
type askCommand struct {
	JSON    bool     `help:"Cetak JSON."`
	Assist  bool     `help:"Dengan asisten (model bahasa), seperti server yang memakainya."`
	Explain bool     `help:"Terangkan bagaimana pertanyaan dibaca dan mengapa jawaban itu yang dipilih."`
	Format  string   `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
	Agency  string   `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Topic   string   `help:"Jawaban yang terakhir diberikan, untuk pertanyaan lanjutan." placeholder:"ENTRI"`
	Text    []string `arg:"" name:"pertanyaan" help:"Pertanyaan warga."`
}

// answered is what ask prints as JSON: what the API answers, and why on request.
type answered struct {
	api.Answered

	Explain *faq.Explanation `json:"explain,omitempty"` // its parts are those of Parts, in that order
}

// Run implements the command.
func (c *askCommand) Run(s *shell) error {
	agency, book, err := s.openBook(c.Agency)
	if err != nil {
		return err
	}
	query := faq.Query{Text: strings.Join(c.Text, " "), Topic: c.Topic}
	rank, done, err := c.second(s, book)
	if err != nil {
		return err
	}
	found := rank(book.Matcher.Find(query))
	out := answered{Answered: api.NewAnswered(found, bot.PreviewBy(book, agency.Agency, s.now(), query, rank))}
	if err := done(); err != nil {
		return err
	}
	if c.Explain {
		explanation := book.Matcher.Explain(query)
		out.Explain = &explanation
	}
	if c.JSON || c.Format == "json" {
		return printJSON(s.stdout, out)
	}
	return out.print(s)
}

// second opens the second opinion that is asked for; done closes it. An assistant that
// fails is told of, and the question answered without.
func (c *askCommand) second(s *shell, book *bot.Book) (rank func(faq.Result) faq.Result, done func() error, err error) {
	alone := func(r faq.Result) faq.Result { return r }
	if !c.Assist {
		return alone, func() error { return nil }, nil
	}
	a, err := s.openAssistant(c.Agency)
	if err != nil {
		return nil, nil, err
	}
	ranker, err := a.ranker(s, book, a.ledger)
	if err != nil {
		s.log.Warn("answered without the assistant", "err", err)
		return alone, a.close, nil
	}
	return func(r faq.Result) faq.Result { return ranker.Rank(s.ctx, "", book.Matcher, r) }, a.close, nil
}

// print writes what a citizen would read, and below it why.
func (a answered) print(s *shell) error {
	text := cmp.Or(a.Answer, "(diteruskan ke petugas)") + "\n"
	if a.Explain != nil {
		text += "\n" + explained(*a.Explain)
	}
	_, err := fmt.Fprint(s.stdout, text)
	return err
}
