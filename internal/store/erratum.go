package store

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
)

// reached are the conversations of an agency ($1) that were quoted a wrong revision ($3, as
// they are kept) of an entry ($2) since a moment ($4), on a channel that reaches somebody:
// what they got for certain, or may have got.
const reached = `
SELECT DISTINCT e.conversation_id FROM events e JOIN answers a ON a.id = e.answer_id
WHERE e.agency_id = $1 AND e.kind IN ('quote', 'reply', 'notice') AND e.at >= $4 AND e.import_id = ''
  AND a.entry = $2 AND a.revision <> '' AND $3 LIKE '% ' || a.revision || ' %'
  AND EXISTS (SELECT 1 FROM sends s
    WHERE s.conversation_id = a.conversation_id AND s.answer_id = a.id AND s.state IN ('delivered', 'uncertain'))`

// addressable tells whether somebody may be written to at $5. A channel's refusal counts
// until they write again.
const addressable = `(c.erased_at = 0 AND v.withdrawn_at = 0 AND c.blocked_until <= $5
  AND (c.unreachable_at = 0 OR c.unreachable_at < v.last_in_at))`

const (
	selectReach = `
SELECT v.channel_id, h.name, CASE WHEN r.erratum_id IS NOT NULL THEN 'before' WHEN ` + addressable + ` THEN '' ELSE 'left' END, COUNT(*)
FROM (` + reached + `) w
JOIN conversations v ON v.id = w.conversation_id JOIN contacts c ON c.id = v.contact_id JOIN channels h ON h.id = v.channel_id
LEFT JOIN errata_recipients r ON r.agency_id = $1 AND r.entry = $2 AND r.revision = $6 AND r.conversation_id = v.id
GROUP BY 1, 2, 3 ORDER BY 2, 1`
	insertErratum = `
INSERT INTO errata (id, agency_id, entry, title, revision, revisions, since_at, text, sensitive, reason, made_at, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING`
	insertRecipients = `
INSERT INTO errata_recipients (agency_id, entry, revision, conversation_id, erratum_id, state)
SELECT $1, $2, $6, v.id, $7, 'waiting'
FROM (` + reached + `) w JOIN conversations v ON v.id = w.conversation_id JOIN contacts c ON c.id = v.contact_id
WHERE ` + addressable + `
ON CONFLICT (agency_id, entry, revision, conversation_id) DO NOTHING`
	erratumColumns = `
e.id, e.agency_id, e.entry, e.title, e.revision, e.revisions, e.since_at, e.text, e.sensitive, e.reason, e.made_at, e.made_by,
COALESCE(f.name, ''), e.approved_at, e.approved_by, COALESCE(g.name, '')
FROM errata e LEFT JOIN staff f ON f.id = e.made_by LEFT JOIN staff g ON g.id = e.approved_by`
	selectErratum  = `SELECT ` + erratumColumns + ` WHERE e.agency_id = $1 AND e.id = $2`
	selectErrata   = `SELECT ` + erratumColumns + ` WHERE e.agency_id = $1 ORDER BY e.made_at DESC, e.id DESC LIMIT $2`
	approveErratum = `UPDATE errata SET approved_at = $2, approved_by = $3 WHERE id = $1 AND approved_at = 0`
	selectTallyOf  = `
SELECT CASE
    WHEN r.state <> 'owed' THEN r.state
    WHEN a.delivered_at > 0 THEN 'delivered'
    WHEN EXISTS (SELECT 1 FROM sends s WHERE s.conversation_id = r.conversation_id AND s.answer_id = a.id AND s.state = 'dead') THEN 'dead'
    WHEN EXISTS (SELECT 1 FROM sends s WHERE s.conversation_id = r.conversation_id AND s.answer_id = a.id AND s.state = 'uncertain') THEN 'uncertain'
    ELSE 'waiting' END, COUNT(*)
FROM errata_recipients r LEFT JOIN answers a ON a.id = r.answer_id
WHERE r.erratum_id = $1 GROUP BY 1`
)

// ErratumReach tells whom a correction would reach; only what is needed for that has to
// stand in it: agency, entry, right and wrong revisions, since when.
func (s *Store) ErratumReach(ctx context.Context, e loket.Erratum) (out loket.ErratumReach, err error) {
	err = s.report(ctx, func(r scanner) error {
		var c loket.ErratumChannel
		var why string
		err := r.Scan(&c.Channel, &c.Name, &why, &c.N)
		switch why {
		case "before":
			out.Before += c.N
		case "left":
			out.Left += c.N
		default:
			out.Channels = append(out.Channels, c)
		}
		return err
	}, selectReach, string(e.Agency), e.Entry, kept(e.Wrong), ms(e.Since), ms(s.Now()), e.Revision)
	if err != nil {
		return out, fmt.Errorf("count whom a correction would reach: %w", err)
	}
	return out, nil
}

// kept is how revisions are kept: with a blank before and behind each.
func kept(revisions []string) string { return " " + strings.Join(revisions, " ") + " " }

// MakeErratum keeps a correction, with a row of the audit log; when it is approved already,
// with its recipients. One that is there already changes nothing. loket.ErrErratumNobody:
// an approved one has no recipient.
func (s *Store) MakeErratum(ctx context.Context, e loket.Erratum) error {
	return s.write(ctx, func(t *tx) error {
		made, err := t.exec(insertErratum, string(e.ID), string(e.Agency), e.Entry, e.Title, e.Revision, kept(e.Wrong), ms(e.Since), e.Text,
			flag(e.Sensitive), e.Reason, ms(t.now), string(e.By))
		if err != nil {
			return fmt.Errorf("keep a correction: %w", err)
		}
		if made == 0 {
			return nil
		}
		if err := t.auditErratum("erratum.add", e, e.By); err != nil || e.ApprovedAt.IsZero() {
			return err
		}
		return t.approveErratum(e)
	})
}

// ApproveErratum approves a correction and lists its recipients, once. loket.ErrNotFound:
// the agency has none such; or what (*loket.Erratum).Approve refuses.
func (s *Store) ApproveErratum(ctx context.Context, agency loket.AgencyID, id loket.ErratumID, by loket.StaffID) error {
	return s.write(ctx, func(t *tx) error {
		var e loket.Erratum
		err := t.one(func(r scanner) error { return scanErratum(r, &e) }, t.locking(selectErratum, "FOR UPDATE OF e"), string(agency), string(id))
		if err != nil {
			return fmt.Errorf("find a correction: %w", notFound(err))
		}
		if err := e.Approve(by, t.now); err != nil {
			return err
		}
		return t.approveErratum(e)
	})
}

func (t *tx) approveErratum(e loket.Erratum) error {
	n, err := t.exec(approveErratum, string(e.ID), ms(t.now), string(e.ApprovedBy))
	if err != nil || n == 0 {
		return stale(err, "approve a correction")
	}
	n, err = t.exec(insertRecipients, string(e.Agency), e.Entry, kept(e.Wrong), ms(e.Since), ms(t.now), e.Revision, string(e.ID))
	if err != nil {
		return fmt.Errorf("list whom a correction is for: %w", err)
	}
	if n == 0 {
		return loket.ErrErratumNobody
	}
	return t.auditErratum("erratum.approve", e, e.ApprovedBy)
}

// auditErratum notes a step of a correction; of the command line when nobody is named.
func (t *tx) auditErratum(action string, e loket.Erratum, by loket.StaffID) error {
	entry := auditEntry{agency: e.Agency, action: action, object: "entry", id: e.Entry + "/" + e.Revision, reason: e.Reason}
	if by != "" {
		entry.actor, entry.actorID = loket.ByStaff, string(by)
	}
	return t.audit(entry)
}

func scanErratum(r scanner, e *loket.Erratum) error {
	var wrong string
	var sensitive int64
	err := r.Scan(&e.ID, &e.Agency, &e.Entry, &e.Title, &e.Revision, &wrong, when{&e.Since}, &e.Text, &sensitive, &e.Reason, when{&e.At},
		&e.By, &e.ByName, when{&e.ApprovedAt}, &e.ApprovedBy, &e.ApprovedByName)
	e.Wrong, e.Sensitive = strings.Fields(wrong), sensitive != 0
	return err
}

// Erratum returns a correction of an agency without its tally; loket.ErrNotFound.
func (s *Store) Erratum(ctx context.Context, agency loket.AgencyID, id loket.ErratumID) (e loket.Erratum, err error) {
	err = s.read.one(ctx, func(r scanner) error { return scanErratum(r, &e) }, selectErratum, string(agency), string(id))
	if err != nil {
		return e, fmt.Errorf("find a correction: %w", notFound(err))
	}
	return e, nil
}

// Errata returns an agency's corrections with what became of them, the latest first, so
// many at most.
func (s *Store) Errata(ctx context.Context, agency loket.AgencyID, most int) (all []loket.Erratum, err error) {
	err = s.report(ctx, func(r scanner) error {
		var e loket.Erratum
		err := scanErratum(r, &e)
		all = append(all, e)
		return err
	}, selectErrata, string(agency), most)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	for i := range all {
		if err := s.tally(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Store) tally(ctx context.Context, e *loket.Erratum) error {
	err := s.report(ctx, func(r scanner) error {
		var state string
		var n int
		if err := r.Scan(&state, &n); err != nil {
			return err
		}
		e.Tally.Recipients += n
		switch loket.SendState(state) {
		case loket.SendDelivered:
			e.Tally.Sent += n
		case loket.SendUncertain:
			e.Tally.Uncertain += n
		case loket.SendDead:
			e.Tally.Dead += n
		case "skipped":
			e.Tally.Skipped += n
		default:
			e.Tally.Waiting += n
		}
		return nil
	}, selectTallyOf, string(e.ID))
	if err != nil {
		return fmt.Errorf("count whom a correction reached: %w", err)
	}
	return nil
}
