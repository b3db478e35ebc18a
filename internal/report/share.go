package report

import "math"

// z is the normal quantile of a 95 % interval.
const z = 1.959963984540054

// Interval is a 95 % interval of a share, from 0 to 1.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Wilson is the Wilson score interval of a share of n; from 0 to 1 when n is 0.
func Wilson(numerator, n int) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	count, p := float64(n), float64(numerator)/float64(n)
	scale := 1 + z*z/count
	center := (p + z*z/(2*count)) / scale
	half := z * math.Sqrt(p*(1-p)/count+z*z/(4*count*count)) / scale
	return Interval{Low: max(0, center-half), High: min(1, center+half)}
}

// Share is a part of a whole.
type Share struct {
	Value       *float64  `json:"value" jsonschema:"nullable"` // from 0 to 1; nil: there is no whole
	Numerator   int       `json:"numerator"`
	Denominator int       `json:"denominator"`
	Interval    *Interval `json:"interval,omitempty"`
}

// ShareOf makes a share with its interval.
func ShareOf(numerator, denominator int) Share {
	s := Share{Numerator: numerator, Denominator: denominator}
	if denominator > 0 {
		value, interval := float64(numerator)/float64(denominator), Wilson(numerator, denominator)
		s.Value, s.Interval = &value, &interval
	}
	return s
}

// Part is how many ended in one way.
type Part struct {
	Name Ending `json:"name"`
	N    int    `json:"n"`
}
