package trial_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestReload gives a running program bad configurations and bad catalogues while
// questions come, and good ones between: a bad one changes no answer and is told,
// a good one counts from then on. LOKET_FAULT_ROUNDS times ten bad ones.
func TestReload(t *testing.T) {
	t.Parallel()
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	r := reloading{t: t, c: c, people: people, folder: filepath.Join(c.dir, "katalog")}
	if err := os.Mkdir(r.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	c.env["LOKET_CONFIG"] = filepath.Join(c.dir, "loket.yaml")
	r.write(r.config(""), r.catalogue("PERTAMA"))
	c.start()
	version := "PERTAMA"
	r.wants(version)
	for i := range 10 * faultRounds(t) {
		r.spoil(i, version)
		r.ask(10) // some are answered before the reload, some after
		r.refused()
		r.ask(10)
		c.answersAll(people, time.Minute)
		if i%5 == 4 {
			version = fmt.Sprint("VERSI", i)
			r.write(r.config(""), r.catalogue(version))
			r.accepted()
			r.wants(version)
		}
	}
	if n := c.number(t.Context(), `SELECT COUNT(*) FROM answers WHERE kind = 'quote' AND (entry = '' OR revision = '')`); n > 0 {
		t.Errorf("%d quotes do not say which revision they are of", n)
	}
	if quotes, tickets := c.number(t.Context(), `SELECT COUNT(*) FROM answers WHERE kind = 'quote'`), c.number(t.Context(), `SELECT COUNT(*) FROM tickets`); quotes != people.asked || tickets > 0 {
		t.Errorf("%d quotes and %d tickets for %d questions, want every one quoted", quotes, tickets, people.asked)
	}
	for _, wrong := range r.people.wrong {
		t.Errorf("a citizen read %q", wrong)
	}
	c.stop()
}

// reloading is a program whose files are changed under its feet.
type reloading struct {
	t      *testing.T
	c      *counter
	people *crowd
	folder string
}

// config is a configuration with one more line at its end.
func (r *reloading) config(line string) string {
	return fmt.Sprintf(`agencies:
  - id: disdukcapil-kota-kupang
    code: KPG
    name: Disdukcapil Kota Kupang
    zone: Asia/Makassar
    catalogue: %s
%s
`, r.folder, line)
}

// catalogue is one entry that says a word.
func (r *reloading) catalogue(word string) string {
	return fmt.Sprintf(`
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    questions: [bagaimana cara membuat kartu anggota, syarat daftar anggota perpustakaan]
    answer: Bawa KTP-el, %s.
    status: published
  - id: kartu-hilang
    title: Kartu anggota hilang
    questions: [kartu anggota saya hilang, mau ganti kartu yang hilang]
    answer: Lapor di meja layanan.
    status: published
`, word)
}

// write replaces both files.
func (r *reloading) write(config, catalogue string) {
	r.t.Helper()
	for path, text := range map[string]string{r.c.env["LOKET_CONFIG"]: config, filepath.Join(r.folder, "kartu.yaml"): catalogue} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
}

// spoil breaks a file in the i-th way; the rest is as it was.
func (r *reloading) spoil(i int, version string) {
	good, right, wrong := r.config(""), r.catalogue(version), r.catalogue("SALAH")
	ways := [][2]string{
		{"agencies: [\n", right},
		{r.config(`    hours: {senin: ["25.00-26.00"]}`), right},
		{good, "entries:\n  - id: ["},
		{good, ""},
		{strings.ReplaceAll(good, r.folder, "/tidak/ada"), right},
		{r.config("    closures: [{date: kemarin}]"), right},
		{r.config("    tidak_dikenal: 1"), wrong},
		{good, strings.ReplaceAll(wrong, "kartu-hilang", "kartu-baru")},
		{strings.ReplaceAll(good, "disdukcapil-kota-kupang", "dinas-lain"), wrong},
		{good, strings.ReplaceAll(wrong, "answer:", "jawaban:")},
	}
	way := ways[i%len(ways)]
	r.write(way[0], way[1])
}

func (r *reloading) hangUp() {
	r.t.Helper()
	if err := r.c.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		r.t.Fatal(err)
	}
}

const refusal = "Pengaturan atau katalog baru ditolak"

// refused asks for a reload that must be refused, and told.
func (r *reloading) refused() {
	r.t.Helper()
	before := r.c.log.reloadsRefused()
	r.hangUp()
	r.c.within(20*time.Second, "the refusal in the log and in /readyz", func() bool {
		status, body := r.c.get("/readyz")
		return r.c.log.reloadsRefused() == before+1 && status == http.StatusOK && strings.Contains(body, refusal)
	})
}

// accepted asks for a reload that must go through.
func (r *reloading) accepted() {
	r.t.Helper()
	r.hangUp()
	r.c.within(20*time.Second, "the end of the refusal in /readyz", func() bool {
		_, body := r.c.get("/readyz")
		return !strings.Contains(body, refusal)
	})
}

// ask asks what one entry answers.
func (r *reloading) ask(n int) {
	for range n {
		r.people.deliver(func(int) string { return "bagaimana cara membuat kartu anggota" })
	}
}

// wants asks once, and wants the answer of a version.
func (r *reloading) wants(version string) {
	r.t.Helper()
	r.people.mu.Lock()
	r.people.right = version
	r.people.mu.Unlock()
	r.ask(1)
	r.c.answersAll(r.people, time.Minute)
}
