package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	selectPolicies = `
SELECT p.id, p.agency_id, p.from_at, p.answers, p.reason, p.made_by, COALESCE(f.name, ''), p.made_at
FROM policies p LEFT JOIN staff f ON f.id = p.made_by
WHERE p.agency_id = $1 AND p.withdrawn_at = 0 ORDER BY p.made_at, p.id`
	insertPolicy = `
INSERT INTO policies (id, agency_id, from_at, answers, reason, made_at, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`
	selectPolicy   = `SELECT from_at, withdrawn_at FROM policies WHERE agency_id = $1 AND id = $2`
	withdrawPolicy = `UPDATE policies SET withdrawn_at = $2, withdrawn_by = $3 WHERE id = $1 AND withdrawn_at = 0`
)

// answerRow is a rule as it is kept.
type answerRow struct {
	Kind     loket.TicketKind `json:"kind,omitempty"`
	Unit     loket.UnitID     `json:"unit,omitempty"`
	Priority *loket.Priority  `json:"priority,omitempty"`
	WithinMS int64            `json:"within_ms"`
}

// Policies returns what staff of an agency entered of when tickets should be answered
// and did not withdraw, in the order they entered it.
func (s *Store) Policies(ctx context.Context, agency loket.AgencyID) (out []loket.PolicyChange, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var c loket.PolicyChange
		var rules string
		if err := r.Scan(&c.ID, &c.Agency, when{&c.From}, &rules, &c.Reason, &c.By, &c.ByName, when{&c.At}); err != nil {
			return err
		}
		var rows []answerRow
		if err := json.Unmarshal([]byte(rules), &rows); err != nil {
			return fmt.Errorf("read rules of policy %s: %w", c.ID, err)
		}
		for _, row := range rows {
			c.Answers = append(c.Answers, loket.AnswerRule{
				Kind: row.Kind, Unit: row.Unit, Priority: row.Priority, Within: time.Duration(row.WithinMS) * time.Millisecond,
			})
		}
		out = append(out, c)
		return nil
	}, selectPolicies, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	return out, nil
}

// EnterPolicy keeps a policy, with an event and a row of the audit log. One that is
// there already changes nothing.
func (s *Store) EnterPolicy(ctx context.Context, c loket.PolicyChange) error {
	rows := make([]answerRow, len(c.Answers))
	for i, rule := range c.Answers {
		rows[i] = answerRow{rule.Kind, rule.Unit, rule.Priority, rule.Within.Milliseconds()}
	}
	rules, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("write rules of a policy: %w", err)
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(insertPolicy, string(c.ID), string(c.Agency), ms(c.From), string(rules), c.Reason, ms(t.now), string(c.By))
		if err != nil {
			return fmt.Errorf("keep a policy: %w", err)
		}
		if n == 0 {
			return nil
		}
		return t.toldOfPolicy(loket.EventPolicy, "policy.add", c)
	})
}

// WithdrawPolicy ends that a policy counts, with who and why in c. loket.ErrNotFound:
// the agency has none of that id; loket.ErrPolicyGone: it was withdrawn.
func (s *Store) WithdrawPolicy(ctx context.Context, c loket.PolicyChange) error {
	return s.change(ctx, func(t *tx) error {
		var gone time.Time
		err := t.one(func(r scanner) error { return r.Scan(when{&c.From}, when{&gone}) }, selectPolicy, string(c.Agency), string(c.ID))
		if err != nil {
			return notFound(err)
		}
		if !gone.IsZero() {
			return loket.ErrPolicyGone
		}
		if n, err := t.exec(withdrawPolicy, string(c.ID), ms(t.now), string(c.By)); err != nil || n == 0 {
			return stale(err, "withdraw a policy")
		}
		return t.toldOfPolicy(loket.EventPolicyDropped, "policy.withdraw", c)
	})
}

func (t *tx) toldOfPolicy(kind loket.EventKind, action string, c loket.PolicyChange) error {
	t.record(loket.Event{
		Agency: c.Agency, At: t.now, Kind: kind, Revision: string(c.ID), ActorKind: loket.ByStaff, ActorID: string(c.By), Until: c.From,
	})
	return t.audit(auditEntry{
		agency: c.Agency, actor: loket.ByStaff, actorID: string(c.By), action: action, object: "policy", id: string(c.ID), reason: c.Reason,
	})
}
