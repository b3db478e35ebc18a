package assist

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// settleLimit bounds how long it may take to account for a call that has ended,
// whoever still waits for it.
const settleLimit = 5 * time.Second

// reserve takes all that a call may cost out of the day's budget, or refuses it.
// settle puts what it cost in that place. A call that ends with nobody knowing what
// it took has taken all.
func (c *Client) reserve(ctx context.Context, call *loket.AssistCall, most loket.AssistCall) (settle func(usage, error), err error) {
	day := c.day(call.At)
	reserved := most.Spend()
	ok, err := c.settings.Ledger.ReserveAssist(ctx, c.settings.Agency, day, reserved, c.settings.Budget)
	if err != nil {
		return nil, fmt.Errorf("reserve the budget of a call: %w", err)
	}
	if !ok {
		return nil, ErrBudget
	}
	return func(taken usage, why error) {
		switch {
		case why != nil && unspent(why):
		case taken.input <= 0:
			call.Input, call.Output, call.Cost = most.Input, most.Output, most.Cost
		default:
			call.Input, call.Output = taken.input, max(taken.output, 0)
			call.Cost = c.cost(Purpose(call.Purpose), *call)
		}
		call.Outcome, call.Took = Outcome(why), c.settings.Now().Sub(call.At)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
		defer cancel()
		if err := c.settings.Ledger.SettleAssist(ctx, day, reserved, *call); err != nil {
			c.settings.Log.Error("account for a call of the assistant", "agency", c.settings.Agency, "purpose", call.Purpose, "err", err)
		}
	}, nil
}

// day is that of a moment in the agency's zone, as 2026-12-01.
func (c *Client) day(at time.Time) string { return at.In(c.settings.Zone).Format(time.DateOnly) }

// cost is what tokens cost, in millionths of a rupiah.
func (c *Client) cost(p Purpose, call loket.AssistCall) int64 {
	if p.vectors() {
		return int64(call.Input) * c.settings.Price.Vectors
	}
	return int64(call.Input)*c.settings.Price.Input + int64(call.Output)*c.settings.Price.Output
}

// atMost is what a call may take: no token is shorter than a byte, and each message
// has a frame of a few.
func (c *Client) atMost(p Purpose, output int, texts ...clean) loket.AssistCall {
	const frame = 16
	most := loket.AssistCall{Output: output}
	for _, text := range texts {
		most.Input += len(text) + frame
	}
	most.Cost = c.cost(p, most)
	return most
}
