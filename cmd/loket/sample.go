package main

import (
	"context"
	"fmt"

	"loket/internal/loket"
	"loket/internal/report"
)

// sampler draws quotes of an office to be judged.
type sampler struct {
	figures
	titles func(loket.AgencyID) map[string]string // of the answers an office gives now
}

// Sample implements manage.Sampler.
func (m sampler) Sample(ctx context.Context, by loket.Staff, q report.Query, n int, seed string) ([]report.Sampled, map[string]string, error) {
	entry := loket.AuditEntry{
		Agency: q.Agency, Actor: loket.ByStaff, ActorID: string(by.ID), Action: "sample.view", Object: "agency", ID: string(q.Agency),
		Reason: fmt.Sprintf("menilai %d contoh jawaban, %s", n, spanOf(q.From, q.To)),
	}
	if err := m.ledger.Audit(ctx, entry); err != nil {
		return nil, nil, fmt.Errorf("note a sample: %w", err)
	}
	if err := m.catchUp(ctx, mostBehind); err != nil {
		return nil, nil, err
	}
	quotes, err := m.ledger.Quotes(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	drawn := report.Sample(quotes, n, seed)
	if err := m.ledger.Sampled(ctx, q.Agency, drawn); err != nil {
		return nil, nil, err
	}
	return drawn, m.titles(q.Agency), nil
}

// Judge implements manage.Sampler.
func (m sampler) Judge(ctx context.Context, by loket.Staff, quote loket.EventID, how loket.Judgement) error {
	return m.ledger.Judge(ctx, by, quote, how)
}
