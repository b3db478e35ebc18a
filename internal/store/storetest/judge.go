package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func judgeCases() []contractCase {
	return []contractCase{
		{"Quotes/AsManyAsTheFigure", judgeQuotes},
		{"Judged/TheLatestStands", judgeLatest},
		{"Judged/OfAnotherAgencyIsNone", judgeOther},
		{"Text/OfAnImportedQuoteAndOfOneErased", judgeTexts},
	}
}

// curator judges in the office.
func (o *office) curator() loket.Staff {
	return loket.Staff{ID: "kur", Agency: o.agency.ID, Role: loket.RoleCurator}
}

// drawnQuotes are all quotes of two months, with texts and judgements.
func (o *office) drawnQuotes() []report.Sampled {
	o.t.Helper()
	o.rows(report.QuoteContested)
	q := report.Query{Agency: o.agency.ID, From: o.clock.Now().AddDate(0, -2, 0), To: o.clock.Now().Add(time.Minute)}
	quotes, err := o.Quotes(o.ctx(), q)
	o.must(err)
	o.must(o.Sampled(o.ctx(), o.agency.ID, quotes))
	return quotes
}

func judgeQuotes(o *office) {
	o.busyDay()
	want := o.rows(report.QuoteContested)
	got := o.drawnQuotes()
	if len(got) != len(want) || len(got) == 0 {
		o.t.Fatalf("%d quotes, M-17 has %d", len(got), len(want))
	}
	for i, q := range got {
		if "M-17:"+string(q.Quote) != want[i].ID || q.Entry != want[i].Detail || !q.At.Equal(want[i].Start) || q.Question == "" || q.Judged != nil {
			o.t.Errorf("quote %+v, want that of %+v with what was asked", q, want[i])
		}
	}
	q := report.Query{Agency: o.agency.ID, From: got[0].At.Add(time.Millisecond), To: got[0].At.Add(time.Hour)}
	if none, err := o.Quotes(o.ctx(), q); err != nil || len(none) != len(got)-1 {
		o.t.Errorf("after the first: %d quotes, %v", len(none), err)
	}
}

func judgeLatest(o *office) {
	o.busyDay()
	quote := o.drawnQuotes()[0]
	for _, how := range []loket.Judgement{loket.JudgedRight, loket.JudgedUnsure, loket.JudgedWrong} {
		o.clock.Add(time.Minute)
		o.must(o.Judge(o.ctx(), o.curator(), quote.Quote, how))
		if got := o.drawnQuotes()[0]; got.Judged == nil || *got.Judged != how {
			o.t.Errorf("judged %v, read %v", how, got.Judged)
		}
	}
	rows := o.rows(report.AnswerRight)
	if len(rows) != 1 || rows[0].Ended != report.Wrong || rows[0].Detail != quote.Entry || !rows[0].Start.Equal(quote.At) {
		o.t.Errorf("rows of M-21 %+v, want the latest judgement, dated by its quote", rows)
	}
}

func judgeOther(o *office) {
	o.busyDay()
	quote := o.drawnQuotes()[0].Quote
	other := o.curator()
	other.Agency = "lain"
	for _, c := range []struct {
		by    loket.Staff
		quote loket.EventID
	}{{other, quote}, {o.curator(), "tidak-ada"}, {o.curator(), o.events()[0].ID}} {
		if err := o.Judge(o.ctx(), c.by, c.quote, loket.JudgedRight); !errors.Is(err, loket.ErrNotFound) {
			o.t.Errorf("Judge(%s of %s) = %v, want ErrNotFound", c.quote, c.by.Agency, err)
		}
	}
	if rows := o.rows(report.AnswerRight); len(rows) != 0 {
		o.t.Errorf("%d rows of M-21, want none", len(rows))
	}
}

func judgeTexts(o *office) {
	o.imports(o.tale().says(1, "b", "message", `"text":"KK hilang","topic":"kk-hilang"`).says(1, "b", "quote", `"entry":"kk-hilang"`).
		says(9000, "c", "message", "").says(1, "c", "quote", `"entry":"akta"`).String())
	got := map[string]string{}
	for _, q := range o.drawnQuotes() {
		got[q.Entry] = q.Question
	}
	if len(got) != 2 || got["kk-hilang"] != "KK hilang" || got["akta"] != "" {
		o.t.Errorf("imported quotes answer %q, want the words that came, and none where none came", got)
	}
}
