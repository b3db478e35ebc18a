package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	draftColumns = `
SELECT d.id, d.agency_id, d.kind, d.entry_id, d.base, d.content, d.note, d.state, d.version, d.made_by, d.made_at, d.changed_by, d.changed_at,
  d.decided_by, d.decided_at, d.reason, d.publication, COALESCE(m.name, ''), COALESCE(c.name, ''), COALESCE(x.name, '')
FROM drafts d LEFT JOIN staff m ON m.id = d.made_by LEFT JOIN staff c ON c.id = d.changed_by LEFT JOIN staff x ON x.id = d.decided_by`
	selectDrafts = draftColumns + `
WHERE d.agency_id = $1 ORDER BY CASE WHEN d.state IN ('draft', 'review', 'refused') THEN 0 ELSE 1 END, d.changed_at DESC, d.id DESC LIMIT $2`
	selectDraft = draftColumns + `
WHERE d.agency_id = $1 AND d.id = $2`
	insertDraft = `
INSERT INTO drafts (id, agency_id, entry_id, base, content, note, state, version, made_by, made_at, changed_by, changed_at, kind)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $8, $9, $10) ON CONFLICT (id) DO NOTHING`
	updateDraft = `
UPDATE drafts SET entry_id = $3, base = $4, content = $5, note = $6, state = $7, version = version + 1, changed_by = $8, changed_at = $9,
  decided_by = $10, decided_at = $11, reason = $12, publication = $13
WHERE id = $1 AND version = $2`
)

// AddDraft begins a draft of the member's agency, in the state DraftOpen, of an entry if it
// has no kind. One that is there already changes nothing.
func (s *Store) AddDraft(ctx context.Context, by loket.Staff, d loket.Draft) error {
	return s.write(ctx, func(t *tx) error {
		d.State = loket.DraftOpen
		n, err := t.exec(insertDraft, string(d.ID), string(by.Agency), d.Entry, d.Base, d.Content, d.Note, string(d.State), string(by.ID), ms(t.now),
			cmp.Or(d.Kind, loket.KindEntry))
		if err != nil {
			return fmt.Errorf("begin a draft: %w", err)
		}
		if n == 0 {
			return nil
		}
		return t.toldOfDraft(by, d)
	})
}

// Drafts returns an agency's drafts, those still written on first, each kind by its last
// change; limit at most.
func (s *Store) Drafts(ctx context.Context, agency loket.AgencyID, limit int) (out []loket.Draft, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		d, err := scanDraft(r)
		out = append(out, d)
		return err
	}, selectDrafts, string(agency), limit)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return out, nil
}

// Draft returns a draft of an agency; loket.ErrNotFound.
func (s *Store) Draft(ctx context.Context, agency loket.AgencyID, id loket.DraftID) (d loket.Draft, err error) {
	err = s.read.one(ctx, func(r scanner) (err error) {
		d, err = scanDraft(r)
		return err
	}, selectDraft, string(agency), string(id))
	if err != nil {
		return d, fmt.Errorf("read a draft: %w", notFound(err))
	}
	return d, nil
}

func scanDraft(r scanner) (d loket.Draft, err error) {
	err = r.Scan(&d.ID, &d.Agency, &d.Kind, &d.Entry, &d.Base, &d.Content, &d.Note, &d.State, &d.Version, &d.MadeBy, when{&d.MadeAt},
		&d.ChangedBy, when{&d.ChangedAt}, &d.DecidedBy, when{&d.DecidedAt}, &d.Reason, &d.Publication,
		&d.MadeByName, &d.ChangedByName, &d.DecidedByName)
	return d, err
}

// UpdateDraft has a member of staff change a draft of their agency: change is given it with
// the time, and may refuse; then nothing is written. It may run more than once.
// loket.ErrNotFound: the agency has no such draft.
func (s *Store) UpdateDraft(
	ctx context.Context, by loket.Staff, id loket.DraftID, change func(d *loket.Draft, now time.Time) error,
) (d loket.Draft, err error) {
	err = s.change(ctx, func(t *tx) (err error) {
		if d, err = t.changeDraft(by, id, 0, change); err != nil {
			return err
		}
		return t.toldOfDraft(by, d)
	})
	return d, err
}

// PublishDraft makes a publication and ends the draft it comes from, both or neither.
// approve may refuse. loket.ErrStale as Publish has it: somebody published meanwhile.
func (s *Store) PublishDraft(
	ctx context.Context, by loket.Staff, id loket.DraftID, p loket.Publication, approve func(d *loket.Draft, now time.Time) error,
) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.changeDraft(by, id, p.Number, approve); err != nil {
			return err
		}
		return t.publish(p)
	})
}

func (t *tx) changeDraft(
	by loket.Staff, id loket.DraftID, publication int, change func(*loket.Draft, time.Time) error,
) (d loket.Draft, err error) {
	err = t.one(func(r scanner) (err error) {
		d, err = scanDraft(r)
		return err
	}, selectDraft, string(by.Agency), string(id))
	if err != nil {
		return d, fmt.Errorf("read a draft: %w", notFound(err))
	}
	version := d.Version
	if err := change(&d, t.now); err != nil {
		return d, err
	}
	n, err := t.exec(updateDraft, string(d.ID), version, d.Entry, d.Base, d.Content, d.Note, string(d.State), string(d.ChangedBy),
		ms(d.ChangedAt), string(d.DecidedBy), ms(d.DecidedAt), d.Reason, publication)
	if err != nil || n == 0 {
		return d, stale(err, "change a draft")
	}
	d.Version, d.Publication = version+1, publication
	return d, nil
}

// toldOfDraft has the audit log say what was done with a draft: its state tells. A
// publication tells of itself.
func (t *tx) toldOfDraft(by loket.Staff, d loket.Draft) error {
	action := map[loket.DraftState]string{
		loket.DraftOpen: "draft.save", loket.DraftReview: "draft.send", loket.DraftRefused: "draft.refuse", loket.DraftWithdrawn: "draft.withdraw",
	}[d.State]
	reason := ""
	if d.State == loket.DraftRefused {
		reason = d.Reason
	}
	return t.audit(auditEntry{
		agency: by.Agency, actor: loket.ByStaff, actorID: string(by.ID), action: action, object: "draft", id: string(d.ID), reason: reason,
	})
}
