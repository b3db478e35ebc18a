package trial_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loket/internal/loket"
	"loket/internal/store"
)

// lateDraft is what a member of staff wrote when the lease ended.
const lateDraft = "Naskah ini ditulis sebelum masa pegang habis."

// workday is the day of a member of staff in a real Chromium, and of a colleague.
type workday struct {
	*tab
	c         *counter
	ledger    *store.Store
	colleague *tab
	actions   int // clicks since the ticket was opened
	shots     string
}

// TestWorkday is the day of a petugas against the running program: claim, answer with
// an entry as it is and edited, transfer, a collision, a lease that ends with the
// draft kept, close and next. None of claim, answer with an entry, transfer and close
// takes more than two clicks once the ticket is open.
func TestWorkday(t *testing.T) {
	t.Parallel()
	c := newCounter(t, map[string]string{"LOKET_CONFIG": twoUnits(t)})
	c.start()
	browser := newChromium(t)
	d := &workday{tab: browser, c: c, ledger: c.ledger(), colleague: browser.person(), shots: os.Getenv("LOKET_SCREENSHOTS")}
	for _, words := range []string{"ktp saya tertahan di leasing motor, harus lapor siapa?", "parkir motor di mana?", "kursi tunggu ada berapa?", "toilet di lantai berapa?"} {
		d.citizenAsks(words)
	}
	awaitTickets(t, c, 4)
	d.signIn(c, "demo", c.password)
	d.colleague.signIn(c, "petugas3", addStaff(c, "petugas3"))
	step := func(name string, do func()) {
		t.Run(name, func(t *testing.T) {
			d.t, d.c.t, d.colleague.t = t, t, t
			do()
		})
	}
	step("Claim/AnswerWithAnEntry", d.answersWithAnEntry)
	step("Entry/EditedIsOnesOwn", d.editsAnEntry)
	step("Lease/EndsWithTheDraftKept", d.losesTheLease)
	step("Collision/ShowsTheColleaguesWords", d.collides)
	step("Close/AndNext", d.closesAndTakesNext)
	step("Transfer", d.transfers)
	d.t = t
	d.wantQuiet()
}

// twoUnits is a configuration with a unit beside the first desk.
func twoUnits(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.yaml")
	config := "agencies:\n  - {id: disdukcapil-kota-kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, capacity: 100,\n" +
		"     units: [{id: pengaduan, name: Seksi Pengaduan}]}\n"
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// citizenAsks has somebody ask what ends at a human.
func (d *workday) citizenAsks(words string) {
	d.t.Helper()
	citizen := d.person()
	citizen.goTo(d.c.base + "/chat/disdukcapil-kota-kupang")
	citizen.untilSays("#state", "Terhubung")
	citizen.say(words)
	citizen.until("is answered", `document.querySelector('#lines .ours')`)
	if get[bool](citizen, `!!document.querySelector('#lines .choices')`) {
		citizen.press("#lines .choices button:last-child") // none of these: a human, please
	}
	citizen.untilSays("#lines .ours .bubble", "Nomor: KPG-")
}

// opens opens a ticket by its question, and counts from there.
func (d *workday) opens(question string) {
	d.t.Helper()
	d.goTo(d.c.base + "/loket?tab=semua&diam=1")
	href := get[string](d.tab, `[...document.querySelectorAll('.antrean a')].find(a => a.textContent.includes(`+quoted(question)+`)).href`)
	d.goTo(href)
	d.actions = 0
}

// does clicks, and counts it.
func (d *workday) does(selector string) {
	d.t.Helper()
	d.actions++
	d.press(selector)
}

// wantFew holds what was done to two clicks.
func (d *workday) wantFew(what string) {
	d.t.Helper()
	if d.actions < 1 || d.actions > 2 {
		d.t.Errorf("%s took %d clicks, want at most 2", what, d.actions)
	}
}

func (d *workday) answersWithAnEntry() {
	d.opens("leasing motor")
	d.photo("tiket-menunggu")
	d.does(`form[action$="/ambil"] button`)
	d.untilSays(".fakta", "Anda pegang")
	d.untilSays(".usaha", "Bot:")
	d.photo("tiket-dipegang")
	d.does(`#katalog button[formaction$="/jawab"]`)
	d.untilSays(".kabar", "Balasan Anda tercatat")
	d.untilSays(".percakapan .petugas .siapa", "apa adanya")
	d.wantFew("claiming and answering with an entry")
}

func (d *workday) editsAnEntry() {
	d.goTo(d.c.base + get[string](d.tab, `location.pathname`))
	d.fill("#cari", "akta kelahiran")
	d.enter()
	d.untilSays(".jawaban summary", "kelahiran")
	d.press(`#katalog button[formaction$="/sunting"]`)
	d.untilSays(".kabar", "kata-kata Anda sendiri")
	if draft := get[string](d.tab, `document.querySelector('#teks').value`); draft == "" || strings.Contains(draft, "Diperiksa") || strings.Contains(draft, "Belum diperiksa") {
		d.t.Errorf("draft = %q, want the entry's text without who checked it", draft)
	}
	d.fill("#teks", " Saya bantu di loket 2.")
	d.press(`form[action$="/balas"] button:not(.kedua)`)
	d.untilSays(".percakapan .petugas .kata", "Saya bantu di loket 2.")
	d.until("is shown as one's own words", `![...document.querySelectorAll('.percakapan .petugas')].at(-1).textContent.includes('apa adanya')`)
}

// leaseEnds has the lease of the open ticket end so long from now.
func (d *workday) leaseEnds(in time.Duration) {
	d.t.Helper()
	path := strings.Split(get[string](d.tab, `location.pathname`), "/")
	id := loket.TicketID(path[3])
	_, err := d.ledger.UpdateTicket(d.t.Context(), demoAgency, id, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.LeaseUntil = time.Now().Add(in)
		return loket.Change{}, nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *workday) losesTheLease() {
	d.opens("parkir motor")
	d.does(`form[action$="/ambil"] button`)
	d.untilSays(".fakta", "Anda pegang")
	d.wantFew("claiming")
	d.fill("#teks", lateDraft)
	d.untilSays("[data-tersimpan]", "Naskah tersimpan")
	address := d.c.base + get[string](d.tab, `location.pathname`)
	d.leaseEnds(50 * time.Second)
	d.goTo(address)
	d.untilSays("[data-awas]", "Kurang dari 1 menit lagi")
	d.until("restores the draft", `document.querySelector('#teks').value === `+quoted(lateDraft))
	d.leaseEnds(-time.Second)
	d.goTo(address)
	d.untilSays("#balas .kabar", "Masa pegang Anda habis")
	d.until("keeps the draft", `document.querySelector('#teks').value === `+quoted(lateDraft))
	d.colleague.goTo(address)
	d.colleague.press(`form[action$="/ambil"] button`)
	d.colleague.untilSays(".fakta", "Anda pegang")
}

func (d *workday) collides() {
	d.colleague.fill("#teks", humanWord)
	d.colleague.press(`form[action$="/balas"] button:not(.kedua)`)
	d.colleague.untilSays(".kabar", "Balasan Anda tercatat")
	d.press(`form[action$="/balas"] button:not(.kedua)`)
	d.untilSays(".pesan", "Balasan Anda tidak dikirim.")
	d.untilSays("#balas .rekan-balas", humanWord)
	d.until("keeps the draft beside it", `document.querySelector('#teks').value === `+quoted(lateDraft))
	d.photo("tiket-kalah-cepat")
	d.goTo(d.c.base + strings.TrimSuffix(get[string](d.tab, `location.pathname`), "/balas"))
	d.until("offers the draft on a page without a form", `document.querySelector('#tersimpan')?.value === `+quoted(lateDraft)+` && !document.querySelector('#tersimpan').closest('[hidden]')`)
}

func (d *workday) closesAndTakesNext() {
	d.opens("kursi tunggu")
	d.press(`form[action$="/ambil"] button`)
	d.untilSays(".fakta", "Anda pegang")
	before := get[string](d.tab, `location.pathname`)
	d.actions = 0
	d.does(`[data-tombol="e"]`)
	d.until("holds the next ticket", `location.pathname !== `+quoted(before)+` && location.pathname.startsWith('/loket/tiket/')`)
	d.untilSays(".fakta", "Anda pegang")
	d.wantFew("closing and taking the next")
	d.fill("#teks", "Kirim NIK Anda ke sini. Terima kasih.")
	d.press(`form[action$="/balas"] button:not(.kedua)`)
	d.untilSays(".tolak mark", "Kirim NIK Anda ke sini.")
	d.photo("tiket-ditolak")
	d.until("has loaded, the draft restored", `document.readyState === 'complete'`)
	get[string](d.tab, `document.querySelector('#teks').value = ''`)
}

func (d *workday) transfers() {
	d.actions = 0
	d.run("open the destinations", chromedp.Click(chromedp.CSS(`details:has([name="tujuan"]) summary`)))
	d.actions++
	d.does(`[name="tujuan"]`)
	d.untilSays(".kabar", "Tiket dialihkan.")
	d.wantFew("transferring")
}

// photo writes pictures of the page as it opens, when they are asked for.
func (d *workday) photo(name string) {
	d.t.Helper()
	if d.shots == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280} {
			d.look(width, 800, scheme)
			d.until(fmt.Sprintf("nothing sticks out at %d", width), fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, width))
			d.look(width, get[int64](d.tab, `document.documentElement.scrollHeight`), scheme)
			picture, err := chromedp.Run(d.ctx, chromedp.CaptureScreenshot())
			if err == nil {
				err = os.WriteFile(filepath.Join(d.shots, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), picture, 0o644)
			}
			if err != nil {
				d.t.Fatal(err)
			}
		}
	}
	d.look(1280, 800, "light")
}
