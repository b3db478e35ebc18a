package config_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

const days = 24 * time.Hour

// TestSurvey reads what an office says of its survey; without a word of it nobody is
// asked.
func TestSurvey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want loket.SurveyPolicy
	}{
		"None":     {"", loket.SurveyPolicy{}},
		"Defaults": {"    survey: {}\n", loket.SurveyPolicy{Every: 10, Period: 90 * days}},
		"Off":      {"    survey: {every: 0}\n", loket.SurveyPolicy{Period: 90 * days}},
		"All": {"    survey: {every: 1, period_days: 365, profile: [age, sex]}\n", loket.SurveyPolicy{
			Every: 1, Period: 365 * days, Profile: []loket.ProfileField{loket.ProfileAge, loket.ProfileSex},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Load(written(t, office()+c.text), environment(nil))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got.Agencies[0].Survey, c.want) {
				t.Errorf("survey = %+v, want %+v", got.Agencies[0].Survey, c.want)
			}
		})
	}
}

// TestSurveyRefuses promises that whatever cannot be used is named by its place, with
// what to write instead.
func TestSurveyRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"Negative":     {"every: -1", "Instansi dinas: survey, every: -1 tidak dapat dipakai. Tulis 1 sampai 1000, atau 0 untuk mematikan survei."},
		"TooRare":      {"every: 1001", "survey, every: 1001"},
		"NoPeriod":     {"period_days: 0", "survey, period_days: 0 hari tidak dapat dipakai. Tulis 1 sampai 3650."},
		"LongPeriod":   {"period_days: 3651", "survey, period_days: 3651"},
		"HugePeriod":   {"period_days: 9000000000000", "survey, period_days: 100000 hari"},
		"UnknownField": {"profile: [nama]", `survey, profile: "nama" tidak dikenal. Pilih dari sex, age, education, occupation.`},
		"Twice":        {"profile: [age, age]", `survey, profile: "age" ditulis dua kali.`},
		"Misspelt":     {"evry: 3", `tidak ada pengaturan bernama "evry"`},
		"NotANumber":   {"every: sering", "nilai ini bukan jenis yang diminta"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(written(t, office()+"    survey: {"+c.text+"}\n"), environment(nil))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Load() = %v, want %q in it", err, c.want)
			}
		})
	}
	// A period nobody is asked within is no mistake.
	if _, err := config.Load(written(t, office()+"    survey: {every: 0, period_days: 0}\n"), environment(nil)); err != nil {
		t.Errorf("a survey that is off with any period = %v", err)
	}
}
