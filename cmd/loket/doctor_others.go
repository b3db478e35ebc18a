package main

import (
	"errors"
	"fmt"
	"time"

	"loket/bot/telegram"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/queue"
)

// What a check may ask of others.
const (
	askLimit   = 3 * time.Second // for an answer
	clockLimit = 2 * time.Second // a clock further off makes leases and figures wrong
)

func (x *examination) checkRedis() finding {
	f := finding{Check: "redis", State: red}
	h, err := queue.Examine(x.ctx, x.config.RedisURL, trustOf(x.config), askLimit)
	switch {
	case err != nil && h.Mode == "":
		f.Found, f.Cure = "LOKET_REDIS_URL tidak terbaca: "+said(err)+".", "Tulis embedded, redis://host:6379, atau bentuk lain di README."
	case errors.Is(err, queue.ErrDistrusted):
		f.Found = "Sertifikat Redis ditolak, dan sandi tidak dikirim: " + said(err) + "."
		f.Cure = "Mungkin ada yang menyamar sebagai server itu. Bila server itu benar milik Anda, periksa apakah nama di LOKET_REDIS_URL " +
			"tertulis di sertifikatnya, dan sebut CA-nya di redis, ca_file (LOKET_REDIS_CA_FILE)."
	case errors.Is(err, queue.ErrPlain):
		f.Found = "Redis menunjuk ke mesin lain tanpa TLS: " + said(err) + "."
		f.Cure = "Pakai rediss:// atau rediss+sentinel://, atau sebut setiap host yang jaringannya sudah terenkripsi di plain_hosts (LOKET_PLAIN_HOSTS)."
	case err != nil:
		f.Found = "Redis tidak menjawab: " + said(err) + "."
		f.Cure = "Jalankan Redis, atau periksa LOKET_REDIS_URL. Sementara itu tiket tetap dibagi lewat basis data, lebih lambat."
	case h.Embedded:
		f.State, f.Found = green, "Tertanam di dalam program."
	case h.Policy != "" && h.Policy != "noeviction":
		f.Found = "maxmemory-policy " + h.Policy + ": Redis boleh membuang isi antrean bila memori penuh."
		f.Cure = "Jalankan: redis-cli config set maxmemory-policy noeviction, dan tulis juga di redis.conf."
	case h.Policy == "":
		f.State, f.Found = yellow, "Menjawab ("+h.Mode+"), tetapi tidak menyebut maxmemory-policy."
		f.Cure = "Pastikan noeviction."
	default:
		f.State, f.Found = green, "Menjawab ("+h.Mode+"), maxmemory-policy noeviction."
	}
	return f
}

// clockGap is how far our clock is at least ahead of another's.
type clockGap struct {
	known bool
	ahead time.Duration
}

// gapTo compares with a date told in whole seconds between before and after.
func gapTo(date, before, after time.Time) clockGap {
	switch {
	case date.IsZero():
		return clockGap{}
	case after.Before(date):
		return clockGap{true, after.Sub(date)}
	case before.After(date.Add(time.Second)):
		return clockGap{true, before.Sub(date.Add(time.Second))}
	}
	return clockGap{known: true}
}

// checkTelegram asks who the token belongs to, and by the way how late it is.
func (x *examination) checkTelegram(a config.Agency) (f finding, gap clockGap) {
	f = finding{Check: x.checkOf("telegram", a), State: red}
	t := x.config.TelegramOf(a)
	if t.Token == "" {
		f.State, f.Found = none, "Tanpa token tidak ada Telegram; hanya chat web. Memasangnya: loket setup"
		return f, gap
	}
	before := x.now()
	p, err := telegram.Probe(x.ctx, t.APIURL, t.Token, askLimit)
	switch p.State {
	case telegram.StateWorking:
		f.State, f.Found = green, "Bot @"+p.Username+" dikenal, cara "+t.Mode+"."
	case telegram.StateUnauthorized:
		f.Found = "Token ditolak: " + said(err) + "."
		f.Cure = "Ambil token dari @BotFather dan pasang: loket setup, atau isi " + x.tokenPlace(a) + "; periksa juga LOKET_TELEGRAM_API_URL."
	default:
		f.Found = "Telegram tidak terjangkau: " + said(err) + "."
		f.Cure = "Periksa jaringan, proxy (HTTPS_PROXY), dan LOKET_TELEGRAM_API_URL."
	}
	return f, gapTo(p.Date, before, x.now())
}

// checkOf names a check of an agency's bot; the first agency's is the one that setting up
// asks for.
func (x *examination) checkOf(what string, a config.Agency) string {
	if x.config.First(a) {
		return what
	}
	return what + " " + string(a.ID)
}

// tokenPlace is where the token of an agency's bot comes from.
func (x *examination) tokenPlace(a config.Agency) string {
	if x.config.First(a) && (x.config.Telegram.TokenFile == "" || x.getenv("LOKET_TELEGRAM_TOKEN") != "") {
		return "LOKET_TELEGRAM_TOKEN"
	}
	return x.config.TelegramOf(a).TokenFile
}

// checkClock compares our clock with the database server's, and with
// Telegram's.
func (x *examination) checkClock(telegram clockGap) finding {
	f := finding{Check: "jam", State: green}
	if x.ledger.HasClock && x.atLedger == nil {
		f.judgeClock(x.ledger.ClockAhead, "server basis data")
	}
	if f.State == green && telegram.known {
		f.judgeClock(telegram.ahead, "Telegram")
	}
	if f.Found == "" {
		f.State, f.Found = none, "Tidak ada jam lain untuk dibandingkan (SQLite, tanpa Telegram)."
	}
	return f
}

func (f *finding) judgeClock(off time.Duration, whose string) {
	if off.Abs() <= clockLimit {
		f.Found = "Sama dengan jam " + whose + " (selisih paling banyak 2 detik)."
		return
	}
	way := "terlalu cepat"
	if off < 0 {
		way = "terlambat"
	}
	f.State = red
	f.Found = fmt.Sprintf("Jam mesin ini %s %s dari jam %s.", way, seconds(off.Abs()), whose)
	f.Cure = "Nyalakan penyelarasan waktu: timedatectl set-ntp true"
}

// checkGroup asks what the bot may do in the staff group. It is no check of its
// own without one.
func (x *examination) checkGroup(a config.Agency) (f finding, due bool) {
	t := x.config.TelegramOf(a)
	if t.Token == "" || t.StaffChat == 0 {
		return f, false
	}
	f = finding{Check: x.checkOf("grup petugas", a), State: green}
	kind, err := telegram.ProbeForum(x.ctx, t.APIURL, t.Token, t.StaffChat, askLimit)
	switch {
	case err != nil:
		f.State, f.Found = red, "Grup petugas tidak terbaca: "+said(err)+"."
		f.Cure = "Masukkan bot ke grup itu, dan periksa telegram, staff_chat di loket.yaml, atau LOKET_TELEGRAM_STAFF_CHAT."
	case kind == loket.ForumOpen:
		f.Found = "Tiap tiket mendapat topik sendiri."
	case kind == loket.ForumBarred:
		f.State, f.Found = yellow, "Grup ini memakai topik, tetapi bot tidak boleh mengelolanya; tiket tampil di grup tanpa topik."
		f.Cure = "Jadikan bot admin grup dengan izin Kelola Topik (Manage Topics)."
	default:
		f.Found = "Tiket tampil di grup tanpa topik. Agar tiap tiket punya topik, nyalakan Topik di pengaturan grup dan beri bot izin Kelola Topik."
	}
	return f, true
}
