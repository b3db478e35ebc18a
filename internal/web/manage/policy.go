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
	Pages  []web.Link
	Parts  []policyPart
	Others words.Text // by when, where no rule fits
}

// policyPart is what is in force from a day on.
type policyPart struct {
	Title words.Text
	Rules []ruleView
}

// ruleView is one rule.
type ruleView struct{ For, Within words.Text }

// policy answers GET /penyelia/tenggat. What is over is left out.
func (s *Supervision) policy(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), s.Now()
	view := policyView{
		Frame: web.NewFrame(r, "Tenggat"), Pages: tabs("/penyelia/tenggat"), Others: report.DurationText(loket.DefaultAnswer),
	}
	dated := slices.Clone(s.Office.Policy(staff.Agency).Dated)
	slices.SortStableFunc(dated, func(a, b loket.DatedPolicy) int { return a.From.Compare(b.From) })
	for i, d := range dated {
		if i+1 < len(dated) && !dated[i+1].From.After(now) {
			continue
		}
		view.Parts = append(view.Parts, newPolicyPart(d, now, s.Zone(staff.Agency)))
	}
	return web.Render(w, http.StatusOK, policyPage, view)
}

func newPolicyPart(d loket.DatedPolicy, now time.Time, zone *time.Location) policyPart {
	part := policyPart{Title: words.Say("Berlaku sejak %s", web.Day(d.From.In(zone)))}
	if d.From.After(now) {
		part.Title = words.Say("Direncanakan mulai %s", web.Day(d.From.In(zone)))
	}
	for _, rule := range d.Answers {
		part.Rules = append(part.Rules, ruleView{ruleText(rule), withinText(rule)})
	}
	return part
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
