package watch

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

// described is how a metric's description writes itself down.
var described = regexp.MustCompile(`fqName: "(loket_[a-z_]+)".*variableLabels: \{([^}]*)\}`)

// registered are the figures of ours in m, by name: their labels, as the page of
// documentation writes them.
func registered(t *testing.T, m *Meters) map[string]string {
	t.Helper()
	descriptions := make(chan *prometheus.Desc)
	go func() {
		defer close(descriptions)
		m.Registry.Describe(descriptions)
	}()
	labels := map[string]string{}
	for d := range descriptions {
		if of := described.FindStringSubmatch(d.String()); of != nil {
			if labels[of[1]] = "–"; of[2] != "" {
				labels[of[1]] = strings.ReplaceAll(of[2], ",", ", ")
			}
		}
	}
	if len(labels) < 20 {
		t.Fatalf("only %d figures were found: %v", len(labels), labels)
	}
	return labels
}

// page reads a file of the project.
func page(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDocumented holds the table of figures to what the program registers.
func TestDocumented(t *testing.T) {
	t.Parallel()
	m := NewMeters()
	m.Show(Facts{})
	documented := map[string]string{}
	row := regexp.MustCompile("(?m)^\\| `(loket_[a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\|$")
	for _, of := range row.FindAllStringSubmatch(page(t, "docs", "watching.md"), -1) {
		if _, twice := documented[of[1]]; twice {
			t.Errorf("%s is listed twice", of[1])
		}
		documented[of[1]] = of[2]
	}
	if diff := cmp.Diff(registered(t, m), documented); diff != "" {
		t.Errorf("docs/watching.md (+) lists other figures than are registered (-):\n%s", diff)
	}
}

// mentioned are the figures of ours a text speaks of, without what a histogram
// adds to its name.
func mentioned(text string) []string {
	seen := map[string]bool{}
	for _, name := range regexp.MustCompile(`\bloket_[a-z_]+`).FindAllString(text, -1) {
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			name = strings.TrimSuffix(name, part)
		}
		seen[name] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// TestAsked holds alarms, dashboard and manifests to figures that exist: an
// alarm over a name nobody registers never rings.
func TestAsked(t *testing.T) {
	t.Parallel()
	m := NewMeters()
	m.Show(Facts{})
	exist := registered(t, m)
	for file, atLeast := range map[string]int{"prometheus.rules.yaml": 5, "grafana.json": 15} {
		asked := mentioned(page(t, "deployments", file))
		if len(asked) < atLeast {
			t.Errorf("%s asks for %d figures, want %d at least", file, len(asked), atLeast)
		}
		for _, name := range asked {
			if _, ok := exist[name]; !ok {
				t.Errorf("%s asks for %s, which nobody registers", file, name)
			}
		}
	}
}

// dashboard is what the test reads of Grafana's model.
type dashboard struct {
	UID, Title string
	Panels     []struct {
		ID      int
		Type    string
		Title   string
		GridPos struct{ X, Y, W, H int }
		Targets []struct{ RefID, Expr string }
	}
}

// TestDashboard holds the dashboard to what Grafana needs: every panel is named
// once, asks something, has a place within the 24 columns, and covers no other.
func TestDashboard(t *testing.T) {
	t.Parallel()
	var d dashboard
	if err := json.Unmarshal([]byte(page(t, "deployments", "grafana.json")), &d); err != nil {
		t.Fatal(err)
	}
	if d.UID == "" || d.Title == "" || len(d.Panels) < 10 {
		t.Errorf("uid %q, title %q, %d panels", d.UID, d.Title, len(d.Panels))
	}
	ids, taken := map[int]bool{}, map[[2]int]string{}
	for _, p := range d.Panels {
		if ids[p.ID] || p.Title == "" {
			t.Errorf("panel %d %q: its number is taken, or it has no title", p.ID, p.Title)
		}
		ids[p.ID] = true
		if len(p.Targets) == 0 || slices.ContainsFunc(p.Targets, func(q struct{ RefID, Expr string }) bool { return q.RefID == "" || q.Expr == "" }) {
			t.Errorf("panel %q asks nothing", p.Title)
		}
		g := p.GridPos
		if g.W < 1 || g.H < 1 || g.X < 0 || g.X+g.W > 24 {
			t.Errorf("panel %q stands outside: %+v", p.Title, g)
		}
		for x := g.X; x < g.X+g.W; x++ {
			for y := g.Y; y < g.Y+g.H; y++ {
				if other, covered := taken[[2]int{x, y}]; covered {
					t.Fatalf("panel %q covers %q", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}
