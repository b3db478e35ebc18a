package assist

import (
	"context"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	summaryTurns  = 16_000 // bytes of the latest lines of a conversation
	summaryTurn   = 400    // characters of each
	summaryPoints = 6
	summaryPoint  = 300 // characters of each
	summaryTokens = 700

	summarySchema = `{"type":"object","additionalProperties":false,"required":["points"],"properties":{"points":{"type":"array","items":` +
		`{"type":"object","additionalProperties":false,"required":["text","lines"],"properties":{` +
		`"text":{"type":"string"},"lines":{"type":"array","items":{"type":"integer"}}}}}}}`
)

// Summarise has the model sum up a conversation for the next member of staff. Each
// point names the turns that say so; links in it lead nowhere.
func (w Writer) Summarise(ctx context.Context, all []loket.Turn) ([]loket.Point, error) {
	turns, err := w.turns(all, summaryTurns, summaryTurn)
	if err != nil {
		return nil, told(err)
	}
	data := struct {
		Conversation []toldTurn `json:"conversation"`
	}{turns}
	var answer struct {
		Points []struct {
			Text  string `json:"text"`
			Lines []int  `json:"lines"`
		} `json:"points"`
	}
	if err := w.ask(ctx, PurposeSummary, "summary.1", summarySchema, summaryTokens, data, &answer); err != nil {
		return nil, told(err)
	}
	if n := len(answer.Points); n == 0 || n > summaryPoints {
		return nil, loket.ErrMachineGarbled
	}
	points := make([]loket.Point, 0, len(answer.Points))
	for _, p := range answer.Points {
		text := privacy.Defang(p.Text) // a link may be what the citizen writes about
		if err := w.fit(text, summaryPoint); err != nil {
			return nil, err
		}
		one := loket.Point{Text: text}
		for _, line := range p.Lines {
			if line <= len(all)-len(turns) || line > len(all) {
				return nil, loket.ErrMachineGarbled // it has not read that
			}
			one.Turns = append(one.Turns, line-1)
		}
		if len(one.Turns) == 0 {
			return nil, loket.ErrMachineGarbled
		}
		points = append(points, one)
	}
	return points, nil
}
