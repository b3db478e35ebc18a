package trial_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// TestDashboard is a head of office reading the figures of a month in a real Chromium:
// the page is opened, filtered, a definition and the rows behind a figure are opened,
// and there are as many as its n. What stands now changes by itself, in place.
func TestDashboard(t *testing.T) {
	t.Parallel()
	c := newCounter(t, nil)
	c.argv = append(c.argv, "--history")
	c.start()
	chief := newChromium(t)
	chief.look(1280, 800, "light")
	chief.signIn(c, "demo", c.password)
	step := func(name string, do func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			chief.t, c.t = t, t
			do(t)
		})
	}
	step("Open/FourSentencesFirst", func(t *testing.T) {
		chief.goTo(c.base + "/laporan")
		chief.goTo(c.base + get[string](chief, `[...document.querySelectorAll(".tab a")].find(a => a.textContent === "28 hari").getAttribute("href")`))
		chief.untilSays("#M-03 .kalimat", "Separuh warga dibalas petugas dalam")
		for _, id := range []string{"M-11", "M-12", "M-15"} {
			chief.untilSays("#"+id+" .kalimat", "Dari ")
		}
		if charts := get[int](chief, `document.querySelectorAll(".gambar figure svg[role=img] desc").length`); charts < 7 {
			t.Errorf("%d charts with a description, want 7 and more", charts)
		}
	})
	step("Pictures/OfEveryWidth", func(*testing.T) { chief.picturesOf("dasbor") })
	step("Now/ChangesInPlace", func(t *testing.T) {
		chief.look(1280, 800, "light")
		get[bool](chief, `(window.scrollTo(0, 600), window.stood = document.getElementById("M-12").getBoundingClientRect().top, true)`)
		citizen := chief.person()
		citizen.t = t
		citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
		citizen.untilSays("#state", "Terhubung")
		citizen.say(unknown)
		citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
		chief.untilSays("#kini-terbuka", "9") // with the eight of the sample, of which one waits for its citizen
		chief.untilSays("#kini-belum", "8")
		chief.until("was not moved", `Math.abs(document.getElementById("M-12").getBoundingClientRect().top - window.stood) < 1`)
	})
	step("Filter/OneChannel", func(t *testing.T) {
		all := chief.nOf(t, "M-03")
		get[bool](chief, `[...document.querySelectorAll("details")].every(d => d.open = true)`)
		get[bool](chief, `(() => {
			const list = document.querySelector('select[name="channel"]');
			list.value = [...list.options].find(o => o.text.startsWith("contoh-wa")).value;
			return list.value !== "";
		})()`)
		chief.press(`.periode-lengkap details button`)
		chief.untilSays(".kabar", "Kanal: contoh-wa")
		if one := chief.nOf(t, "M-03"); one == 0 || one >= all {
			t.Errorf("n of one channel = %d of %d", one, all)
		}
	})
	filtered := get[string](chief, "location.href")
	step("Definition/OneClick", func(*testing.T) {
		chief.press(`#M-03 .jalan a[href^="/laporan/ukuran/"]`)
		chief.untilSays("main", "Ukuran M-03 versi 2")
		chief.untilSays("main", "Hand-off wait")
	})
	step("Rows/AsManyAsN", func(t *testing.T) {
		for _, id := range []string{"M-01", "M-03", "M-08", "M-11", "M-12", "M-13", "M-15"} {
			chief.goTo(filtered)
			n := chief.nOf(t, id)
			chief.press("#" + id + `-baris td[data-nama="n"] a`)
			chief.untilSays("h1", "Baris")
			if rows := chief.rowsOfAllPages(); rows != n || n == 0 {
				t.Errorf("%d rows behind n = %d of %s", rows, n, id)
			}
		}
	})
	step("Rows/NobodyIsNamed", func(t *testing.T) {
		if shown := chief.text(); strings.Contains(shown, "parkir") || strings.Contains(shown, "+62") {
			t.Errorf("the rows tell what a citizen wrote or who they are: %s", shown)
		}
	})
	chief.t = t
	chief.wantQuiet()
	step("Sample/IsWorkedOnAndTakenOut", func(t *testing.T) { sampleTakenOut(t, c) })
}

// nOf is the n of a measure on the open dashboard.
func (b *tab) nOf(t *testing.T, id string) int {
	t.Helper()
	b.whole()
	text := get[string](b, `document.querySelector("#`+id+`-baris td[data-nama=n] a").textContent.trim()`)
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("n of %s = %q", id, text)
	}
	return n
}

// whole waits until a page that shows its head already has come to its end.
func (b *tab) whole() {
	b.t.Helper()
	b.until("is whole", `document.readyState === "complete"`)
}

// rowsOfAllPages counts the rows from page to page.
func (b *tab) rowsOfAllPages() (n int) {
	for {
		b.whole()
		n += get[int](b, `document.querySelectorAll("tbody tr").length`)
		next := get[string](b, `[...document.querySelectorAll(".halaman a")].find(a => a.textContent === "Berikutnya")?.href ?? ""`)
		if next == "" {
			return n
		}
		b.goTo(next)
	}
}

// picturesOf photographs the open page at both widths, light and dark, and holds it to
// keeping nobody out.
func (b *tab) picturesOf(name string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280} {
			picture := fmt.Sprintf("%s-%d-%s", name, width, scheme)
			b.photograph(picture, width, scheme)
			b.wantNoBarriers(picture)
		}
	}
}
