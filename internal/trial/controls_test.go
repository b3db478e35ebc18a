package trial_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// controlsWithin is how soon every replica obeys a switch.
const controlsWithin = 2 * time.Second

// TestControlsOnEveryReplica: what is switched off and closed beside one program
// counts in both within two seconds, and still after both were killed.
func TestControlsOnEveryReplica(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 2)
	one := r.all[0]
	one.command("switch", "off", "bot", "--reason", "jawaban keliru")
	r.obeyed("sakelar: Bot dimatikan")
	r.says(r.all[1], "syarat ktp hilang", "Jawaban otomatis sedang dihentikan")
	one.command("closure", "add", "--reason", "listrik padam")
	for _, c := range r.all {
		c.kill()
		c.start()
	}
	r.obeyed("sakelar: Bot dimatikan")
	one.command("switch", "on", "bot")
	r.obeyed("sakelar: ok")
	for _, c := range r.all {
		r.says(c, "jam buka kantor", "Sekarang tutup (listrik padam)")
	}
}

// obeyed waits until every program says something in /readyz, and fails when that
// takes longer than it may.
func (r *replicas) obeyed(line string) {
	r.t.Helper()
	began := time.Now()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for i, c := range r.all {
		for {
			if _, body := c.get("/readyz"); strings.Contains(body, line) {
				break
			}
			if time.Since(began) > controlsWithin {
				_, body := c.get("/readyz")
				r.t.Fatalf("program %d does not say %q within %v:\n%s", i+1, line, controlsWithin, body)
			}
			<-tick.C
		}
	}
	r.t.Logf("every program says %q after %v", line, time.Since(began).Round(time.Millisecond))
}

// says asks in the web chat of one program, and waits on a stream of the same one
// until it says something.
func (r *replicas) says(c *counter, text, want string) {
	r.t.Helper()
	v := newVisitor(r.t, c)
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	stream, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/chat/"+string(demoAgency)+"/events", http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	v.post(r.t, c, fmt.Appendf(nil, `{"client_id":"client-id-0001","text":%q}`, text))
	answer, err := v.client.Do(stream)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if strings.Contains(lines.Text(), want) {
			return
		}
	}
	r.t.Errorf("%q is not answered with %q within %v", text, want, patience)
}
