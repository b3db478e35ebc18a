package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime/debug"
	"strings"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/report"
)

type historyImport struct {
	File   string `arg:"" help:"Berkas JSON Lines." placeholder:"FILE.jsonl"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

const (
	// shownWrongs is how many wrong lines are named.
	shownWrongs = 20
	// layBatch is how many lines one transaction lays down.
	layBatch = 1000
	// besideServer is how many lines may be imported into SQLite while a server runs:
	// the last step keeps it from writing.
	besideServer = 100_000
)

// Run implements the command.
func (c *historyImport) Run(s *shell) error {
	defer debug.SetGCPercent(debug.SetGCPercent(25)) // a long file must fit into little memory
	file, err := os.Open(c.File)
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas riwayat tidak dapat dibuka: %v.", err))
	}
	defer func() { _ = file.Close() }() // it was only read
	return s.withArchive(c.Agency, func(a archive) error {
		i, err := a.importHistory(s, file, "", nil)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "Riwayat masuk: %s baris, %s kejadian baru. Tiket yang masih terbuka di dalamnya hanya riwayat: tidak masuk antrean.\n",
			report.Grouped(i.Lines), report.Grouped(i.Events))
		return err
	})
}

// importHistory reads a file twice: once to check it, once to lay it down and make it
// known. One that is known changes nothing. The id of a new import is drawn, or
// synthetic; then served tells which of its tickets staff are to serve, nil: none.
func (a archive) importHistory(
	s *shell, file *os.File, id loket.ImportID, served func(iter.Seq[past.Ticket]) ([]loket.Ticket, error),
) (loket.Import, error) {
	i := loket.Import{ID: id, Agency: a.agency.ID}
	if id == "" {
		i.ID = loket.NewID[loket.ImportID]()
	}
	names, err := a.ledger.HistoryNames(s.ctx, a.agency.ID)
	if err != nil {
		return i, err
	}
	h := historyRun{archive: a, shell: s, file: file, office: a.office(s.now()), names: names, served: served}
	if i.Lines, i.Digest, err = h.check(); err != nil {
		return i, err
	}
	if err := a.mayHoldUp(i.Lines); err != nil {
		return i, err
	}
	if i, err = a.ledger.BeginImport(s.ctx, i); err != nil || !i.FinishedAt.IsZero() {
		i.Events = 0
		return i, err
	}
	return h.lay(i)
}

// mayHoldUp refuses an import whose last step would keep a running server from writing
// for long.
func (a archive) mayHoldUp(lines int64) error {
	if a.ledger.Shared() || lines <= besideServer {
		return nil
	}
	lock, err := lockDir(a.config.DataDir)
	if err == nil {
		return lock.unlock()
	}
	if loket.CodeOf(err) != loket.CodeConflict {
		return err
	}
	return loket.Errorf(loket.CodeConflict, "Lebih dari "+report.Grouped(besideServer)+" baris tidak diimpor selagi loket serve berjalan di atas SQLite: "+
		"langkah terakhirnya menahan server. Hentikan server, impor, lalu jalankan lagi.")
}

// historyRun is one import under way.
type historyRun struct {
	archive
	shell  *shell
	file   *os.File
	office past.Office
	names  past.Namer
	served func(iter.Seq[past.Ticket]) ([]loket.Ticket, error) // nil: none
}

// each follows the file from its beginning.
func (h historyRun) each(what string, take func(*past.Reader, past.Step, *past.LineError) error) (*past.Timeline, string, error) {
	info, err := h.file.Stat()
	if err == nil {
		_, err = h.file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read history: %w", err)
	}
	sum := sha256.New()
	r, timeline := past.NewReader(io.TeeReader(h.file, sum)), past.NewTimeline(h.office, h.names)
	shown := newBar(h.shell.stderr, what, info.Size(), true)
	defer shown.end()
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return timeline, hex.EncodeToString(sum.Sum(nil)), nil
		}
		var step past.Step
		if err == nil {
			step, err = timeline.Follow(line, r.Raw())
		}
		wrong, refused := errors.AsType[*past.LineError](err)
		if err != nil && !refused {
			return nil, "", err
		}
		if refused {
			wrong.Line = r.Number()
		}
		if err := errors.Join(h.shell.ctx.Err(), take(r, step, wrong)); err != nil {
			return nil, "", err
		}
		shown.at(r.Bytes())
	}
}

// check reads the whole file and names what is wrong in it. Nothing is written.
func (h historyRun) check() (lines int64, digest string, err error) {
	var named []string
	wrongs := int64(0)
	_, digest, err = h.each("Memeriksa", func(_ *past.Reader, _ past.Step, wrong *past.LineError) error {
		lines++
		if wrong == nil {
			return nil
		}
		if wrongs++; wrongs <= shownWrongs {
			named = append(named, wrong.Error())
		}
		return nil
	})
	switch {
	case err != nil:
		return 0, "", err
	case wrongs > shownWrongs:
		named = append(named, "… dan "+report.Grouped(wrongs-shownWrongs)+" baris lagi.")
	case lines == 0:
		return 0, "", loket.Errorf(loket.CodeInvalid, "Berkas riwayat kosong.")
	}
	if wrongs > 0 {
		return 0, "", loket.Errorf(loket.CodeInvalid, "Tidak ada yang diimpor: "+report.Grouped(wrongs)+" baris salah.\n"+strings.Join(named, "\n"))
	}
	return lines, digest, nil
}

// lay lays the lines down from where an earlier run stopped, and makes them known.
func (h historyRun) lay(i loket.Import) (loket.Import, error) {
	var batch []past.Step
	var numbers []int64
	before, seen := i.Done, int64(0)
	flush := func() (err error) {
		if len(batch) > 0 {
			i, err = h.ledger.Stage(h.shell.ctx, i, h.redact, batch)
		}
		if wrong, refused := errors.AsType[*past.LineError](err); refused {
			return h.refuse(i, numbers[wrong.Line], wrong.Why)
		}
		batch, numbers = batch[:0], numbers[:0]
		return err
	}
	timeline, digest, err := h.each("Mengimpor", func(r *past.Reader, step past.Step, wrong *past.LineError) error {
		if wrong != nil {
			return errChanged
		}
		if seen++; seen <= before {
			return nil
		}
		if batch, numbers = append(batch, step), append(numbers, r.Number()); len(batch) < layBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil && digest != i.Digest {
		err = errChanged
	}
	if err == nil {
		err = h.ledger.StageRest(h.shell.ctx, i, h.agency.Code, timeline.Rest(), timeline.Tickets())
	}
	var served []loket.Ticket
	if err == nil && h.served != nil {
		served, err = h.served(timeline.Tickets())
	}
	if err != nil {
		return i, err
	}
	return h.ledger.FinishImport(h.shell.ctx, i, served...)
}

// errChanged says that the second reading was not like the first.
var errChanged = loket.Errorf(loket.CodeConflict, "Berkas riwayat berubah selagi dibaca. Tidak ada yang diimpor; ulangi setelah berkasnya selesai ditulis.")

// refuse gives an import up whose line would touch what lives here.
func (h historyRun) refuse(i loket.Import, line int64, why string) error {
	if err := h.ledger.DiscardImport(h.shell.ctx, i); err != nil {
		return err
	}
	return loket.Errorf(loket.CodeInvalid, "Tidak ada yang diimpor.\n"+(&past.LineError{Line: line, Why: why}).Error())
}
