package watch

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"loket/internal/loket"
)

// Meters count what every stage does. Every label has a fixed set of values, or
// one the configuration sets: channels, agencies, units. Make them with
// NewMeters.
type Meters struct {
	Registry *prometheus.Registry

	Received    *prometheus.CounterVec   // channel: what an adapter handed in
	Admitted    *prometheus.CounterVec   // channel, known: "yes" when it was in the ledger before
	Quarantined *prometheus.CounterVec   // channel
	Considered  *prometheus.CounterVec   // verdict: sure, unsure, unknown, handed_off, rule, held, failed
	Settled     *prometheus.CounterVec   // outcome of a message
	Owed        *prometheus.CounterVec   // channel, kind of the answer
	Sends       *prometheus.CounterVec   // channel, outcome: delivered, owed, uncertain, dead
	Stage       *prometheus.HistogramVec // stage: how long one step took, in seconds
	Delivery    *prometheus.HistogramVec // channel: from owed to delivered, in seconds
	Commit      prometheus.Histogram     // of the ledger, in seconds
	Changes     prometheus.Histogram     // that shared a commit
	QueueDepth  *prometheus.GaugeVec     // agency, unit: tickets that wait
	QueueHeld   *prometheus.GaugeVec     // the same: tickets that somebody holds
	QueueAge    *prometheus.GaugeVec     // the same: how long the oldest that waits has waited, in seconds
	QueueDrift  *prometheus.GaugeVec     // agency, unit, kind: missing, extra, wrong
	QueueMended *prometheus.CounterVec   // the same
	QueuePasses *prometheus.CounterVec   // result: ok, failed
	Assist      AssistMeters

	pending, pendingAge *prometheus.GaugeVec
	owed, owedAge       *prometheus.GaugeVec
}

// NewMeters makes and registers them, with those of the process: memory, open
// files, goroutines, processor time.
func NewMeters() *Meters {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	m := &Meters{Registry: r}
	m.makeInbound(r)
	m.makeOutbound(r)
	m.makeQueue(r)
	m.Assist = newAssistMeters(r)
	return m
}

func (m *Meters) makeInbound(r prometheus.Registerer) {
	m.Received = counter(r, "received_total", "Messages an adapter handed in.", "channel")
	m.Admitted = counter(r, "admitted_total", "Messages the ledger has taken; known: it had them before.", "channel", "known")
	m.Quarantined = counter(r, "quarantined_total", "Updates nobody could read, set aside.", "channel")
	m.Considered = counter(r, "considered_total", "Considerations, by the verdict they ended with.", "verdict")
	m.Settled = counter(r, "settled_total", "Messages settled, by outcome.", "outcome")
	m.pending = gauge(r, "unprocessed_messages", "Messages no decision has settled.", "channel")
	m.pendingAge = gauge(r, "unprocessed_age_seconds", "Age of the oldest message no decision has settled.", "channel")
	m.Stage = histogram(r, "stage_seconds", "How long one step took.", "stage")
}

func (m *Meters) makeOutbound(r prometheus.Registerer) {
	m.Owed = counter(r, "owed_total", "Answers owed, by kind.", "channel", "kind")
	m.Sends = counter(r, "sends_total", "Channel calls, by what came of them.", "channel", "outcome")
	m.owed = gauge(r, "owed_sends", "Sends owed or under way that nothing holds back.", "channel")
	m.owedAge = gauge(r, "owed_age_seconds", "Age of the oldest of them.", "channel")
	m.Delivery = histogram(r, "delivery_seconds", "From an answer owed to its delivery.", "channel")
	m.Commit = prometheus.NewHistogram(prometheus.HistogramOpts{
		Namespace: "loket", Name: "commit_seconds", Help: "How long the ledger's commits took.", Buckets: buckets,
	})
	m.Changes = prometheus.NewHistogram(prometheus.HistogramOpts{
		Namespace: "loket", Name: "commit_changes", Help: "Changes that shared a commit.",
		Buckets: prometheus.ExponentialBuckets(1, 2, 9),
	})
	r.MustRegister(m.Commit, m.Changes)
}

func (m *Meters) makeQueue(r prometheus.Registerer) {
	m.QueueDepth = gauge(r, "queue_waiting_tickets", "Tickets that wait for staff.", "agency", "unit")
	m.QueueHeld = gauge(r, "queue_held_tickets", "Tickets that a member of staff holds.", "agency", "unit")
	m.QueueAge = gauge(r, "queue_waiting_age_seconds", "How long the oldest ticket that waits has waited; 0: none does.", "agency", "unit")
	m.QueueDrift = gauge(r, "queue_drift", "Tickets Redis had otherwise than the ledger at the last comparison.", "agency", "unit", "kind")
	m.QueueMended = counter(r, "queue_mended_tickets_total", "Tickets put right in Redis.", "agency", "unit", "kind")
	m.QueuePasses = counter(r, "queue_passes_total", "Comparisons of Redis with the ledger.", "result")
}

// buckets reach from a write to a fast disk to a message of a day ago.
var buckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300} //nolint:gochecknoglobals // a constant of a slice type

func counter(r prometheus.Registerer, name, help string, labels ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "loket", Name: name, Help: help}, labels)
	r.MustRegister(v)
	return v
}

func gauge(r prometheus.Registerer, name, help string, labels ...string) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "loket", Name: name, Help: help}, labels)
	r.MustRegister(v)
	return v
}

func histogram(r prometheus.Registerer, name, help string, labels ...string) *prometheus.HistogramVec {
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "loket", Name: name, Help: help, Buckets: buckets}, labels)
	r.MustRegister(v)
	return v
}

// Step times one step of a stage: call what it returns when the step has ended.
func (m *Meters) Step(stage string) (ended func()) {
	began := time.Now()
	return func() { m.Stage.WithLabelValues(stage).Observe(time.Since(began).Seconds()) }
}

// waiting shows what a look found: a channel where nothing waits has no figure.
func (m *Meters) waiting(now time.Time, messages, sends []loket.Backlog) {
	fill(m.pending, m.pendingAge, now, messages)
	fill(m.owed, m.owedAge, now, sends)
}

func fill(count, age *prometheus.GaugeVec, now time.Time, waiting []loket.Backlog) {
	count.Reset()
	age.Reset()
	oldest := map[loket.ChannelID]time.Duration{}
	for _, b := range waiting {
		count.WithLabelValues(string(b.Channel)).Add(float64(b.Waiting))
		oldest[b.Channel] = max(oldest[b.Channel], now.Sub(b.Oldest))
	}
	for channel, d := range oldest {
		age.WithLabelValues(string(channel)).Set(d.Seconds())
	}
}
