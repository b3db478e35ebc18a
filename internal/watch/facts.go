package watch

import (
	"database/sql"

	"github.com/prometheus/client_golang/prometheus"
)

// Facts are figures that are asked for when somebody looks, not counted.
type Facts struct {
	Pools    func(tell func(pool string, s sql.DBStats))             // the ledger's connections
	Telegram func(tell func(agency, state string, heardAge float64)) // of every bot; the age is in seconds, below 0: not yet, or another process listens
	Matchers func(tell func(agency, version string))                 // what every agency answers from
	Stalled  map[string]func() bool                                  // by part
	Version  string                                                  // of the program
}

// Show registers facts.
func (m *Meters) Show(f Facts) { m.Registry.MustRegister(factCollector{f, descriptions()}) }

type factCollector struct {
	facts Facts
	of    map[string]*prometheus.Desc
}

func descriptions() map[string]*prometheus.Desc {
	of := map[string]*prometheus.Desc{}
	add := func(name, help string, labels ...string) {
		of[name] = prometheus.NewDesc("loket_"+name, help, labels, nil)
	}
	add("pool_connections", "Connections to the database.", "pool", "state")
	add("pool_waits_total", "How often somebody waited for a connection.", "pool")
	add("pool_wait_seconds_total", "How long they waited in all.", "pool")
	add("telegram_state", "1 for the state an agency's bot is in.", "agency", "state")
	add("telegram_heard_age_seconds", "How long ago Telegram last answered a poll, or delivered.", "agency")
	add("matcher_info", "1 for the version of the matcher an agency answers from.", "agency", "version")
	add("stalled", "1 when a part stands still: what turns /readyz red.", "part")
	add("build_info", "1 for the version of the program.", "version")
	return of
}

// Describe implements prometheus.Collector.
func (c factCollector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range c.of {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c factCollector) Collect(to chan<- prometheus.Metric) {
	gauge := func(name string, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(c.of[name], prometheus.GaugeValue, value, labels...)
	}
	count := func(name string, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(c.of[name], prometheus.CounterValue, value, labels...)
	}
	gauge("build_info", 1, c.facts.Version)
	c.facts.Pools(func(pool string, s sql.DBStats) {
		gauge("pool_connections", float64(s.InUse), pool, "in_use")
		gauge("pool_connections", float64(s.Idle), pool, "idle")
		gauge("pool_connections", float64(s.MaxOpenConnections), pool, "limit")
		count("pool_waits_total", float64(s.WaitCount), pool)
		count("pool_wait_seconds_total", s.WaitDuration.Seconds(), pool)
	})
	c.facts.Telegram(func(agency, state string, age float64) {
		gauge("telegram_state", 1, agency, state)
		if age >= 0 {
			gauge("telegram_heard_age_seconds", age, agency)
		}
	})
	c.facts.Matchers(func(agency, version string) { gauge("matcher_info", 1, agency, version) })
	for part, stalled := range c.facts.Stalled {
		value := 0.0
		if stalled() {
			value = 1
		}
		gauge("stalled", value, part)
	}
}
