package config

import (
	"slices"
	"strings"

	"loket/internal/loket"
)

// What an office that has a survey offers where it says nothing more.
const (
	defaultSurveyEvery  = 10
	defaultSurveyPeriod = 90 * day
)

// What may be said of a survey.
const (
	mostSurveyEvery  = 1000
	mostSurveyPeriod = 3650
)

// fileSurvey is the shape of a survey in loket.yaml; without one nobody is asked.
type fileSurvey struct {
	Every   *int     `yaml:"every"`
	Period  *int     `yaml:"period_days"`
	Profile []string `yaml:"profile"`
}

func (f *fileSurvey) policy() (p loket.SurveyPolicy) {
	if f == nil {
		return p
	}
	p = loket.SurveyPolicy{Every: defaultSurveyEvery, Period: defaultSurveyPeriod}
	if f.Every != nil {
		p.Every = *f.Every
	}
	if f.Period != nil {
		p.Period = daysOf(*f.Period)
	}
	for _, field := range f.Profile {
		p.Profile = append(p.Profile, loket.ProfileField(field))
	}
	return p
}

// checkSurvey finds what cannot be used of an office's survey.
func (a Agency) checkSurvey(complain func(format string, args ...any)) {
	p := a.Survey
	if p.Every < 0 || p.Every > mostSurveyEvery {
		complain("survey, every: %d tidak dapat dipakai. Tulis 1 sampai %d, atau 0 untuk mematikan survei.", p.Every, mostSurveyEvery)
	}
	if days := p.Period / day; p.Every > 0 && (days < 1 || days > mostSurveyPeriod) {
		complain("survey, period_days: %d hari tidak dapat dipakai. Tulis 1 sampai %d.", days, mostSurveyPeriod)
	}
	known := loket.ProfileFields()
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = string(f)
	}
	for i, f := range p.Profile {
		switch {
		case !slices.Contains(known, f):
			complain("survey, profile: %q tidak dikenal. Pilih dari %s.", f, strings.Join(names, ", "))
		case slices.Contains(p.Profile[:i], f):
			complain("survey, profile: %q ditulis dua kali. Hapus salah satu.", f)
		}
	}
}
