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
	var points []loket.Point
	err = w.ask(ctx, PurposeSummary, "summary.1", summarySchema, summaryTokens, data, &answer, func() error {
		if n := len(answer.Points); n == 0 || n > summaryPoints {
			return loket.ErrMachineGarbled
		}
		for _, p := range answer.Points {
			point, err := w.point(p.Text, p.Lines, len(all)-len(turns), len(all))
			if err != nil {
				return err
			}
			points = append(points, point)
		}
		return nil
	})
	if err != nil {
		return nil, told(err)
	}
	return points, nil
}

// point is a point of a summary by what the model wrote, which has read the lines behind
// one up to another.
func (w Writer) point(text string, lines []int, behind, last int) (loket.Point, error) {
	point := loket.Point{Text: privacy.Defang(text)} // a link may be what the citizen writes about
	if err := w.fit(point.Text, summaryPoint); err != nil {
		return loket.Point{}, err
	}
	for _, line := range lines {
		if line <= behind || line > last {
			return loket.Point{}, loket.ErrMachineGarbled // it has not read that
		}
		point.Turns = append(point.Turns, line-1)
	}
	if len(point.Turns) == 0 {
		return loket.Point{}, loket.ErrMachineGarbled
	}
	return point, nil
}
