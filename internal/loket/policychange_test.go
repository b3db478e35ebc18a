package loket_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"loket/internal/loket"
)

func within(minutes int) loket.AnswerRule {
	return loket.AnswerRule{Within: time.Duration(minutes) * time.Minute}
}

// TestPolicyChangeCheck: what cannot be used from today on is refused, and why.
func TestPolicyChangeCheck(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.FixedZone("WITA", 8*3600))
	normal, high, again := loket.PriorityNormal, loket.PriorityHigh, loket.PriorityHigh
	of := func(p *loket.Priority) loket.AnswerRule { return loket.AnswerRule{Priority: p, Within: time.Hour} }
	for name, c := range map[string]struct {
		from  time.Time
		rules []loket.AnswerRule
		want  error
	}{
		"Today":         {today, []loket.AnswerRule{within(1)}, nil},
		"AYearAhead":    {today.Add(loket.MostPolicyAhead), []loket.AnswerRule{within(14_400)}, nil},
		"AllDiffer":     {today, []loket.AnswerRule{within(5), of(&normal), of(&high), {Unit: "u", Within: time.Hour}, {Kind: loket.KindFraud, Within: time.Hour}}, nil},
		"Yesterday":     {today.Add(-time.Second), []loket.AnswerRule{within(1)}, loket.ErrPolicyPast},
		"TooFar":        {today.Add(loket.MostPolicyAhead + time.Hour), []loket.AnswerRule{within(1)}, loket.ErrPolicyFar},
		"NoRule":        {today, nil, loket.ErrPolicyEmpty},
		"TooMany":       {today, make([]loket.AnswerRule, loket.MostPolicyRules+1), loket.ErrPolicyLong},
		"NoTime":        {today, []loket.AnswerRule{within(0)}, loket.ErrPolicyTime},
		"TooLong":       {today, []loket.AnswerRule{within(14_401)}, loket.ErrPolicyTime},
		"TwiceAny":      {today, []loket.AnswerRule{within(1), within(2)}, loket.ErrPolicyTwice},
		"TwicePriority": {today, []loket.AnswerRule{of(&high), within(1), of(&again)}, loket.ErrPolicyTwice},
	} {
		if err := (loket.PolicyChange{From: c.from, Answers: c.rules}).Check(today); !errors.Is(err, c.want) {
			t.Errorf("%s: Check() = %v, want %v", name, err, c.want)
		}
	}
}

// TestPolicyWith: what was entered joins the configuration by its day; on one day the
// last entered counts; nothing else is changed, and equal policies have equal versions.
func TestPolicyWith(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, time.November, n, 0, 0, 0, 0, time.UTC) }
	file := loket.Policy{Version: "berkas", Dated: []loket.DatedPolicy{{From: day(20), Answers: []loket.AnswerRule{within(20)}}, {From: day(1), Answers: []loket.AnswerRule{within(1)}}}}
	entered := func(id string, from, minutes int) loket.PolicyChange {
		return loket.PolicyChange{ID: loket.PolicyID(id), From: day(from), Answers: []loket.AnswerRule{within(minutes)}}
	}
	a, b, same := entered("a", 10, 10), entered("b", 10, 11), entered("c", 20, 21)
	both := file.With([]loket.PolicyChange{a, b, same})
	for at, minutes := range map[int]int{1: 1, 9: 1, 10: 11, 19: 11, 20: 21, 28: 21} {
		if got := both.Answer(loket.Ticket{}, day(at)); got != time.Duration(minutes)*time.Minute {
			t.Errorf("on day %d within %v, want %d minutes", at, got, minutes)
		}
	}
	if none := file.With(nil); none.Version != file.Version || len(none.Dated) != 2 {
		t.Errorf("With(nothing) = %+v, want the policy itself", none)
	}
	if len(file.Dated) != 2 || both.Dated[2].Entered == nil || both.Dated[2].Entered.ID != "a" || both.Dated[0].Entered != nil {
		t.Errorf("joined = %+v, want who entered what, and the file's as it was", both.Dated)
	}
	versions := []string{file.Version, both.Version, file.With([]loket.PolicyChange{a}).Version, file.With([]loket.PolicyChange{b, a}).Version, loket.Policy{}.With([]loket.PolicyChange{a}).Version}
	if distinct := slices.Compact(slices.Sorted(slices.Values(versions))); len(distinct) != len(versions) {
		t.Errorf("versions = %q, want one of its own for each", versions)
	}
	if again := file.With([]loket.PolicyChange{a, b, same}); again.Version != both.Version {
		t.Errorf("the same once more is %q, want %q", again.Version, both.Version)
	}
}
