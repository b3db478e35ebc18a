package manage

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var policyPage = template.Must(web.Page(files, "tenggat.html", "halaman.html"))

// policyView is by when tickets should be answered.
type policyView struct {
	web.Frame
	Pages   []web.Link
	Notice  words.Text
	Problem words.Text
	Parts   []policyPart
	Others  words.Text // by when, where no rule fits
	May     bool
	Form    policyForm
	Rows    []ruleRow
	Today   string // as date fields hold it
}

// policyPart is what is in force from a day on.
type policyPart struct {
	Title  words.Text
	Rules  []ruleView
	ID     loket.PolicyID // empty: loket.yaml says it
	By     words.Text     // who entered it, and when
	Reason string
}

// ruleView is one rule.
type ruleView struct{ For, Within words.Text }

// policy answers GET /penyelia/tenggat. What is over is left out.
func (s *Supervision) policy(w http.ResponseWriter, r *http.Request) error {
	view := policyView{}
	switch query := r.URL.Query(); {
	case query.Has("ditetapkan"):
		view.Notice = "Tenggat baru tercatat. Yang belum lewat sudah disesuaikan, masing-masing dengan catatannya."
	case query.Has("dicabut"):
		view.Notice = "Kebijakan dicabut. Tenggat yang belum lewat kembali menurut yang sebelumnya."
	}
	return s.showPolicy(w, r, http.StatusOK, view)
}

func (s *Supervision) showPolicy(w http.ResponseWriter, r *http.Request, status int, view policyView) error {
	staff, now := web.StaffOf(r.Context()), s.Now()
	zone := s.Zone(staff.Agency)
	view.Frame, view.Pages, view.May = web.NewFrame(r, "Tenggat"), tabs("/penyelia/tenggat"), staff.MaySupervise()
	view.Others, view.Today = report.DurationText(loket.DefaultAnswer), now.In(zone).Format(isoDay)
	var inForce []loket.AnswerRule
	dated := slices.Clone(s.Office.Policy(staff.Agency).Dated)
	slices.SortStableFunc(dated, func(a, b loket.DatedPolicy) int { return a.From.Compare(b.From) })
	for i, d := range dated {
		if i+1 < len(dated) && (!dated[i+1].From.After(now) || dated[i+1].From.Equal(d.From)) {
			continue // another one counts
		}
		if !d.From.After(now) {
			inForce = d.Answers
		}
		view.Parts = append(view.Parts, newPolicyPart(d, now, zone))
	}
	if len(view.Form.typed) == 0 {
		view.Form.typed = typedOf(inForce)
	}
	view.Rows = s.ruleRows(staff.Agency, view.Form.typed)
	return web.Render(w, status, policyPage, view)
}

func newPolicyPart(d loket.DatedPolicy, now time.Time, zone *time.Location) policyPart {
	part := policyPart{Title: words.Say("Berlaku sejak %s", web.Day(d.From.In(zone)))}
	if d.From.After(now) {
		part.Title = words.Say("Direncanakan mulai %s", web.Day(d.From.In(zone)))
	}
	if e := d.Entered; e != nil {
		part.ID, part.Reason = e.ID, e.Reason
		part.By = words.Say("%s, %s", nameOr(e.ByName, "akun yang sudah tidak ada"), web.When(e.At, now, zone))
	}
	part.Rules = ruleViews(d.Answers)
	return part
}

func ruleViews(rules []loket.AnswerRule) (views []ruleView) {
	for _, rule := range rules {
		views = append(views, ruleView{ruleText(rule), withinText(rule)})
	}
	return views
}

func ruleText(rule loket.AnswerRule) words.Text {
	var all []words.Text
	if rule.Kind != "" {
		all = append(all, words.Map(strings.ToLower, web.KindName(rule.Kind)))
	}
	if rule.Unit != "" {
		all = append(all, words.Say("bagian %s", string(rule.Unit)))
	}
	if rule.Priority != nil {
		all = append(all, words.Say("prioritas %s", priorityText(*rule.Priority)))
	}
	if len(all) == 0 {
		return "Semua tiket"
	}
	return words.Say("Tiket %s", words.Join(all, ", "))
}

func priorityText(p loket.Priority) words.Text {
	switch p {
	case loket.PriorityHigh:
		return "tinggi"
	case loket.PriorityEmergency:
		return "darurat"
	case loket.PriorityNormal:
	}
	return "biasa"
}

func withinText(rule loket.AnswerRule) words.Text {
	clock := words.Text("jam kantor")
	if rule.Priority != nil && *rule.Priority >= loket.PriorityEmergency {
		clock = "menurut jam dinding"
	}
	return words.Say("%s (%s)", report.DurationText(rule.Within), clock)
}
