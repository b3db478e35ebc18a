package store

import (
	"context"
	"encoding/json"
	"fmt"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	surveyColumns = `
id, agency_id, conversation_id, channel_id, ticket_id, episode_id, unit_id, topic, state, scores, profile, offered_at, changed_at`
	selectLastSurvey = `SELECT ` + surveyColumns + `
FROM surveys WHERE conversation_id = $1 ORDER BY offered_at DESC, id DESC LIMIT 1`
	selectSurveysOf = `SELECT ` + surveyColumns + ` FROM surveys WHERE conversation_id = $1 ORDER BY offered_at, id`
	insertSurvey    = `
INSERT INTO surveys (` + surveyColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`
	stepSurvey = `
UPDATE surveys SET state = $2, scores = $3, profile = $4, changed_at = $5
WHERE id = $1 AND state = $6 AND scores = $7 AND profile = $8`
	forgetProfiles = `
UPDATE surveys SET profile = $2, state = CASE state WHEN 'offered' THEN 'declined' WHEN 'asking' THEN 'stopped' ELSE 'done' END
WHERE conversation_id = $1 AND (profile <> $2 OR state IN ('offered', 'asking', 'answered'))`
	// Danger, rage, or a ticket that is still open.
	selectTrouble = `
SELECT id FROM tickets WHERE conversation_id = $1 AND state <> 'closed'
UNION ALL
SELECT id FROM tickets WHERE conversation_id = $1 AND state = 'closed' AND closed_at >= $2
  AND (priority >= $3 OR reason IN ('emergency', 'insults'))`

	selectSheets = `SELECT ` + surveyColumns + `
FROM surveys WHERE agency_id = $1 AND offered_at >= $2 AND offered_at < $3
  AND ($4 = '' OR unit_id = $4) AND ($5 = '' OR channel_id = $5) ORDER BY offered_at, id`
	countServed = `
SELECT COUNT(DISTINCT conversation_id) FROM tickets
WHERE agency_id = $1 AND state = 'closed' AND closed_at >= $2 AND closed_at < $3 AND first_reply_at > 0
  AND ($4 = '' OR unit_id = $4) AND ($5 = '' OR channel_id = $5)`
)

func scanSurvey(r scanner) (v loket.Survey, err error) {
	var scores, profile string
	err = r.Scan(&v.ID, &v.Agency, &v.Conversation, &v.Channel, &v.Ticket, &v.Episode, &v.Unit, &v.Topic, &v.State,
		&scores, &profile, when{&v.OfferedAt}, when{&v.ChangedAt})
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(scores), &v.Scores); err != nil {
		return v, fmt.Errorf("read the scores of survey %s: %w", v.ID, err)
	}
	if err := json.Unmarshal([]byte(profile), &v.Profile); err != nil {
		return v, fmt.Errorf("read the profile of survey %s: %w", v.ID, err)
	}
	return v, nil
}

// digits writes the small numbers of a survey.
func digits[T [loket.SurveyElements]int | loket.Profile](all T) string {
	text, _ := json.Marshal(all) // an array of numbers always is JSON
	return string(text)
}

// surveyed reads what a citizen who was asked for a rating was offered last, and while
// the rating ends whether they are in trouble.
func (s *Store) surveyed(ctx context.Context, to *loket.Situation) error {
	all, err := s.surveys(ctx, selectLastSurvey, string(to.Conversation.ID))
	if err != nil {
		return err
	}
	if len(all) > 0 {
		to.Survey = &all[0]
	}
	if to.Rating.State != loket.RatingScored {
		return nil
	}
	calm := s.Now().Add(-loket.SurveyCalm)
	return s.read.each(ctx, func(r scanner) error {
		var id string
		to.Troubled = true
		return r.Scan(&id)
	}, selectTrouble, string(to.Conversation.ID), ms(calm), int(loket.PriorityEmergency))
}

func (s *Store) surveys(ctx context.Context, query, of string) (all []loket.Survey, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		v, err := scanSurvey(r)
		all = append(all, v)
		return err
	}, query, of)
	return all, err
}

// survey writes a step of a survey. loket.ErrStale: it is not where it was decided on,
// or was offered before.
func (t *tx) survey(step *loket.SurveyStep) error {
	if step == nil {
		return nil
	}
	v, was := step.Survey, step.Was
	var n int64
	var err error
	if was == nil {
		n, err = t.exec(insertSurvey, string(v.ID), string(v.Agency), string(v.Conversation), string(v.Channel),
			string(v.Ticket), string(v.Episode), string(v.Unit), v.Topic, string(v.State), digits(v.Scores), digits(v.Profile),
			ms(v.OfferedAt), ms(v.ChangedAt))
	} else {
		n, err = t.exec(stepSurvey, string(v.ID), string(v.State), digits(v.Scores), digits(v.Profile), ms(v.ChangedAt),
			string(was.State), digits(was.Scores), digits(was.Profile))
	}
	if err != nil || n == 0 {
		return stale(err, "write survey")
	}
	return nil
}

// forgetSurveys takes what a citizen said of themselves out of their surveys, and ends
// them. Scores stay for the figures.
func (t *tx) forgetSurveys(conversation string) error {
	if _, err := t.exec(forgetProfiles, conversation, digits(loket.Profile{})); err != nil {
		return fmt.Errorf("forget who answered a survey: %w", err)
	}
	return nil
}

// Sheets are the surveys that an agency offered in a query's period, by its unit and
// channel, in the order in which they were offered; and how many citizens had a ticket
// answered and closed in it. They are read on the reports' connections.
func (s *Store) Sheets(ctx context.Context, q report.Query) (sheets []loket.Survey, served int, err error) {
	from, to := bounds(q)
	args := []any{string(q.Agency), from, to, string(q.Filter.Unit), string(q.Filter.Channel)}
	err = s.report(ctx, func(r scanner) error {
		v, err := scanSurvey(r)
		sheets = append(sheets, v)
		return err
	}, selectSheets, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("read surveys: %w", err)
	}
	err = s.report(ctx, func(r scanner) error { return r.Scan(&served) }, countServed, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("count who was served: %w", err)
	}
	return sheets, served, nil
}
