package manage

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var samplePage = template.Must(web.Page(files, "sampel.html"))

// Sampler draws quotes to be judged, and takes what was judged.
type Sampler interface {
	// Sample draws n quotes of a query's agency and period by a seed, with what they were
	// quoted to: the audit log says first who reads that. Titles are those of entries.
	Sample(ctx context.Context, by loket.Staff, q report.Query, n int, seed string) (drawn []report.Sampled, titles map[string]string, err error)
	// Judge takes a judgement of a quote; loket.ErrNotFound: the agency has none such.
	Judge(ctx context.Context, by loket.Staff, quote loket.EventID, how loket.Judgement) error
}

// Samples is the room in which answers are judged.
type Samples struct {
	Sampler Sampler
	Now     func() time.Time
	Zone    func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (m *Samples) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /laporan/sampel", Access: web.Judges, Handle: m.page},
		{Pattern: "POST /laporan/sampel", Access: web.Judges, Handle: m.judge},
	}
}

const (
	samplePath  = "/laporan/sampel"
	sampleSize  = 30
	longestSeed = 40 // letters
)

var (
	errSampleSize = loket.Errorf(loket.CodeInvalid, "Banyaknya contoh harus 1 sampai 200. Perbaiki angkanya, lalu ambil lagi.")
	errSampleSeed = loket.Errorf(loket.CodeInvalid, "Kata undian paling panjang 40 huruf. Pendekkan, lalu ambil lagi.")
	errJudgement  = loket.Errorf(loket.CodeInvalid, "Nilai tidak dikenal. Pilih benar, salah, atau ragu.")
)

// sampleWish is which sample somebody wants: the same wish, the same sample.
type sampleWish struct {
	period
	n    int
	seed string
}

// readSampleWish reads an address; without a period the last 28 days before today, which
// change no more. With an error it holds what could be read.
func readSampleWish(query url.Values, now time.Time, zone *time.Location) (w sampleWish, err error) {
	w = sampleWish{period: lastDays(improveDays, now.AddDate(0, 0, -1), zone), n: sampleSize, seed: query.Get("undian")}
	if query.Get("from") != "" || query.Get("to") != "" {
		if w.period, err = readPeriod(query, now, zone); err != nil {
			return w, err
		}
	}
	if text := query.Get("n"); text != "" {
		if w.n, err = strconv.Atoi(text); err != nil || w.n < 1 || w.n > report.MostSampled {
			return w, errSampleSize
		}
	}
	if len([]rune(w.seed)) > longestSeed {
		return w, errSampleSeed
	}
	return w, nil
}

func (w sampleWish) values() url.Values {
	return url.Values{"from": {w.first.Format(isoDay)}, "to": {w.last.Format(isoDay)}, "n": {strconv.Itoa(w.n)}, "undian": {w.seed}}
}

// sampleView is the page of a sample.
type sampleView struct {
	web.Frame
	From, To string // as the date fields hold them
	Count    int
	Seed     string
	Wish     url.Values // of the sample, for the forms
	Period   words.Text
	Problem  words.Text
	Drawn    []sampledView
	Result   words.Text // what was judged so far
}

// sampledView is one quote.
type sampledView struct {
	report.Sampled
	Title string
	When  words.Text
	How   words.Text // empty: not judged
}

// page answers GET /laporan/sampel?from=&to=&n=&undian=.
func (m *Samples) page(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), m.Now()
	zone := m.Zone(staff.Agency)
	wish, problem := readSampleWish(r.URL.Query(), now, zone)
	view := sampleView{
		Frame: web.NewFrame(r, "Contoh jawaban"), From: wish.first.Format(isoDay), To: wish.last.Format(isoDay), Count: wish.n, Seed: wish.seed,
		Wish: wish.values(), Period: wish.text(),
	}
	if problem != nil {
		view.Problem = web.Explain(problem)
		return web.Render(w, web.Status(problem), samplePage, view)
	}
	drawn, titles, err := m.Sampler.Sample(r.Context(), staff, report.Query{Agency: staff.Agency, From: wish.first, To: wish.end()}, wish.n, wish.seed)
	if err != nil {
		return fmt.Errorf("draw a sample: %w", err)
	}
	view.show(drawn, titles, now, zone)
	return web.Render(w, http.StatusOK, samplePage, view)
}

func (v *sampleView) show(drawn []report.Sampled, titles map[string]string, now time.Time, zone *time.Location) {
	right, wrong, unsure := 0, 0, 0
	for _, q := range drawn {
		one := sampledView{Sampled: q, Title: cmp.Or(titles[q.Entry], q.Entry), When: web.When(q.At, now, zone)}
		if q.Judged != nil {
			switch *q.Judged {
			case loket.JudgedRight:
				right, one.How = right+1, "dinilai benar"
			case loket.JudgedWrong:
				wrong, one.How = wrong+1, "dinilai salah"
			case loket.JudgedUnsure:
				unsure, one.How = unsure+1, "dinilai ragu"
			}
		}
		v.Drawn = append(v.Drawn, one)
	}
	share := report.ShareOf(right, right+wrong)
	v.Result = words.Say("%d dari %d sudah dinilai. Benar: %s, selang 95 %%: %s. Ragu: %d.",
		right+wrong+unsure, len(drawn), share.Text(), share.RangeText(), unsure)
}

// judge answers POST /laporan/sampel: one judgement of one quote.
func (m *Samples) judge(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), m.Now()
	wish, err := readSampleWish(r.PostForm, now, m.Zone(staff.Agency))
	if err != nil {
		return err
	}
	how, known := map[string]loket.Judgement{"benar": loket.JudgedRight, "salah": loket.JudgedWrong, "ragu": loket.JudgedUnsure}[r.PostFormValue("nilai")]
	if !known {
		return errJudgement
	}
	quote := loket.EventID(r.PostFormValue("kutipan"))
	if err := m.Sampler.Judge(r.Context(), staff, quote, how); err != nil {
		return fmt.Errorf("judge an answer: %w", err)
	}
	http.Redirect(w, r, samplePath+"?"+wish.values().Encode()+"#"+url.PathEscape(string(quote)), http.StatusSeeOther)
	return nil
}
