package check

import (
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// TestAlarms reads the alarms as Prometheus does, and holds each to a weight and
// words for whoever is woken.
func TestAlarms(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(shipped("prometheus.rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	groups, errs := rulefmt.Parse(text, false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	alarms := 0
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			alarms++
			if weight := rule.Labels["severity"]; weight != "critical" && weight != "warning" {
				t.Errorf("%s: severity %q", rule.Alert, weight)
			}
			if !strings.HasSuffix(rule.Annotations["summary"], ".") {
				t.Errorf("%s: says %q", rule.Alert, rule.Annotations["summary"])
			}
		}
	}
	if alarms < 5 {
		t.Errorf("%d alarms", alarms)
	}
}

// TestQueries reads every question of the dashboard as Prometheus does, with the
// interval that Grafana puts in.
func TestQueries(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(shipped("grafana.json"))
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			query := strings.ReplaceAll(target.Expr, "$__rate_interval", "1m")
			if _, err := parser.NewParser(parser.Options{}).ParseExpr(query); err != nil {
				t.Errorf("%s: %v", panel.Title, err)
			}
		}
	}
}
