package report

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/words"
)

// Opinion is M-16 of a period, with everything a report on it says.
type Opinion struct {
	Agency loket.AgencyID `json:"agency"`
	Unit   loket.UnitID   `json:"unit,omitempty"` // empty: all
	From   time.Time      `json:"from"`
	To     time.Time      `json:"to"` // the first moment after it
	AsOf   time.Time      `json:"as_of"`

	Offered  int `json:"offered"`  // surveys that were offered in the period
	Declined int `json:"declined"` // nobody wanted to begin them
	Silent   int `json:"silent"`   // nothing was answered
	Partial  int `json:"partial"`  // fewer than nine answers: in no figure

	N           int       `json:"n"`                           // all nine answered
	Score       *float64  `json:"score" jsonschema:"nullable"` // Nilai SKM, 1 to 4; nil: n is 0
	Value       *float64  `json:"value" jsonschema:"nullable"` // IKM, 25 to 100, to two digits
	Grade       string    `json:"grade"`                       // "A" to "D"; empty: n is 0
	Performance string    `json:"performance"`
	Interval    *Interval `json:"interval" jsonschema:"nullable"` // of the IKM, 95 %, from 25 to 100; nil: n is below 30

	Population int  `json:"population"` // citizens whose ticket was answered and closed in the period
	Sample     int  `json:"sample"`     // how many of them must answer
	Enough     bool `json:"enough"`

	Elements []Element      `json:"elements"`
	Lowest   []string       `json:"lowest"` // the three elements to better first; fewer when all are alike
	Profile  []ProfilePart  `json:"profile"`
	Services []ServiceCount `json:"services"`
	Sheets   []Survey       `json:"respondents"` // one row of scores each, in no order that tells who
}

// Element is what citizens said of one element of service.
type Element struct {
	ID       string     `json:"id"` // "U1"
	Name     words.Text `json:"-"`
	Title    string     `json:"name"`
	Sum      int        `json:"sum"`
	Mean     float64    `json:"mean"`     // NRR, 1 to 4
	Weighted float64    `json:"weighted"` // a ninth of it
}

// ProfilePart is who answered, by one thing they were asked about themselves.
type ProfilePart struct {
	Field   loket.ProfileField `json:"field"`
	Name    words.Text         `json:"-"`
	Options []OptionCount      `json:"options"`
	Untold  int                `json:"untold"`
}

// OptionCount is how many said so.
type OptionCount struct {
	Name  words.Text `json:"-"`
	Label string     `json:"name"`
	N     int        `json:"n"`
}

// ServiceCount is how many answered about a service.
type ServiceCount struct {
	ID   string `json:"id"` // of the entry; empty: not known
	Name string `json:"name"`
	N    int    `json:"n"`
}

// OpinionFacts is what an opinion is made of.
type OpinionFacts struct {
	Query
	Sheets []loket.Survey    // offered in the period
	Served int               // citizens whose ticket was answered and closed in it
	Titles map[string]string // of entries, by id
}

// OpinionOf computes M-16. Surveys with all nine answers count, whatever was asked after
// the ninth; others are counted beside it. One that went on after the query's moment is
// not looked at. The order of facts changes nothing.
func OpinionOf(f OpinionFacts) (Opinion, error) {
	o := Opinion{
		Agency: f.Agency, Unit: f.Filter.Unit, From: f.From, To: f.To, AsOf: f.AsOf, Offered: len(f.Sheets),
		Lowest: []string{}, Profile: []ProfilePart{}, Services: []ServiceCount{}, Sheets: []Survey{},
	}
	var tally SurveySum
	var whole []loket.Survey
	for _, s := range f.Sheets {
		if !f.AsOf.IsZero() && s.ChangedAt.After(f.AsOf) {
			o.Offered--
			continue
		}
		switch answers := s.Answers(); {
		case answers == elements:
			if err := tally.Add(s.Scores); err != nil {
				return o, fmt.Errorf("survey %s: %w", s.ID, err)
			}
			whole = append(whole, s)
		case answers > 0:
			o.Partial++
		case s.State == loket.SurveyDeclined:
			o.Declined++
		default:
			o.Silent++
		}
	}
	o.figures(tally)
	o.Population = max(f.Served, tally.N)
	o.Sample = SampleOf(o.Population)
	o.Enough = tally.N > 0 && tally.N >= o.Sample
	o.people(whole)
	o.services(whole, f.Titles)
	shuffle(whole)
	for _, s := range whole {
		o.Sheets = append(o.Sheets, s.Scores)
	}
	return o, nil
}

// figures fills in what the scores say.
func (o *Opinion) figures(t SurveySum) {
	index := t.Index()
	o.N, o.Grade, o.Performance, o.Interval = t.N, index.Grade, GradeText(index.Grade).String(), t.Interval()
	for i, name := range elementNames() {
		o.Elements = append(o.Elements, Element{
			ID: fmt.Sprintf("U%d", i+1), Name: name, Title: name.String(), Sum: t.Sums[i], Mean: index.Elements[i],
			Weighted: index.Elements[i] / elements,
		})
	}
	if t.N == 0 {
		return
	}
	score := float64(t.total()) / float64(elements*t.N)
	o.Score, o.Value = &score, &index.Value
	ranked := slices.Clone(o.Elements)
	slices.SortStableFunc(ranked, func(a, b Element) int { return cmp.Compare(a.Sum, b.Sum) })
	for _, e := range ranked[:lowestElements] {
		if e.Sum < ranked[elements-1].Sum {
			o.Lowest = append(o.Lowest, e.ID)
		}
	}
}

// lowestElements are how many a report names for what is to be done next.
const lowestElements = 3

// people counts who answered, by what was asked of any of them.
func (o *Opinion) people(whole []loket.Survey) {
	for i, field := range loket.ProfileFields() {
		names := optionNames(field)
		part, asked := ProfilePart{Field: field, Name: fieldName(field)}, false
		for _, name := range names {
			part.Options = append(part.Options, OptionCount{Name: name, Label: name.String()})
		}
		for _, s := range whole {
			option := s.Profile[i]
			asked = asked || option != 0
			if option < 1 || option > len(names) {
				part.Untold++
				continue
			}
			part.Options[option-1].N++
		}
		if asked {
			o.Profile = append(o.Profile, part)
		}
	}
}

// services counts what was answered about, the most first.
func (o *Opinion) services(whole []loket.Survey, titles map[string]string) {
	counts := map[string]int{}
	for _, s := range whole {
		counts[s.Topic]++
	}
	for id, n := range counts {
		o.Services = append(o.Services, ServiceCount{ID: id, Name: cmp.Or(titles[id], id, "Tidak diketahui"), N: n})
	}
	slices.SortFunc(o.Services, func(a, b ServiceCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// shuffle puts surveys in an order that is the same whoever asks and tells nothing of
// when each was answered.
func shuffle(whole []loket.Survey) {
	key := func(s loket.Survey) string {
		sum := sha256.Sum256([]byte(s.ID))
		return string(sum[:])
	}
	slices.SortFunc(whole, func(a, b loket.Survey) int { return cmp.Compare(key(a), key(b)) })
}

// elementNames are the elements as the regulation lists them.
func elementNames() [elements]words.Text {
	return [...]words.Text{
		"Persyaratan", "Sistem, mekanisme, dan prosedur", "Waktu penyelesaian", "Biaya/tarif", "Produk spesifikasi jenis pelayanan",
		"Kompetensi pelaksana", "Perilaku pelaksana", "Penanganan pengaduan, saran, dan masukan", "Sarana dan prasarana",
	}
}

// fieldName and optionNames are what loket.ProfileField says, in the languages of pages.
func fieldName(f loket.ProfileField) words.Text {
	switch f {
	case loket.ProfileSex:
		return "Jenis kelamin"
	case loket.ProfileAge:
		return "Usia"
	case loket.ProfileEducation:
		return "Pendidikan"
	default:
		return "Pekerjaan"
	}
}

func optionNames(f loket.ProfileField) []words.Text {
	switch f {
	case loket.ProfileSex:
		return []words.Text{"Laki-laki", "Perempuan"}
	case loket.ProfileAge:
		return []words.Text{"Di bawah 20", "20–29", "30–39", "40–49", "50–59", "60 ke atas"}
	case loket.ProfileEducation:
		return []words.Text{"SD atau di bawahnya", "SMP", "SMA/SMK", "D1–D3", "D4/S1", "S2/S3"}
	default:
		return []words.Text{"ASN", "TNI", "Polri", "Swasta", "Wirausaha", "Lainnya"}
	}
}
