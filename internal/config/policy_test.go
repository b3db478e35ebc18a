package config_test

import (
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

const withPolicy = `
agencies:
  - id: dinas
    code: DNS
    name: Dinas
    zone: Asia/Makassar
    on_call: "Piket 0380 123456"
    units: [{id: pengaduan, name: Seksi Pengaduan}]
    policy:
      - from: 2027-01-01
        answers: [{minutes: 20}]
      - from: 2026-11-01
        answers:
          - minutes: 60
          - {kind: pengaduan, minutes: 120}
          - {unit: pengaduan, minutes: 90}
          - {kind: Pengaduan, priority: tinggi, minutes: 45}
          - {kind: pengaduan, unit: pengaduan, priority: tinggi, minutes: 15}
          - {priority: darurat, minutes: 10}
`

// TestPolicy: the policy of the day, by the agency's clock, and in it the rule
// that names most.
func TestPolicy(t *testing.T) {
	t.Parallel()
	c, err := config.Load(written(t, withPolicy), environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Agencies[0].Deadlines()
	if err != nil || p.Version == "" || c.Agencies[0].OnCall != "Piket 0380 123456" {
		t.Fatalf("Deadlines() = %+v, %v, on call %q", p, err, c.Agencies[0].OnCall)
	}
	wita := time.FixedZone("WITA", 8*3600)
	november := time.Date(2026, time.November, 23, 9, 0, 0, 0, wita)
	ticket := func(kind loket.TicketKind, unit loket.UnitID, priority loket.Priority) loket.Ticket {
		return loket.Ticket{Kind: kind, Unit: unit, Priority: priority}
	}
	for _, c := range []struct {
		name   string
		ticket loket.Ticket
		began  time.Time
		want   time.Duration
	}{
		{"BeforeTheFirst", ticket(loket.KindQuestion, "umum", 0), november.AddDate(0, -1, 0), 30 * time.Minute},
		{"General", ticket(loket.KindQuestion, "umum", 0), november, time.Hour},
		{"Kind", ticket(loket.KindComplaint, "umum", 0), november, 2 * time.Hour},
		{"Unit", ticket(loket.KindQuestion, "pengaduan", 0), november, 90 * time.Minute},
		{"UnitBeforeKind", ticket(loket.KindComplaint, "pengaduan", 0), november, 90 * time.Minute},
		{"KindAndPriorityBeforeUnit", ticket(loket.KindComplaint, "lain", loket.PriorityHigh), november, 45 * time.Minute},
		{"AllThree", ticket(loket.KindComplaint, "pengaduan", loket.PriorityHigh), november, 15 * time.Minute},
		{"Emergency", ticket(loket.KindQuestion, "umum", loket.PriorityEmergency), november, 10 * time.Minute},
		{"LastMomentOfTheOld", ticket(loket.KindQuestion, "umum", 0), time.Date(2026, 12, 31, 23, 59, 59, 0, wita), time.Hour},
		{"FirstMomentOfTheNew", ticket(loket.KindComplaint, "umum", 0), time.Date(2027, 1, 1, 0, 0, 0, 0, wita), 20 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := p.Answer(c.ticket, c.began); got != c.want {
				t.Errorf("Answer(%+v, %v) = %v, want %v", c.ticket, c.began, got, c.want)
			}
		})
	}
}

// TestPolicyVersion: what is said otherwise is another version, and nothing else.
func TestPolicyVersion(t *testing.T) {
	t.Parallel()
	version := func(minutes int) string {
		a := config.Agency{Agency: loket.Agency{Zone: "Asia/Makassar"}, Policy: []config.Policy{
			{From: "2026-11-01", Answers: []config.Answer{{Minutes: minutes}}},
		}}
		p, err := a.Deadlines()
		if err != nil {
			t.Fatal(err)
		}
		return p.Version
	}
	if a, b, c := version(30), version(30), version(31); a != b || a == c {
		t.Errorf("versions %s, %s, %s, want the first two equal and the third another", a, b, c)
	}
}
