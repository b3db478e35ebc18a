package trial_test

import (
	"fmt"
	"testing"
	"time"
)

// TestSupervisor is a supervisor's day in a real Chromium, against the running
// program: a ticket changes hands while its holder writes, the office closes
// suddenly, and an answer and then the bot are switched off.
func TestSupervisor(t *testing.T) {
	t.Parallel()
	c := newCounter(t, nil)
	c.start()
	citizen := newChromium(t)
	chief, holder := citizen.person(), citizen.person()
	step := func(name string, do func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			citizen.t, chief.t, holder.t, c.t = t, t, t, t
			do(t)
		})
	}
	citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	citizen.untilSays("#state", "Terhubung")
	citizen.say(unknown)
	citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
	ticket := ticketNumber.FindString(citizen.lastLine())
	holder.signIn(c, "petugas2", addStaff(c, "petugas2"))
	addStaff(c, "petugas3")
	chief.signIn(c, "demo", c.password)

	step("Reassign/WhileTheHolderWrites", func(*testing.T) {
		holder.press(".antrean a")
		holder.press(`form[action$="/ambil"] button`)
		holder.fill("#teks", lateWord)
		chief.goTo(c.base + "/penyelia")
		chief.untilSays(".tim", ticket)
		chief.shows("penyelia")
		chief.press(`.pindah input[type="checkbox"]`)
		chief.choose("#kepada", "petugas3")
		chief.fill("#alasan", "Petugas2 rapat sampai sore")
		chief.press(".pindah ~ .tindakan button")
		chief.untilSays(".kabar", "1 tiket diberikan kepada petugas3")
		holder.press(`form[action$="/balas"] button:not(.kedua)`)
		holder.untilSays(".pesan", `diberikan kepada petugas3 oleh Petugas Demo: "Petugas2 rapat sampai sore". Balasan Anda tidak dikirim.`)
		holder.until("keeps the draft", `document.querySelector('#teks').value === `+quoted(lateWord))
		holder.shows("ditolak")
	})
	step("Attention/AsksAgainByItself", func(*testing.T) {
		late := chief.another()
		late.goTo(c.base + "/perhatian")
		late.untilSays("#tertunda", "Dimuat ulang sendiri tiap 30 detik.")
		late.wantNoBarriers("perhatian")
		get[bool](late, `(() => {
			window.notReloaded = true;
			document.querySelector('#tertunda').replaceChildren();
			const asks = document.querySelector('[hx-trigger="every 30s"]'), now = asks.cloneNode(true);
			now.setAttribute('hx-trigger', 'load'); // what is asked in half a minute, at once
			asks.replaceWith(now);
			htmx.process(now);
			return true;
		})()`)
		late.untilSays("#tertunda", "Daftar per")
		late.until("was not reloaded", "window.notReloaded")
	})
	asker := citizen.person()
	asker.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	asker.untilSays("#state", "Terhubung")
	step("SuddenClosure/ForeseenThenMadeThenLifted", func(t *testing.T) {
		asker.t = t
		chief.goTo(c.base + "/penyelia/kalender")
		chief.fill(".tutup #alasan", "listrik padam")
		chief.set("#sampai", time.Now().AddDate(0, 0, 9).Format(time.DateOnly))
		chief.shows("kalender")
		chief.press(".tutup button")
		chief.untilSays("main table", ticket)
		chief.untilSays(".besar", "1 orang")
		chief.untilSays("table", ticket)
		chief.shows("tutup")
		asker.asks("jam buka", "Sekarang")
		asker.until("hears nothing of what was only foreseen", `!document.querySelector("#lines").textContent.includes("listrik padam")`)
		chief.press("main form.deret button")
		chief.untilSays(".kabar", "Penutupan berlaku sekarang")
		chief.shows("ditutup")
		asker.asks("jam buka kantor", "Sekarang tutup (listrik padam)")
		chief.press(`.mati [name="salah"]`)
		chief.untilSays(".kabar", "Penutupan dicabut")
		asker.asks("jam pelayanan", "Sekarang")
		asker.until("hears of another reason, or none", `![...document.querySelectorAll("#lines .ours .bubble")].pop().textContent.includes("listrik padam")`)
	})
	step("Switch/AnEntryIsNotQuoted", func(t *testing.T) {
		asker.t = t
		chief.goTo(c.base + "/penyelia")
		chief.off("entry:ktp-el-hilang", "biaya keliru")
		chief.shows("sakelar")
		asker.asks(known, "Nomor: KPG-")
		chief.press(".mati button")
		chief.untilSays(".kabar", "Sakelar dinyalakan lagi")
		asker.asks("apa "+known, "Surat keterangan hilang dari kepolisian")
	})
	step("Switch/TheBotIsSilentButInDanger", func(t *testing.T) {
		chief.off("bot:", "jawaban keliru di mana-mana")
		third := citizen.person()
		third.t = t
		third.goTo(c.base + "/chat/disdukcapil-kota-kupang")
		third.untilSays("#state", "Terhubung")
		third.asks(known, "Jawaban otomatis sedang dihentikan; petugas yang menjawab.")
		third.asks("tolong, rumah saya kebakaran", "113 pemadam kebakaran")
		holder.goTo(c.base + "/loket")
		holder.untilSays(".pesan", "Bot dimatikan")
		chief.press(".mati button")
		chief.untilSays(".kabar", "Sakelar dinyalakan lagi")
	})
	step("Policy/ForeseenThenEnteredThenWithdrawn", func(*testing.T) {
		chief.goTo(c.base + "/penyelia/tenggat")
		chief.untilSays("main", "loket.yaml")
		chief.shows("tenggat")
		chief.fill("#ubah #alasan", "antrean panjang")
		chief.fill("#menit-1", "600")
		chief.press("#ubah button")
		chief.untilSays("main", "Semua tiket 10 jam (jam kantor)")
		chief.untilSays("main table", ticket)
		chief.shows("tinjau-tenggat")
		chief.wantNoBarriers("tinjau-tenggat")
		chief.press("main form button")
		chief.untilSays(".kabar", "Tenggat baru tercatat.")
		chief.untilSays(".angka", "antrean panjang")
		chief.wantNoBarriers("tenggat")
		chief.press(".angka summary")
		chief.fill(".angka input[name=alasan]", "keliru ketik")
		chief.press(".angka form button")
		chief.untilSays(".kabar", "Kebijakan dicabut.")
	})
	citizen.t = t
	citizen.wantQuiet()
}

// asks says something as a citizen does, and waits for an answer behind it.
func (b *tab) asks(words, want string) {
	b.t.Helper()
	b.say(words)
	b.until("is told "+want, `(() => {
		const lines = [...document.querySelectorAll("#lines .line")];
		const asked = lines.findLastIndex(line => line.classList.contains("mine") && line.textContent.includes(`+quoted(words)+`));
		return asked >= 0 && lines.slice(asked + 1).some(line => line.textContent.includes(`+quoted(want)+`));
	})()`)
}

// off switches something off on the supervisor's page.
func (b *tab) off(value, reason string) {
	b.t.Helper()
	get[bool](b, `[...document.querySelectorAll("details")].every(d => d.open = true)`)
	b.set("#sakelar-apa", value)
	b.fill("#sakelar-alasan", reason)
	b.press("details .isian button")
	b.untilSays(".mati", reason)
}

// set gives a field a value as a picker does.
func (b *tab) set(field, value string) {
	b.t.Helper()
	b.until(field+" is "+value, `(document.querySelector(`+quoted(field)+`).value = `+quoted(value)+`) === document.querySelector(`+quoted(field)+`).value`)
}

// choose picks the option of a list that begins with some words.
func (b *tab) choose(list, words string) {
	b.t.Helper()
	b.until("there is "+words, `(() => {
		const option = [...document.querySelector(`+quoted(list)+`).options].find(o => o.text.startsWith(`+quoted(words)+`));
		return !!option && (option.selected = true);
	})()`)
}

// shows photographs the page as it is, at both widths, light and dark, if somebody
// wants to see it, and holds it to its width in any case.
func (b *tab) shows(name string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280} {
			b.photograph(fmt.Sprintf("penyelia-%s-%d-%s", name, width, scheme), width, scheme)
		}
	}
}
