package report

import "errors"

// elements are the questions of the survey of PermenPANRB 14/2017.
const elements = 9

// Survey is what one citizen answered: a score of 1 to 4 for each element.
type Survey [elements]int

// Index is M-16: the index of public satisfaction (IKM) of a period.
type Index struct {
	N        int               `json:"n"`
	Elements [elements]float64 `json:"elements"` // the mean of each
	Value    float64           `json:"value"`    // 25 to 100
	Grade    string            `json:"grade"`    // "A" to "D"
}

// errSurvey refuses answers outside 1 to 4.
var errSurvey = errors.New("a survey's score is not 1 to 4")

// IKMOf is the mean of the elements' means, each of weight 1/9, times 25. Without a
// survey there is no index: N is 0.
func IKMOf(surveys []Survey) (Index, error) {
	index := Index{N: len(surveys)}
	if len(surveys) == 0 {
		return index, nil
	}
	sum := 0 // of all scores: exact, and so the grade at its very limit
	for i := range elements {
		of := 0
		for _, s := range surveys {
			if s[i] < 1 || s[i] > 4 {
				return Index{}, errSurvey
			}
			of += s[i]
		}
		index.Elements[i] = float64(of) / float64(len(surveys))
		sum += of
	}
	index.Value = float64(25*sum) / float64(elements*len(surveys))
	index.Grade = grade(index.Value)
	return index, nil
}

// grade is the quality of service of a value, as the regulation names it.
func grade(value float64) string {
	switch {
	case value >= 88.31:
		return "A"
	case value >= 76.61:
		return "B"
	case value >= 65:
		return "C"
	}
	return "D"
}
