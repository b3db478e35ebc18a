package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/report"
	"loket/internal/store"
)

// What a check is content with.
const (
	diskRed     = 200 << 20 // bytes: SQLite must be able to write its log and a backup its file
	diskYellow  = 2 << 30
	inodesAtAll = 1000
	openLimit   = 30 * time.Second // for reading a catalogue from the ledger
)

func (x *examination) checkConfig() finding {
	names := make([]string, 0, len(x.config.Agencies))
	for _, a := range x.config.Agencies {
		names = append(names, string(a.ID))
	}
	return finding{Check: "konfigurasi", State: green, Found: "Terbaca: " + strings.Join(names, ", ") + "."}
}

// checkLedger judges what store.Examine has found.
func (x *examination) checkLedger() finding {
	f := finding{Check: "basis data", State: red}
	where, h := placeOf(x.config.DatabaseURL), x.ledger
	mark, err := readMark(x.config)
	switch {
	case err != nil:
		f.Found = said(err)
	case x.atLedger != nil:
		f.Found, f.Cure = said(x.atLedger), "Periksa LOKET_DATABASE_URL, jaringan, dan izin berkasnya."
	case !h.HasData && !mark.Since.IsZero():
		f.Found = said(errGone(x.config, mark))
	case h.Schema > h.Newest && !h.Serves:
		f.Found = fmt.Sprintf("Skema %d lebih baru daripada program ini (%d).", h.Schema, h.Newest)
		f.Cure = "Pasang Loket yang lebih baru, atau pulihkan cadangan sebelum pembaruan."
	case h.Integrity != nil:
		f.Found = said(h.Integrity)
	case h.Write != nil:
		f.Found, f.Cure = "Tidak dapat ditulisi: "+said(h.Write)+".", "Periksa izin dan pemilik berkas serta foldernya, dan ruang disk."
	case h.Missing || h.Schema == 0:
		f.State, f.Found = green, where+" belum ada; dibuat saat loket serve pertama kali."
	case h.Schema < h.Newest:
		f.State, f.Found = green, fmt.Sprintf("%s utuh dan dapat ditulisi; skema %d dinaikkan ke %d saat loket serve berikutnya.", where, h.Schema, h.Newest)
	case h.Schema > h.Newest:
		f.State, f.Found = green, fmt.Sprintf("%s utuh dan dapat ditulisi; skema %d dari Loket yang lebih baru, yang juga untuk program ini (%d).", where, h.Schema, h.Newest)
	default:
		f.State, f.Found = green, fmt.Sprintf("%s utuh dan dapat ditulisi, skema %d.", where, h.Schema)
	}
	return f
}

// checkKey looks at the key file, and whether the key opens what is sealed.
func (x *examination) checkKey() finding {
	f := finding{Check: "kunci", State: red}
	where := x.config.SecretKeyFile
	if x.config.SecretKey != "" {
		where = "LOKET_SECRET_KEY"
	}
	gone := slices.DeleteFunc(slices.Clone(x.ledger.KeysGone), func(id string) bool { return slices.Contains(x.lostKeys(), id) })
	switch {
	case errors.Is(x.keyErr, fs.ErrNotExist) && x.ledger.HasData:
		f.Found = "Berkas kunci " + where + " tidak ada, padahal basis data sudah berisi."
		f.Cure = "Kembalikan berkas kunci dari cadangannya; tanpa itu isi percakapan tidak dapat dibuka."
	case errors.Is(x.keyErr, fs.ErrNotExist):
		f.State, f.Found = green, "Belum ada; "+where+" dibuat saat loket serve pertama kali. Cadangkan sesudahnya."
	case x.keyErr != nil:
		f.Found = said(x.keyErr)
	case x.ledger.Seal != nil && len(x.lostKeys()) == 0:
		f.Found = said(x.ledger.Seal)
	case len(gone) > 0:
		f.Found = "Sebagian isi masih di bawah kunci yang tidak ada di sini (id " + strings.Join(gone, ", ") + ")."
		f.Cure = "Tambahkan isi salinan kunci itu (" + where + ".lama-…) di baris kedua " + where + ", lalu: loket key rotate"
	case len(x.keys) > 1:
		f.State, f.Found = yellow, "Penggantian ke kunci "+x.keys[0].ID()+" belum selesai: kunci lama masih ada di "+where+"."
		f.Cure = "Selesaikan: loket key rotate"
	case x.ledger.HasData:
		f.State, f.Found = green, where+" (id "+x.keys[0].ID()+") membuka contoh isi yang tersegel."
	default:
		f.State, f.Found = green, where+" (id "+x.keys[0].ID()+") terbaca; belum ada isi untuk dicoba."
	}
	return f
}

// lostKeys are the keys that the ledger goes on without by somebody's decision.
// A mark that cannot be read is told by the ledger's own check.
func (x *examination) lostKeys() []string {
	m, _ := readMark(x.config)
	return m.LostKeys
}

// checkDisk looks at the room where the data is.
func (x *examination) checkDisk() finding {
	f := finding{Check: "disk", State: green}
	dir := x.config.DataDir
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		dir = "."
	}
	free, files, err := diskFree(dir)
	f.Found = fmt.Sprintf("Sisa %s di %s.", size(free), x.config.DataDir)
	switch {
	case err != nil:
		f.State, f.Found, f.Cure = red, "Ruang disk "+dir+" tidak dapat dibaca: "+said(err)+".", "Periksa LOKET_DATA_DIR dan izinnya."
	case free < diskRed || files < inodesAtAll:
		f.State, f.Cure = red, "Kosongkan ruang atau pindahkan LOKET_DATA_DIR; saat penuh Loket berhenti menerima pesan."
	case free < diskYellow:
		f.State, f.Cure = yellow, "Sediakan sedikitnya 2 GB."
	}
	return f
}

// checkCatalogue loads what the bot of every agency would answer from.
func (x *examination) checkCatalogue() finding {
	f := finding{Check: "katalog", State: green}
	var found []string
	for _, a := range x.config.Agencies {
		entries, err := x.entries(a)
		if err != nil {
			return finding{"katalog", red, said(err), "Periksa dengan: loket faq lint"}
		}
		found = append(found, fmt.Sprintf("%s %d jawaban", a.ID, entries))
	}
	f.Found = "Terbaca: " + strings.Join(found, ", ") + "."
	return f
}

// entries counts an agency's catalogue: what is published in a ledger that can
// be opened without migrating it, else its files.
func (x *examination) entries(a config.Agency) (int, error) {
	if a.Catalogue != "" || x.atLedger != nil || x.keyErr != nil || !x.ledger.Serves {
		return entriesInFiles(a)
	}
	ctx, cancel := context.WithTimeout(x.ctx, openLimit)
	defer cancel()
	ledger, _, err := openLedger(ctx, x.config, store.Options{})
	if err != nil {
		return entriesInFiles(a) // the ledger's own check tells
	}
	catalog, err := publishedCatalogue(ctx, ledger, a.ID)
	if err = errors.Join(err, ledger.Close()); err != nil {
		return 0, err
	}
	if catalog == nil {
		return entriesInFiles(a)
	}
	return len(catalog.Entries()), nil
}

func entriesInFiles(a config.Agency) (int, error) {
	catalog, err := openCatalogue(a)
	if err != nil {
		return 0, err
	}
	return len(catalog.Entries()), nil
}

// checkAudit holds the audit log to its anchors, in a ledger that can be opened
// without migrating it; false: there is none.
func (x *examination) checkAudit() (f finding, due bool) {
	if x.atLedger != nil || x.keyErr != nil || x.ledger.Missing || !x.ledger.Serves {
		return f, false
	}
	f = finding{Check: "audit", State: red, Cure: "Simpan basis data ini sebagai bukti, lalu periksa: loket audit verify"}
	anchors, _, err := readAnchors(anchorFile(x.config))
	if err != nil {
		f.Found = said(err)
		return f, true
	}
	ledger, _, err := openLedger(x.ctx, x.config, store.Options{})
	if err != nil {
		return f, false // the ledger's own check tells
	}
	proof, err := ledger.ProveAudit(x.ctx, anchors, false)
	if err = errors.Join(err, ledger.Close()); err != nil {
		f.Found = said(err)
		return f, true
	}
	found := fmt.Sprintf("Utuh: %s baris, cocok dengan %d jangkar.", report.Grouped(proof.Rows), proof.Held)
	return finding{Check: "audit", State: green, Found: found}, true
}
