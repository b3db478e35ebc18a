package public_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/web"
	"loket/internal/web/public"
	"loket/internal/web/webtest"
)

// shelfFile is a catalogue with answers of every kind: verified and not, with an end,
// for both audiences, and one nobody may read any more.
const shelfFile = `group: kk
entries:
  - id: kk-hilang
    title: KK hilang
    questions: [kk hilang, kartu keluarga hilang, kehilangan kk, kk saya hilang, hilang kk bagaimana]
    answer: |
      Bawa <b>surat polisi</b> ke loket.
      KK dicetak ulang.
    plain: Bawa surat polisi saja.
    facets:
      requirements: [Surat kehilangan., KTP-el.]
      hours: Senin sampai Jumat.
      fee: Gratis.
    basis:
      - {rule: UU 24/2013, article: Pasal 79A, url: "https://peraturan.go.id/uu"}
      - {rule: Perpres 96/2018}
    reviewed_on: 2026-11-01
    verified: {by_role: Kepala Dinas, on: 2026-11-10}
    valid_until: 2027-05-10
    related: [kk-rusak, kk-lama]
    status: published
  - id: kk-rusak
    title: KK rusak
    questions: [kk rusak, kartu keluarga sobek, kk robek, kk basah kena air]
    answer: "Bawa KK yang rusak."
    status: published
  - id: kk-lama
    title: KK lama
    questions: [kk lama, kk model lama]
    answer: "Tidak berlaku lagi."
    status: published
  - id: izin-usaha
    title: Izin usaha
    group: usaha
    audience: pelaku-usaha
    questions: [izin usaha, surat izin berusaha]
    answer: "Urus di DPMPTSP."
    status: published
`

// reading is the room with that catalogue, and what the house is known under.
type reading struct {
	*webtest.Browser
	agency loket.AgencyID
	hidden map[string]bool // entries that may not be quoted now
	bot    string
	drawn  int // cards
}

func newReading(t *testing.T, base string) *reading {
	t.Helper()
	catalog, err := faq.Load(fstest.MapFS{
		"kk.yaml":              {Data: []byte(shelfFile)},
		"style.yaml":           {Data: []byte("topics: {kk: Kartu Keluarga}\n")},
		"intents/darurat.yaml": {Data: []byte("intent: emergency\nrules:\n  - any: [kebakaran]\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	matcher, err := faq.NewMatcher(catalog)
	if err != nil {
		t.Fatal(err)
	}
	office := lokettest.Agency()
	h := &reading{agency: office.ID, hidden: map[string]bool{"kk-lama": true}}
	room := &public.Answers{
		Offices: []loket.Agency{office, {ID: "tutup", Name: "Tanpa katalog"}}, Base: base,
		Bot: func(loket.AgencyID) string { return h.bot }, Now: webtest.NewClock().Now,
		Card: func(w io.Writer, agency, title, site string) error {
			h.drawn++
			_, err := fmt.Fprintf(w, "%s: %s (%s)", agency, title, site)
			return err
		},
		Privacy: func(a loket.Agency) string { return "Disimpan " + a.Name + " <b>.\nHak Anda: /data" },
		Shelf: func(id loket.AgencyID) (public.Shelf, bool) {
			shelf := public.Shelf{
				Now: "Sekarang buka.", Find: func(text string) faq.Result { return matcher.Find(faq.Query{Text: text}) },
				Hide: func(text string) string { return strings.ReplaceAll(text, "5371012345670001", "••••") },
			}
			for _, e := range catalog.Entries() {
				if !h.hidden[e.ID] {
					shelf.Entries = append(shelf.Entries, e)
				}
			}
			shelf.Topics = catalog.Topics(shelf.Entries)
			return shelf, id == office.ID
		},
	}
	house := &web.Server{Log: slog.New(slog.DiscardHandler), Parts: []web.Part{room}}
	h.Browser = webtest.NewBrowser(house.Handler())
	return h
}

func (h *reading) path(rest string) string { return "/tanya/" + string(h.agency) + rest }

// titles are the answers that a part of a page lists.
func titles(page *webtest.Node, in string) (all []string) {
	for _, a := range page.All(in + " .daftar-jawaban a") {
		all = append(all, a.Text())
	}
	return all
}

// linked is what the link of a page to an address says; empty: there is none.
func linked(page *webtest.Node, href string) string {
	for _, a := range page.All("a") {
		if a.Attr["href"] == href {
			return a.Text()
		}
	}
	return ""
}

func TestBrowse(t *testing.T) {
	t.Parallel()
	h := newReading(t, "")
	for name, c := range map[string]struct {
		query string
		want  []string
		open  int
	}{
		"Residents":   {"", []string{"KK hilang", "KK rusak"}, 1},
		"Businesses":  {"?untuk=pelaku-usaha", []string{"Izin usaha"}, 1},
		"UnknownDoor": {"?untuk=semua", []string{"KK hilang", "KK rusak"}, 1},
		"OneTopic":    {"?topik=kk", []string{"KK hilang", "KK rusak"}, 1},
	} {
		a := h.Get(h.path(c.query))
		page := a.Page(t)
		if got := titles(page, ".topik"); a.Status != http.StatusOK || !slices.Equal(got, c.want) {
			t.Errorf("%s: %d lists %q, want %q", name, a.Status, got, c.want)
		}
		if open := strings.Count(a.Body, " open>"); open != c.open {
			t.Errorf("%s: %d topics are open, want %d", name, open, c.open)
		}
		if doors := page.One(".tab").Text(); doors != "Warga 2 Pelaku usaha 1" {
			t.Errorf("%s: the doors are %q, want both with what is behind them", name, doors)
		}
	}
	for _, missing := range []string{"/tanya/lain", "/tanya/tutup", "/tanya/lain/kk-hilang"} {
		if a := h.Get(missing); a.Status != http.StatusNotFound || !strings.Contains(a.Body, "Kantor ini tidak ada") {
			t.Errorf("%s = %d, want 404 and the cure", missing, a.Status)
		}
	}
	h.hidden = map[string]bool{"kk-lama": true, "kk-hilang": true, "kk-rusak": true, "izin-usaha": true}
	if text := h.Get(h.path("")).Page(t).Text(); !strings.Contains(text, "Belum ada jawaban yang diterbitkan") {
		t.Errorf("an empty shelf says %q", text)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	h := newReading(t, "")
	for name, c := range map[string]struct {
		asked string
		want  []string // found, in this order
		says  string
	}{
		"Sure":     {"kk saya hilang", []string{"KK hilang"}, "Jawabannya"},
		"Unknown":  {"memelihara ikan lele", nil, "Belum ada jawabannya di sini"},
		"Danger":   {"rumah kebakaran", nil, "hubungi sekarang"},
		"Personal": {"kk hilang 5371012345670001", nil, "kami samarkan"},
		"TooLong":  {strings.Repeat("kk ", 101) + "hilang", nil, "terlalu panjang"},
		"Markup":   {"<script>alert(1)</script> lele", nil, "Belum ada"},
		"Blank":    {"%20%20", nil, "Ada yang ingin ditanyakan?"},
	} {
		a := h.Get(h.path("?cari=" + strings.NewReplacer(" ", "+", "<", "%3C", ">", "%3E").Replace(c.asked)))
		page := a.Page(t)
		if got := titles(page, ".hasil-cari"); a.Status != http.StatusOK || c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: %d finds %q, want %q", name, a.Status, got, c.want)
		}
		if text := page.Text(); !strings.Contains(text, c.says) {
			t.Errorf("%s says %q, want %q in it", name, text, c.says)
		}
		for _, never := range []string{"5371012345670001", "<script>alert"} {
			if strings.Contains(a.Body, never) {
				t.Errorf("%s shows %q", name, never)
			}
		}
		if !strings.Contains(a.Body, `content="noindex"`) {
			t.Errorf("%s may be listed by search engines", name)
		}
	}
}

// TestSearchInventsNothing: whatever is typed, only published answers are shown, and an
// unsure reading is offered as a choice.
func TestSearchInventsNothing(t *testing.T) {
	t.Parallel()
	h := newReading(t, "")
	for _, asked := range []string{"kk+lama", "kk", "kartu+keluarga+robek", "izin", "surat"} {
		page := h.Get(h.path("?cari=" + asked)).Page(t)
		for _, title := range titles(page, ".hasil-cari") {
			if !slices.Contains([]string{"KK hilang", "KK rusak", "Izin usaha"}, title) {
				t.Errorf("%q shows %q, which may not be read", asked, title)
			}
		}
		if ask := page.One(`.hasil-cari a[href=/chat/` + string(h.agency) + `]`); ask == nil {
			t.Errorf("%q offers no way to a human", asked)
		}
	}
}

func TestAnswerPage(t *testing.T) {
	t.Parallel()
	h := newReading(t, "")
	h.bot = "KupangBot"
	a := h.Get(h.path("/kk-hilang"))
	page := a.Page(t)
	if a.Status != http.StatusOK || page.One("h1").Text() != "KK hilang" || page.One(".langsung").Text() != "Bawa <b>surat polisi</b> ke loket." {
		t.Errorf("%d, h1 %q, first %q: want the title and the direct answer as text", a.Status, page.One("h1").Text(), page.One(".langsung").Text())
	}
	text := page.Text()
	at := 0
	for _, want := range []string{
		"Jawaban › Kartu Keluarga", "Bawa <b>surat polisi</b>", "KK dicetak ulang.", "Bawa surat polisi saja.", "Syarat", "Surat kehilangan.",
		"Jam layanan", "Biaya", "Gratis.", "Sekarang buka.", "UU 24/2013 Pasal 79A", "Perpres 96/2018", "Diperiksa oleh Kepala Dinas pada 10 Nov 2026.",
		"Berlaku sampai 10 Mei 2027.", "dicocokkan dengan sumbernya pada 1 Nov 2026", "KK rusak", "http://127.0.0.1:8080/tanya/",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("the page lacks %q, or has it too early:\n%s", want, text)
		}
		at += i
	}
	if page.One(".kepala .siapa") != nil {
		t.Error("the page says that somebody is signed in")
	}
	if strings.Contains(text, "KK lama") {
		t.Error("an answer that is no more valid is named as related")
	}
	for href, want := range map[string]string{
		"https://peraturan.go.id/uu":                       "UU 24/2013 Pasal 79A",
		"/chat/" + string(h.agency) + "?jawaban=kk-hilang": "Tanya lewat obrolan",
		"https://t.me/KupangBot?start=kk-hilang":           "Buka di Telegram",
		"/tanya/" + string(h.agency) + "?topik=kk#kk":      "Kartu Keluarga",
		"/tanya/" + string(h.agency) + "/kk-rusak":         "KK rusak",
	} {
		if got := linked(page, href); got != want {
			t.Errorf("the link to %s says %q, want %q", href, got, want)
		}
	}
	unverified := h.Get(h.path("/kk-rusak")).Page(t).Text()
	if !strings.Contains(unverified, "Belum diperiksa dinas.") || strings.Contains(unverified, "Sekarang buka") || strings.Contains(unverified, "Diperiksa oleh") {
		t.Errorf("an unverified answer without hours says %q", unverified)
	}
	for _, gone := range []string{"/kk-lama", "/tidak-ada", "/KK-HILANG"} {
		if a := h.Get(h.path(gone)); a.Status != http.StatusNotFound || !strings.Contains(a.Page(t).Text(), "tidak berlaku") {
			t.Errorf("%s = %d, want 404 and where to look", gone, a.Status)
		}
	}
	h.bot = ""
	if page := h.Get(h.path("/kk-hilang")).Page(t); strings.Contains(page.Text(), "Telegram") {
		t.Error("without a bot the page leads to Telegram")
	}
}

// TestSearchEngines: only a house with an address of its own is listed, and only pages
// that are answers.
func TestSearchEngines(t *testing.T) {
	t.Parallel()
	off, on := newReading(t, ""), newReading(t, "https://tanya.contoh.go.id")
	for _, path := range []string{"", "/kk-hilang", "?untuk=pelaku-usaha"} {
		page := off.Get(off.path(path)).Page(t)
		if page.One(`meta[name=robots]`) == nil || page.One(`link[rel=canonical]`) != nil {
			t.Errorf("%q of a house without an address may be listed", path)
		}
		page = on.Get(on.path(path)).Page(t)
		want := "https://tanya.contoh.go.id" + on.path(path)
		if page.One(`meta[name=robots]`) != nil || page.One(`link[rel=canonical]`).Attr["href"] != want {
			t.Errorf("%q: canonical %q, want %q and no noindex", path, page.One(`link[rel=canonical]`).Attr["href"], want)
		}
	}
	page := on.Get(on.path("/kk-hilang")).Page(t)
	for property, want := range map[string]string{
		"og:title": "KK hilang", "og:url": "https://tanya.contoh.go.id" + on.path("/kk-hilang"),
		"og:description": "Bawa <b>surat polisi</b> ke loket.", "og:site_name": lokettest.Agency().Name,
		"og:image": "https://tanya.contoh.go.id" + on.path("/kk-hilang/kartu.png"),
	} {
		if got := page.One(`meta[property=` + property + `]`).Attr["content"]; got != want {
			t.Errorf("%s = %q, want %q", property, got, want)
		}
	}
	if got := off.Get("/robots.txt"); got.Body != "User-agent: *\nDisallow: /\n" || off.Get("/sitemap.xml").Status != http.StatusNotFound {
		t.Errorf("without an address robots.txt says %q, want that all stay out, and no site map", got.Body)
	}
	robots := on.Get("/robots.txt").Body
	for _, want := range []string{"Allow: /tanya/\n", "Disallow: /\n", "Sitemap: https://tanya.contoh.go.id/sitemap.xml\n"} {
		if !strings.Contains(robots, want) {
			t.Errorf("robots.txt = %q, want %q in it", robots, want)
		}
	}
	var all struct {
		URLs []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(on.Get("/sitemap.xml").Body), &all); err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, u := range all.URLs {
		listed = append(listed, strings.TrimPrefix(u.Loc, "https://tanya.contoh.go.id"+on.path(""))+" "+u.LastMod)
		if a := on.Get(strings.TrimPrefix(u.Loc, "https://tanya.contoh.go.id")); a.Status != http.StatusOK {
			t.Errorf("the site map names %s, which answers %d", u.Loc, a.Status)
		}
	}
	if want := []string{" ", "https://tanya.contoh.go.id/privasi/" + string(on.agency) + " ", "/izin-usaha ", "/kk-hilang 2026-11-10", "/kk-rusak "}; !slices.Equal(listed, want) {
		t.Errorf("the site map lists %q, want %q", listed, want)
	}
}

// TestCards: with an address of its own the house has a picture for each page that is
// shared, drawn once; an answer that is gone has none.
func TestCards(t *testing.T) {
	t.Parallel()
	off, on := newReading(t, ""), newReading(t, "https://tanya.contoh.go.id")
	for range 2 {
		for path, title := range map[string]string{"/kartu.png": "Tanya jawab layanan", "/kk-hilang/kartu.png": "KK hilang"} {
			got := on.Get(on.path(path))
			if want := lokettest.Agency().Name + ": " + title + " (tanya.contoh.go.id)"; got.Body != want || got.Header.Get("Content-Type") != "image/png" {
				t.Errorf("%s = %q as %s, want %q as a picture", path, got.Body, got.Header.Get("Content-Type"), want)
			}
			if got := off.Get(off.path(path)); got.Status != http.StatusNotFound {
				t.Errorf("%s of a house without an address answers %d", path, got.Status)
			}
		}
	}
	if on.drawn != 2 || off.drawn != 0 {
		t.Errorf("%d and %d cards were drawn, want each once", on.drawn, off.drawn)
	}
	for _, path := range []string{"/kk-lama/kartu.png", "/tidak-ada/kartu.png"} {
		if got := on.Get(on.path(path)); got.Status != http.StatusNotFound {
			t.Errorf("%s answers %d, want that there is none", path, got.Status)
		}
	}
	for _, path := range []string{"", "/privasi"} {
		page := on.Get(map[string]string{"": on.path(""), "/privasi": "/privasi/" + string(on.agency)}[path]).Page(t)
		if got := page.One(`meta[property=og:image]`).Attr["content"]; got != "https://tanya.contoh.go.id"+on.path("/kartu.png") {
			t.Errorf("the picture of %q is %q", path, got)
		}
	}
}

func TestPrivacyPage(t *testing.T) {
	t.Parallel()
	h := newReading(t, "https://tanya.contoh.go.id")
	a := h.Get("/privasi/" + string(h.agency))
	page := a.Page(t)
	for _, want := range []string{"Disimpan " + lokettest.Agency().Name + " <b>.", "Hak Anda: /data"} {
		if !strings.Contains(page.Text(), want) {
			t.Errorf("%d: the page lacks %q", a.Status, want)
		}
	}
	if page.One("link[rel=canonical]") == nil || linked(page, "/chat/"+string(h.agency)) == "" {
		t.Error("the page has no address of its own, or no way to the chat")
	}
	if lost := h.Get("/privasi/lain"); lost.Status != http.StatusNotFound {
		t.Errorf("of no office = %d, want 404", lost.Status)
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	h := newReading(t, "https://tanya.contoh.go.id")
	drawn := func(text string) string {
		q, err := web.NewQR(text)
		if err != nil {
			t.Fatal(err)
		}
		return q.Path
	}
	page, bot := drawn("https://tanya.contoh.go.id"+h.path("/kk-hilang")), drawn("https://t.me/KupangBot?start=kk-hilang")
	if body := h.Get(h.path("/kk-hilang")).Body; !strings.Contains(body, page) || strings.Contains(body, "t.me") {
		t.Error("without a bot an answer has the code of its page, and no other")
	}
	if a := h.Get(h.path("/kk-hilang/kode/telegram")); a.Status != http.StatusNotFound {
		t.Errorf("the code into a bot that is not there = %d, want 404", a.Status)
	}
	h.bot = "KupangBot"
	if body := h.Get(h.path("/kk-hilang")).Body; !strings.Contains(body, page) || !strings.Contains(body, bot) {
		t.Error("with a bot an answer has both codes")
	}
	for to, want := range map[string]string{"telegram": bot, "halaman": page} {
		a := h.Get(h.path("/kk-hilang/kode/" + to))
		if a.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(a.Body, want) ||
			a.Header.Get("Content-Disposition") != `inline; filename="kk-hilang-`+to+`.svg"` {
			t.Errorf("%s = %d %v, want the code as a picture", to, a.Status, a.Header)
		}
	}
	for _, gone := range []string{"/kk-lama/kode/halaman", "/kk-hilang/kode/lain", "/tidak/kode/telegram"} {
		if a := h.Get(h.path(gone)); a.Status != http.StatusNotFound {
			t.Errorf("%s = %d, want 404", gone, a.Status)
		}
	}
	anywhere := newReading(t, "")
	anywhere.Host = "10.0.0.7:8080"
	if body := anywhere.Get(h.path("/kk-hilang")).Body; !strings.Contains(body, drawn("http://10.0.0.7:8080"+h.path("/kk-hilang"))) {
		t.Error("without an address of its own the code leads to where the page was asked for")
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	h := newReading(t, "")
	h.bot = "KupangBot"
	for query, want := range map[string][]string{
		"":                          {"KK hilang", "KK rusak"},
		"?topik=warga:kk":           {"KK hilang", "KK rusak"},
		"?topik=pelaku-usaha:usaha": {"Izin usaha"},
		"?topik=lain":               {"KK hilang", "KK rusak"},
	} {
		a := h.Get("/lembar/" + string(h.agency) + query)
		page := a.Page(t)
		var got []string
		for _, c := range page.All(".kartu h3") {
			got = append(got, c.Text())
		}
		if a.Status != http.StatusOK || !slices.Equal(got, want) || len(page.All(".kartu svg")) != 2*len(want) {
			t.Errorf("%q: %d has cards %q with %d codes, want %q with two each", query, a.Status, got, len(page.All(".kartu svg")), want)
		}
		if page.One("meta[name=robots]") == nil {
			t.Errorf("%q: a sheet may be listed by search engines", query)
		}
	}
	if a := h.Get("/lembar/lain"); a.Status != http.StatusNotFound {
		t.Errorf("a sheet of no office = %d, want 404", a.Status)
	}
	for _, e := range []string{"kk-hilang", "kk-rusak", "izin-usaha"} {
		h.hidden[e] = true
	}
	if a := h.Get("/lembar/" + string(h.agency)); a.Status != http.StatusNotFound {
		t.Errorf("a sheet without answers = %d, want 404", a.Status)
	}
}
