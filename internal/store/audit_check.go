package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/words"
)

// AuditCheck is what checking the audit log has found whole.
type AuditCheck struct {
	Rows    int64 // of the log
	Unknown int64 // of them under a key that is not at hand: only their order was checked
}

// AuditProof is what holding the audit log to anchors and events has found whole.
type AuditProof struct {
	AuditCheck
	Held     int   // anchors given that name a row as it stands
	Restored int   // anchors given that a restore went back behind: they say nothing any more
	Days     int   // anchor rows whose events were counted and hashed again
	Events   int64 // of those days
}

// AuditError says which row of the audit log is the first that is not as it was
// written; it is told to people as the *loket.Error in it.
type AuditError struct {
	Row int64
	err *loket.Error
}

// Error implements error.
func (b *AuditError) Error() string { return b.err.Message }

// Unwrap returns what people are told.
func (b *AuditError) Unwrap() error { return b.err }

func broken(row int64, how words.Text) error {
	return &AuditError{Row: row, err: loket.Sayf(loket.CodeInvalid, "Catatan audit tidak utuh di baris %d: %s. "+
		"Jangan lanjutkan; simpan basis data ini sebagai bukti dan pakai cadangan lain.", row, how)}
}

const selectAudit = `
SELECT seq, id, agency_id, at, actor_kind, actor_id, action, object_kind, object_id, reason, origin, previous, mac,
  mac_key_id FROM audit ORDER BY seq`

// CheckAudit reads the whole audit log and holds every row to its own keyed
// hash and to the row before. The first row that was changed, put in, taken out
// or moved is named in a *AuditError. Rows cut off at the end show only against
// an anchor: see ProveAudit.
func (s *Store) CheckAudit(ctx context.Context) (AuditCheck, error) {
	w, err := s.walkAudit(ctx, nil)
	return w.AuditCheck, err
}

// ProveAudit is CheckAudit, and holds the log to anchors that were kept elsewhere,
// in the order they were made. With events it also counts and hashes the events of
// every anchored day again. What is not as it was is named in a *AuditError.
func (s *Store) ProveAudit(ctx context.Context, anchors []loket.Anchor, events bool) (p AuditProof, err error) {
	w, err := s.walkAudit(ctx, anchors)
	p.AuditCheck = w.AuditCheck
	if err == nil {
		err = w.explained()
	}
	if err == nil {
		err = w.hold(anchors, &p)
	}
	if err != nil || !events {
		return p, err
	}
	for _, d := range w.days {
		if err := s.proveDay(ctx, d); err != nil {
			return p, err
		}
		p.Days, p.Events = p.Days+1, p.Events+d.count
	}
	return p, nil
}

// auditWalk is what one reading of the log gathers.
type auditWalk struct {
	AuditCheck
	store    *Store
	before   []byte
	wanted   map[int64]string // hashes of the rows that anchors name, in hex
	days     []dayAnchor
	restores map[int64]time.Time // the rows that restores left, and when
	retired  []retirement
	unknown  map[string]extent // the rows under each key that is not at hand
}

// extent is where rows of a kind begin and end.
type extent struct{ first, last int64 }

// retirement is a row that names keys whose rows before it stay as they are.
type retirement struct {
	row   int64
	under string // the key of the row itself; empty: it was proved
	keys  []string
}

func (s *Store) walkAudit(ctx context.Context, anchors []loket.Anchor) (*auditWalk, error) {
	w := &auditWalk{store: s, wanted: map[int64]string{}, restores: map[int64]time.Time{}, unknown: map[string]extent{}}
	for _, a := range anchors {
		w.wanted[a.Seq] = ""
	}
	if err := s.read.each(ctx, w.row, selectAudit); err != nil {
		return w, fmt.Errorf("check the audit log: %w", err)
	}
	return w, nil
}

func (w *auditWalk) row(r scanner) error {
	var e auditEntry
	var seq, at int64
	var id, keyID string
	var previous, mac []byte
	err := r.Scan(&seq, &id, &e.agency, &at, &e.actor, &e.actorID, &e.action, &e.object, &e.id, &e.reason, &e.origin,
		&previous, &mac, &keyID)
	if err != nil {
		return err
	}
	w.Rows++
	switch {
	case seq > w.Rows:
		return broken(w.Rows, words.Say("barisnya hilang, berikutnya bernomor %d", seq))
	case seq < w.Rows:
		return broken(w.Rows, words.Say("ada baris bernomor %d yang disisipkan", seq))
	}
	known := false
	for _, h := range w.store.sealer.Hashes("audit", e.chained(seq, id, at, previous)) {
		if h.ID == keyID {
			known = true
			if !hmac.Equal(h.Sum, mac) {
				return broken(seq, "isinya diubah, atau baris ini disisipkan atau dipindah")
			}
		}
	}
	if !bytes.Equal(previous, w.before) {
		return broken(seq, "tidak sambung dengan baris sebelumnya, yang dihapus, dipindah, atau ditulis ulang")
	}
	w.before = mac
	return w.keep(seq, at, e, keyID, known)
}

// keep remembers what the rest of the check needs of a row.
func (w *auditWalk) keep(seq, at int64, e auditEntry, keyID string, known bool) error {
	under := ""
	if !known {
		w.Unknown++
		under = keyID
		of := w.unknown[keyID]
		if of.first == 0 {
			of.first = seq
		}
		w.unknown[keyID] = extent{of.first, seq}
	}
	if _, named := w.wanted[seq]; named {
		w.wanted[seq] = hex.EncodeToString(w.before)
	}
	switch e.action {
	case anchorAction:
		d, err := readDay(seq, e.id, e.reason)
		if err != nil {
			return broken(seq, "jangkar harinya tidak terbaca")
		}
		w.days = append(w.days, d)
	case restateAction:
		d, err := readDay(seq, e.id, e.reason)
		if err != nil || len(w.days) == 0 || d.from != 1 || d.to != w.days[len(w.days)-1].to {
			return broken(seq, "jangkar harinya tidak terbaca")
		}
		w.days = []dayAnchor{d}
	case restoreAction:
		w.restores[seq] = time.UnixMilli(at)
		_, keys, _ := strings.Cut(e.reason, restoreKeys)
		w.retired = append(w.retired, retirement{seq, under, strings.Fields(keys)})
	case rotateAction:
		w.retired = append(w.retired, retirement{seq, under, strings.Fields(e.reason)})
	}
	return nil
}

// explained wants a later row to say of every key that is not at hand that it was
// retired: otherwise whoever changes a row could name a key that never was.
func (w *auditWalk) explained() error {
	for i := len(w.retired) - 1; i >= 0; i-- {
		r := w.retired[i]
		if _, open := w.unknown[r.under]; open {
			continue // nobody vouches for the row itself
		}
		for _, key := range r.keys {
			if w.unknown[key].last < r.row {
				delete(w.unknown, key)
			}
		}
	}
	first := int64(0)
	for _, of := range w.unknown {
		if first == 0 || of.first < first {
			first = of.first
		}
	}
	if first == 0 {
		return nil
	}
	return broken(first, "kuncinya tidak ada di sini dan tidak tercatat pernah diganti")
}

// hold compares anchors with the rows they name.
func (w *auditWalk) hold(anchors []loket.Anchor, p *AuditProof) error {
	for i, a := range anchors {
		switch mac := w.wanted[a.Seq]; {
		case mac != "" && mac == a.Mac:
			p.Held++
		case w.restoredSince(a, anchors[i+1:]):
			p.Restored++
		case mac == "":
			return broken(w.Rows+1, words.Say("baris %d sampai %d dipotong; jangkar %s menyebutnya", w.Rows+1, a.Seq, a.Day))
		default:
			return broken(a.Seq, words.Say("ditulis ulang sejak dijangkar pada %s", a.Day))
		}
	}
	return nil
}

// restoredSince tells whether the ledger was restored to before an anchor after it
// was made: by the time of the restore, or by its own anchor, the row after it, among
// those that were made later, should a clock have gone back.
func (w *auditWalk) restoredSince(a loket.Anchor, later []loket.Anchor) bool {
	for row, at := range w.restores {
		if row > a.Seq {
			continue
		}
		if at.After(a.At) {
			return true
		}
		for _, l := range later {
			if l.Seq == row+1 && l.Mac == w.wanted[row+1] {
				return true
			}
		}
	}
	return false
}

// proveDay counts and hashes the events of an anchored day again.
func (s *Store) proveDay(ctx context.Context, d dayAnchor) error {
	found := dayAnchor{from: d.from, to: d.to}
	if err := s.digest(ctx, &found, ""); err != nil {
		return fmt.Errorf("check the events of %s: %w", d.day, err)
	}
	if found.count == d.count && found.sum == d.sum {
		return nil
	}
	how := words.Text("isinya diubah")
	if found.count != d.count {
		how = words.Say("tercatat %d, ada %d", d.count, found.count)
	}
	return &AuditError{Row: d.row, err: loket.Sayf(loket.CodeInvalid, "Kejadian nomor %d sampai %d tidak seperti saat "+
		"dijangkar %s (baris %d catatan audit): %s. Jangan percayai laporan dari masa itu; pakai cadangan lain.", d.from, d.to, d.day, d.row, how)}
}
