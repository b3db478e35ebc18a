package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"loket/bot"
	"loket/internal/assist"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/store"
)

// assistCommand is about the language model.
type assistCommand struct {
	Check assistCheckCommand `cmd:"" help:"Periksa server model bahasa: jalan atau tidak, secepat apa, ukuran vektornya."`
	Index assistIndexCommand `cmd:"" help:"Buat vektor jawaban yang terbit; yang sudah ada tidak dibuat lagi."`
}

// assisted is an agency's assistant for a command, with the ledger that its spending
// is kept in.
type assisted struct {
	*assist.Client

	agency config.Agency
	config config.Config
	ledger *store.Store
	calls  outcomes // of this command
}

// outcomes counts calls by what came of them.
type outcomes map[string]int

func (o outcomes) failed() (n int) {
	for outcome, times := range o {
		if outcome != "ok" {
			n += times
		}
	}
	return n
}

// openAssistant opens the assistant of an agency for a command; close it. Without a
// model, or without a ledger to keep what is spent, it is refused.
func (s *shell) openAssistant(agency string) (a assisted, err error) {
	a.calls = outcomes{}
	if a.config, a.agency, err = s.configured(agency); err != nil {
		return a, err
	}
	if !a.agency.Assist.On() {
		return a, loket.Errorf(loket.CodeInvalid, "Asisten "+string(a.agency.ID)+" mati: bagian assist belum ada di loket.yaml. Lihat docs/assistant.md.")
	}
	if a.ledger, _, err = openLedger(s.ctx, a.config, store.Options{}); err != nil {
		return a, err
	}
	if err = register(s.ctx, a.ledger, a.config); err == nil {
		redactor := privacy.Redactor{Own: a.agency.OwnNumbers}
		a.Client, err = newAssistant(a.agency, assistParts{ledger: a.ledger, redactor: redactor, now: s.now, log: s.log, calls: a.calls})
	}
	if err != nil {
		err = errors.Join(err, a.ledger.Close())
	}
	return a, err
}

func (a assisted) close() error { return a.ledger.Close() }

// ranker learns the second opinion on a book, with a bar for what has to be embedded.
func (a assisted) ranker(s *shell, book *bot.Book, shelf assist.Shelf) (*assist.Ranker, error) {
	r := &assist.Ranker{Client: a.Client}
	if !a.Allows(assist.PurposeEmbed) {
		return r, loket.Errorf(loket.CodeInvalid, "Pemakaian embed mati. Isi assist, embedding_model di loket.yaml dan sebut embed di uses.")
	}
	fusion, err := learnFusion(s.ctx, a.Client, shelf, book.Matcher, s.bar("vektor jawaban"))
	r.Learn(fusion)
	return r, assistError(err)
}

// assistError tells a person why there is no answer of the model.
func assistError(err error) error {
	if err == nil {
		return nil
	}
	cures := map[string]string{
		"budget":       "batas sehari (tokens_per_day, rupiah_per_day) sudah terpakai; coba lagi besok atau naikkan batasnya",
		"resting":      "server minta jangan dipanggil dulu, atau baru saja gagal berkali-kali; coba lagi sebentar",
		"timeout":      "server tidak menjawab pada waktunya; periksa base_url dan bebannya",
		"rate-limited": "server membatasi panggilan (429); coba lagi nanti",
		"refused":      "server menolak; periksa kunci, nama model, dan base_url",
		"garbage":      "jawaban server tidak menurut protokol OpenAI; periksa base_url dan apakah model mendukung keluaran JSON",
		"too-large":    "jawaban server terlalu besar; periksa base_url",
		"off":          "pemakaian ini mati di loket.yaml (uses) atau modelnya belum disebut",
	}
	cure, known := cures[assist.Outcome(err)]
	if !known {
		return err
	}
	return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf("Model bahasa: %s. (%v)", cure, err))
}

// assistIndexCommand makes embeddings ahead of the server.
type assistIndexCommand struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Help is what --help says besides.
func (*assistIndexCommand) Help() string {
	return "Boleh dihentikan dan diulang: yang sudah jadi tersimpan. Server melakukannya sendiri sesudah tiap publikasi."
}

// Run implements the command.
func (c *assistIndexCommand) Run(s *shell) (err error) {
	_, book, err := s.openBook(c.Agency)
	if err != nil {
		return err
	}
	a, err := s.openAssistant(c.Agency)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	spoken := book.Matcher.Spoken()
	vectors, err := a.Index(s.ctx, a.ledger, spoken, s.bar("vektor jawaban"))
	if err != nil {
		return assistError(err)
	}
	texts := 0
	for _, v := range vectors {
		texts += len(v)
	}
	_, err = fmt.Fprintf(s.stdout, "Vektor %d jawaban (%d teks) siap.\n", len(spoken), texts)
	return err
}

// assistCheckCommand calls the endpoint once for each kind of model.
type assistCheckCommand struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// checkedModel is what a check found of one model.
type checkedModel struct {
	Model string `json:"model"`
	OK    bool   `json:"ok"`
	MS    int64  `json:"ms"`
	Size  int    `json:"size,omitempty"` // numbers of a vector
	Error string `json:"error,omitempty"`
}

// checkedAssist is what a check found.
type checkedAssist struct {
	Agency     loket.AgencyID `json:"agency"`
	BaseURL    string         `json:"base_url"`
	Location   string         `json:"location"`
	AcceptedBy string         `json:"accepted_by,omitempty"`
	Uses       []string       `json:"uses"`
	Text       *checkedModel  `json:"text,omitempty"`
	Vectors    *checkedModel  `json:"embedding,omitempty"`
	Tokens     int64          `json:"tokens_today"`
	Budget     int64          `json:"tokens_per_day"`
}

// Run implements the command.
func (c *assistCheckCommand) Run(s *shell) (err error) {
	a, err := s.openAssistant(c.Agency)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	found := a.check(s.ctx, s.now)
	if zone, err := time.LoadLocation(a.agency.Zone); err == nil {
		spent, err := a.ledger.AssistSpent(s.ctx, a.agency.ID, s.now().In(zone).Format(time.DateOnly))
		if err != nil {
			return err
		}
		found.Tokens, found.Budget = spent.Tokens, a.agency.Assist.Budget.Tokens
	}
	if err := c.print(s, found); err != nil {
		return err
	}
	if found.Text != nil && !found.Text.OK || found.Vectors != nil && !found.Vectors.OK {
		return loket.Errorf(loket.CodeUnavailable, "Model bahasa belum dapat dipakai; Loket tetap menjawab tanpa asisten.")
	}
	return nil
}

// check calls each model once.
func (a assisted) check(ctx context.Context, now func() time.Time) checkedAssist {
	m := a.agency.Assist
	found := checkedAssist{Agency: a.agency.ID, BaseURL: m.BaseURL, Location: m.Location, AcceptedBy: m.AcceptedBy, Uses: m.Uses}
	timed := func(model string, call func() (int, error)) *checkedModel {
		if model == "" {
			return nil
		}
		began := now()
		size, err := call()
		one := &checkedModel{Model: model, OK: err == nil, MS: now().Sub(began).Milliseconds(), Size: size}
		if err != nil {
			one.Error = said(assistError(err))
		}
		return one
	}
	found.Text = timed(m.Model, func() (int, error) { return 0, a.checkText(ctx) })
	found.Vectors = timed(m.Vectors, func() (int, error) {
		vectors, err := a.Embed(ctx, assist.PurposeCheckVectors, "syarat KTP hilang")
		if err != nil {
			return 0, err
		}
		return len(vectors[0]), nil
	})
	return found
}

// checkText asks the text model for an object, as a choice does.
func (a assisted) checkText(ctx context.Context) error {
	prompt, err := assist.ReadPrompt("check.1")
	if err != nil {
		return err
	}
	var said struct {
		OK bool `json:"ok"`
	}
	return a.Complete(ctx, assist.Request{
		Purpose: assist.PurposeCheck, Prompt: prompt, Text: "ok?", MaxTokens: 20,
		Schema: json.RawMessage(`{"type":"object","additionalProperties":false,"required":["ok"],"properties":{"ok":{"type":"boolean"}}}`),
	}, &said)
}

func (c *assistCheckCommand) print(s *shell, found checkedAssist) error {
	if c.JSON || c.Format == "json" {
		return printJSON(s.stdout, found)
	}
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	row := func(format string, args ...any) { _, _ = fmt.Fprintf(table, format+"\n", args...) } // Flush tells of it
	row("Server\t%s", found.BaseURL)
	row("Teks diolah di\t%s", whereTexts(found))
	row("Dipakai untuk\t%v", found.Uses)
	for _, m := range []struct {
		name string
		one  *checkedModel
	}{{"Model teks", found.Text}, {"Model vektor", found.Vectors}} {
		switch {
		case m.one == nil:
			row("%s\t(tidak ada)", m.name)
		case !m.one.OK:
			row("%s\t%s: GAGAL. %s", m.name, m.one.Model, m.one.Error)
		case m.one.Size > 0:
			row("%s\t%s: jalan, %d ms, %d angka tiap vektor", m.name, m.one.Model, m.one.MS, m.one.Size)
		default:
			row("%s\t%s: jalan, %d ms", m.name, m.one.Model, m.one.MS)
		}
	}
	row("Terpakai hari ini\t%d dari %d token", found.Tokens, found.Budget)
	return table.Flush()
}

// whereTexts says where texts are processed, and by whose decision.
func whereTexts(found checkedAssist) string {
	switch found.Location {
	case config.AssistHome:
		return "Indonesia"
	case config.AssistAbroad:
		return "LUAR NEGERI, atas keputusan " + found.AcceptedBy
	}
	return "mesin ini"
}
