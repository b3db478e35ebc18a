package assisttest

import (
	"context"
	"sync"

	"loket/internal/loket"
)

// Ledger keeps what was spent in memory, by the rules of the real one.
type Ledger struct {
	mu    sync.Mutex // guards the rest
	days  map[string]loket.AssistSpend
	calls []loket.AssistCall
}

// ReserveAssist implements the client's ledger.
func (l *Ledger) ReserveAssist(_ context.Context, agency loket.AgencyID, day string, want, limit loket.AssistSpend) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.days == nil {
		l.days = map[string]loket.AssistSpend{}
	}
	key := string(agency) + " " + day
	after := loket.AssistSpend{Tokens: l.days[key].Tokens + want.Tokens, Cost: l.days[key].Cost + want.Cost}
	if limit.Tokens > 0 && after.Tokens > limit.Tokens || limit.Cost > 0 && after.Cost > limit.Cost {
		return false, nil
	}
	l.days[key] = after
	return true, nil
}

// SettleAssist implements the client's ledger.
func (l *Ledger) SettleAssist(_ context.Context, day string, reserved loket.AssistSpend, call loket.AssistCall) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	key, took := string(call.Agency)+" "+day, call.Spend()
	l.days[key] = loket.AssistSpend{
		Tokens: l.days[key].Tokens - reserved.Tokens + took.Tokens, Cost: l.days[key].Cost - reserved.Cost + took.Cost,
	}
	l.calls = append(l.calls, call)
	return nil
}

// Spent is what an agency has spent on a day.
func (l *Ledger) Spent(agency loket.AgencyID, day string) loket.AssistSpend {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.days[string(agency)+" "+day]
}

// Calls are those that were settled, in order.
func (l *Ledger) Calls() []loket.AssistCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]loket.AssistCall(nil), l.calls...)
}
