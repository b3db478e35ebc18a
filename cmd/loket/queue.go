package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/store"
)

// queueCommand is about the queue on Redis.
type queueCommand struct {
	Status    queueStatusCommand    `cmd:"" help:"Apakah antrean di Redis sama dengan basis data, per bagian; tidak mengubah apa pun."`
	Reconcile queueReconcileCommand `cmd:"" help:"Samakan antrean di Redis dengan basis data sekarang; boleh di samping server yang berjalan."`
}

// queueStatusCommand compares and changes nothing.
type queueStatusCommand struct {
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// queueReconcileCommand makes one pass of the reconciler.
type queueReconcileCommand struct {
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// lineStanding is one unit's line, in the ledger and on Redis.
type lineStanding struct {
	Agency  loket.AgencyID `json:"agency"`
	Unit    loket.UnitID   `json:"unit"`
	Waiting int            `json:"waiting"` // in the ledger
	Held    int            `json:"held"`    // in the ledger
	Ready   bool           `json:"ready"`   // Redis is used for the line
	Missing int            `json:"missing"`
	Extra   int            `json:"extra"`
	Wrong   int            `json:"wrong"`
}

// errEmbedded is why a queue within the server cannot be asked from beside it.
var errEmbedded = loket.Errorf(loket.CodeConflict, "Antrean ini tertanam di dalam server dan disamakan sendiri tiap 5 detik; "+
	"keadaannya ada di /metrics (loket_queue_drift). Perintah ini untuk Redis tersendiri: isi LOKET_REDIS_URL.")

// Run implements the command.
func (c *queueStatusCommand) Run(s *shell) error {
	return withQueue(s, func(q *queue.Queue, source queue.Source) error {
		lines, err := source.Lines(s.ctx)
		if err != nil {
			return err
		}
		all := make([]lineStanding, 0, len(lines))
		for _, line := range lines {
			one, err := standingOf(s.ctx, q, source, line)
			if err != nil {
				return awayText(err)
			}
			all = append(all, one)
		}
		return printLines(s.stdout, all, c.JSON || c.Format == "json")
	})
}

// standingOf compares one line.
func standingOf(ctx context.Context, q *queue.Queue, source queue.Source, line queue.Line) (lineStanding, error) {
	generation, err := q.Generation(ctx, line)
	if err != nil {
		return lineStanding{}, err
	}
	want, err := source.Wanted(ctx, line)
	if err != nil {
		return lineStanding{}, err
	}
	drift, err := q.Compare(ctx, line, want)
	return newStanding(line, want, generation != "", drift), err
}

func newStanding(line queue.Line, want queue.Wanted, ready bool, d queue.Drift) lineStanding {
	return lineStanding{
		Agency: line.Agency, Unit: line.Unit, Waiting: len(want.Waiting), Held: len(want.Leased),
		Ready: ready, Missing: d.Missing, Extra: d.Extra, Wrong: d.Wrong,
	}
}

// Run implements the command.
func (c *queueReconcileCommand) Run(s *shell) error {
	return withQueue(s, func(q *queue.Queue, source queue.Source) error {
		all := []lineStanding{}
		r := &queue.Reconciler{Queue: q, Source: source, Now: s.now, Log: s.log}
		r.Found = func(line queue.Line, want queue.Wanted, mended queue.Drift) {
			all = append(all, newStanding(line, want, true, mended))
		}
		if err := r.Once(s.ctx); err != nil {
			return awayText(err)
		}
		return printLines(s.stdout, all, c.JSON || c.Format == "json")
	})
}

// withQueue opens ledger and queue beside the server, for as long as do runs.
func withQueue(s *shell, do func(*queue.Queue, queue.Source) error) (err error) {
	configured, err := s.load()
	if err != nil {
		return err
	}
	if configured.RedisURL == "embedded" {
		return errEmbedded
	}
	ledger, _, err := openLedger(s.ctx, configured, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := ledger.MeasureTime(s.ctx); err != nil {
		return err
	}
	q, err := queue.Open(s.ctx, configured.RedisURL, trustOf(configured), s.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, q.Close()) }()
	return do(q, queue.FromLedger{Ledger: ledger, Now: ledger.Now})
}

// awayText tells what to do about a Redis that does not answer.
func awayText(err error) error {
	return errors.Join(loket.Errorf(loket.CodeUnavailable, "Redis tidak menjawab atau menolak. Periksa LOKET_REDIS_URL dan servernya: loket doctor. "+
		"Petugas tetap dilayani dari basis data."), err)
}

func printLines(to io.Writer, all []lineStanding, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(to).Encode(all)
	}
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintln(table, "INSTANSI\tBAGIAN\tMENUNGGU\tDIPEGANG\tREDIS\tKURANG\tLEBIH\tBEDA")
	for _, l := range all {
		redis := "kosong"
		if l.Ready {
			redis = "dipakai"
		}
		_, line := fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\t%d\t%d\t%d\n", l.Agency, l.Unit, l.Waiting, l.Held, redis, l.Missing, l.Extra, l.Wrong)
		err = errors.Join(err, line)
	}
	return errors.Join(err, table.Flush())
}
