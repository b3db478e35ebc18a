package report

import (
	"errors"
	"math"

	"loket/internal/loket"
	"loket/internal/words"
)

// elements are the questions of the survey of PermenPANRB 14/2017.
const elements = loket.SurveyElements

// Survey is what one citizen answered: a score of 1 to 4 for each element.
type Survey [elements]int

// SurveySum is what surveys sum up to. It is whole numbers only, so that no order of them and
// no way of putting parts together changes a figure.
type SurveySum struct {
	N       int
	Sums    [elements]int // of the scores of each element
	Squares int           // of the surveys' totals
}

// errSurvey refuses answers outside 1 to 4.
var errSurvey = errors.New("a survey's score is not 1 to 4")

// Add counts one survey in, if each of its scores is 1 to 4.
func (t *SurveySum) Add(s Survey) error {
	total := 0
	for _, score := range s {
		if score < loket.WorstScore || score > loket.BestScore {
			return errSurvey
		}
		total += score
	}
	for i, score := range s {
		t.Sums[i] += score
	}
	t.N++
	t.Squares += total * total
	return nil
}

// Plus is what the surveys of both sum up to.
func (t SurveySum) Plus(other SurveySum) SurveySum {
	for i, sum := range other.Sums {
		t.Sums[i] += sum
	}
	t.N, t.Squares = t.N+other.N, t.Squares+other.Squares
	return t
}

// total is the sum of all scores.
func (t SurveySum) total() (sum int) {
	for _, of := range t.Sums {
		sum += of
	}
	return sum
}

// Index is M-16: the index of public satisfaction (IKM) of a period.
type Index struct {
	N        int               `json:"n"`
	Elements [elements]float64 `json:"elements"` // the mean of each
	Value    float64           `json:"value"`    // 25 to 100, to two digits
	Grade    string            `json:"grade"`    // "A" to "D"
}

// Index is the mean of the elements' means, each of weight 1/9, times 25; without a survey
// there is none, and N is 0. It is rounded to two digits, half up, before
// it is graded: so stand the bounds of the grades, and nothing falls between them.
func (t SurveySum) Index() Index {
	index := Index{N: t.N}
	if t.N == 0 {
		return index
	}
	for i, sum := range t.Sums {
		index.Elements[i] = float64(sum) / float64(t.N)
	}
	hundredths := halfUp(2500*t.total(), elements*t.N)
	index.Value, index.Grade = float64(hundredths)/100, grade(hundredths)
	return index
}

// halfUp divides what is not negative and rounds to the nearest, half of one up.
func halfUp(a, b int) int { return (2*a + b) / (2 * b) }

// grade is the quality of service of an index in hundredths, as the regulation has it.
func grade(hundredths int) string {
	switch {
	case hundredths >= 88_31:
		return "A"
	case hundredths >= 76_61:
		return "B"
	case hundredths >= 65_00:
		return "C"
	}
	return "D"
}

// GradeText names the quality of a grade.
func GradeText(grade string) words.Text {
	switch grade {
	case "A":
		return "Sangat Baik"
	case "B":
		return "Baik"
	case "C":
		return "Kurang Baik"
	case "D":
		return "Tidak Baik"
	}
	return ""
}

// fewestForInterval is on how many surveys a normal interval stands.
const fewestForInterval = 30

// Interval is a 95 % interval of the index, by the spread of the citizens' own; nil:
// there are fewer than 30.
func (t SurveySum) Interval() *Interval {
	if t.N < fewestForInterval {
		return nil
	}
	n, sum := float64(t.N), t.total()
	spread := float64(t.N*t.Squares-sum*sum) / (n * (n - 1)) // of the totals
	const scale = 25.0 / elements
	middle, half := scale*float64(sum)/n, z*scale*math.Sqrt(spread/n)
	return &Interval{Low: max(25, middle-half), High: min(100, middle+half)}
}

// SampleOf is how many of a population must answer, by the table of Krejcie and Morgan
// that the regulation refers to (95 %, 5 %): 3.841·N·¼ ÷ (0.0025·(N−1) + 3.841·¼).
func SampleOf(population int) int {
	if population <= 0 {
		return 0
	}
	return halfUp(96_025*population, 250*(population-1)+96_025)
}
