package watch

import (
	"github.com/prometheus/client_golang/prometheus"

	"loket/internal/loket"
)

// AssistMeters count what the language model is called for.
type AssistMeters struct {
	calls   *prometheus.CounterVec   // agency, purpose, outcome: refused ones too
	tokens  *prometheus.CounterVec   // agency, purpose, direction: input or output
	cost    *prometheus.CounterVec   // agency, in rupiah
	seconds *prometheus.HistogramVec // purpose
	resting *prometheus.GaugeVec     // agency, purpose: 1 while nobody calls
}

func newAssistMeters(r prometheus.Registerer) AssistMeters {
	return AssistMeters{
		calls:   counter(r, "assist_calls_total", "Calls of the language model, refused ones too, by what came of them.", "agency", "purpose", "outcome"),
		tokens:  counter(r, "assist_tokens_total", "Tokens sent to it and received.", "agency", "purpose", "direction"),
		cost:    counter(r, "assist_cost_rupiah_total", "What they cost by the configured prices.", "agency"),
		seconds: histogram(r, "assist_seconds", "How long calls took.", "purpose"),
		resting: gauge(r, "assist_resting", "1 while nobody calls the model for a purpose, after failures.", "agency", "purpose"),
	}
}

// Called counts a call.
func (m AssistMeters) Called(c loket.AssistCall) {
	m.calls.WithLabelValues(string(c.Agency), c.Purpose, c.Outcome).Inc()
	m.tokens.WithLabelValues(string(c.Agency), c.Purpose, "input").Add(float64(c.Input))
	m.tokens.WithLabelValues(string(c.Agency), c.Purpose, "output").Add(float64(c.Output))
	m.cost.WithLabelValues(string(c.Agency)).Add(float64(c.Cost) / 1e6)
	m.seconds.WithLabelValues(c.Purpose).Observe(c.Took.Seconds())
}

// Resting shows whether a purpose rests.
func (m AssistMeters) Resting(agency loket.AgencyID, purpose string, is bool) {
	value := 0.0
	if is {
		value = 1
	}
	m.resting.WithLabelValues(string(agency), purpose).Set(value)
}
