package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/bot/telegram"
	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/config"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web/setup"
)

// installer sets Loket up, for the terminal and for the first-run page alike.
type installer struct {
	config config.Config // what stands
	file   string        // of the configuration; empty: loket.yaml
	getenv func(string) string
	ledger *store.Store
	now    func() time.Time
}

var _ setup.Office = (*installer)(nil)

// path is where the configuration stands, or will.
func (i *installer) path() string { return cmp.Or(i.file, "loket.yaml") }

// content is what the configuration file says; nil: there is none.
func (i *installer) content() ([]byte, error) {
	content, err := os.ReadFile(i.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat dibaca: %v. Periksa pemilik dan izinnya.", i.path(), err))
	}
	return content, nil
}

// Standing implements setup.Office.
func (i *installer) Standing(context.Context) (setup.Standing, error) {
	s := setup.Standing{Opening: i.config.Opening(), Group: i.getenv("LOKET_TELEGRAM_STAFF_CHAT") != ""}
	content, err := i.content()
	if content != nil {
		s.File = i.path()
	}
	switch t := i.config.Telegram; {
	case i.getenv("LOKET_TELEGRAM_TOKEN") != "":
		s.Token = "LOKET_TELEGRAM_TOKEN"
	case t.TokenFile != "" && t.Token != "":
		s.Token = t.TokenFile
	}
	return s, err
}

// written is an opening as the file is to say it: what the environment says stays
// there.
func (i *installer) written(o loket.Opening, content []byte) (loket.Opening, error) {
	stated, err := config.Stated(i.path(), content)
	if i.getenv("LOKET_TELEGRAM_TOKEN_FILE") != "" {
		o.TokenFile = stated.TokenFile
	}
	if i.getenv("LOKET_TELEGRAM_STAFF_CHAT") != "" {
		o.StaffChat = stated.StaffChat
	}
	return o, err
}

// plan is what the configuration file says, and is to say.
func (i *installer) plan(o loket.Opening) (before, after []byte, err error) {
	if err := config.CheckOpening(o); err != nil {
		return nil, nil, i.readable(err)
	}
	if before, err = i.content(); err != nil {
		return nil, nil, err
	}
	if o, err = i.written(o, before); err != nil {
		return nil, nil, err
	}
	after, err = config.Write(i.path(), before, o)
	return before, after, err
}

// readable makes one error of several, so that a page shows all of them.
func (i *installer) readable(err error) error {
	if loket.CodeOf(err) == "" {
		return err
	}
	return loket.Errorf(loket.CodeOf(err), strings.Join(explain(err), "\n"))
}

// Preview implements setup.Office.
func (i *installer) Preview(_ context.Context, o loket.Opening) (string, error) {
	before, after, err := i.plan(o)
	if err != nil || before == nil {
		return "", err
	}
	return lineDiff(string(before), string(after)), nil
}

// tokenFile is where a bot's token is kept that was typed.
func (i *installer) tokenFile() string {
	return cmp.Or(i.config.Telegram.TokenFile, filepath.Join(i.config.DataDir, "telegram.token"))
}

// Bot implements setup.Office.
func (i *installer) Bot(ctx context.Context, token string, group int64) (answer loket.BotAnswer, file string, err error) {
	typed := token != "" && token != i.config.Telegram.Token
	t := i.config.Telegram
	if token = cmp.Or(token, t.Token); token == "" {
		return answer, "", loket.Errorf(loket.CodeInvalid, "Token bot masih kosong. Minta token dari @BotFather, atau lanjut tanpa Telegram.")
	}
	if i.getenv("LOKET_TELEGRAM_TOKEN") != "" && typed {
		return answer, "", loket.Errorf(loket.CodeConflict, "Token sudah ditetapkan oleh LOKET_TELEGRAM_TOKEN. Kosongkan isian ini, atau hapus setelan itu dan jalankan ulang Loket.")
	}
	if answer, err = i.probe(ctx, token, group); err != nil {
		return answer, "", err
	}
	if !typed {
		return answer, t.TokenFile, nil
	}
	if err := os.MkdirAll(filepath.Dir(i.tokenFile()), 0o700); err != nil {
		return answer, "", i.unwritable(i.tokenFile(), err)
	}
	if err := durable.Replace(i.tokenFile(), []byte(token+"\n")); err != nil {
		return answer, "", i.unwritable(i.tokenFile(), err)
	}
	i.config.Telegram.Token, i.config.Telegram.TokenFile = token, i.tokenFile()
	return answer, i.tokenFile(), nil
}

// probe asks Telegram about the token, then about the group.
func (i *installer) probe(ctx context.Context, token string, group int64) (answer loket.BotAnswer, err error) {
	api := i.config.Telegram.APIURL
	p, err := telegram.Probe(ctx, api, token, askLimit)
	switch p.State {
	case telegram.StateWorking:
		answer.Username = p.Username
	case telegram.StateUnauthorized:
		return answer, loket.Errorf(loket.CodeInvalid, "Telegram menolak token ini. Salin lagi seluruhnya dari @BotFather (bentuknya 123456:ABC…), atau lanjut tanpa Telegram.")
	default:
		return answer, loket.Errorf(loket.CodeUnavailable, "Telegram tidak terjangkau dari server ini: "+said(err)+
			". Periksa jaringan, proxy (HTTPS_PROXY), dan LOKET_TELEGRAM_API_URL, lalu coba lagi; atau lanjut tanpa Telegram dan pasang nanti dengan loket setup.")
	}
	if group == 0 {
		return answer, nil
	}
	g, err := telegram.ProbeGroup(ctx, api, token, group, askLimit)
	switch {
	case err != nil:
		return answer, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Grup %d tidak dikenal bot @%s: %s. Masukkan bot ke grup itu, periksa nomornya, atau kosongkan dahulu.", group, answer.Username, said(err)))
	case !g.Is:
		return answer, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Nomor %d bukan grup, melainkan percakapan satu orang. Nomor grup diawali tanda minus, misalnya -1001234567890.", group))
	case !g.Member:
		return answer, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Bot @%s belum menjadi anggota grup %s. Masukkan bot ke grup itu, lalu coba lagi.", answer.Username, g.Title))
	}
	answer.Group = cmp.Or(g.Title, strconv.FormatInt(group, 10))
	return answer, nil
}

func (i *installer) unwritable(path string, err error) error {
	return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Berkas %s tidak dapat ditulis: %v. Beri izin tulis kepada pengguna yang menjalankan Loket, atau jalankan loket setup sebagai pengguna yang boleh.", path, err))
}

// How many entries are verified first, and from how far back recorded questions tell
// which.
const (
	firstEntries = 10
	askedSince   = 90 * 24 * time.Hour
)

// catalogue is what citizens of an office would be answered from, and what the
// ledger has of it.
func (i *installer) catalogue(ctx context.Context, a config.Agency) (*faq.Catalog, []loket.CatalogueItem, loket.Publication, error) {
	items, latest, err := i.ledger.Catalogue(ctx, a.ID)
	if err != nil && !errors.Is(err, loket.ErrNotFound) {
		return nil, nil, latest, err
	}
	if err != nil || a.Catalogue != "" || latest.Source == loket.SourceShipped {
		catalog, err := openCatalogue(a)
		return catalog, items, latest, err
	}
	catalog, err := faq.Assemble(items)
	return catalog, items, latest, err
}

// agency is the first agency as an opening makes it.
func (i *installer) agency(o loket.Opening) config.Agency {
	a := i.config.Agencies[0]
	a.Agency = o.Agency
	return a
}

// Entries implements setup.Office: those that were asked most, then those that
// offices are usually asked, then the others.
func (i *installer) Entries(ctx context.Context, o loket.Opening) ([]setup.Entry, error) {
	a := i.agency(o)
	catalog, _, _, err := i.catalogue(ctx, a)
	if err != nil {
		return nil, err
	}
	ids, err := i.ledger.MostQuoted(ctx, a.ID, i.now().Add(-askedSince), firstEntries)
	if err != nil {
		return nil, err
	}
	catalog = catalog.WithFacts(a.Facts)
	ids = append(ids, disdukcapil.MostAsked()...)
	for _, e := range catalog.Entries() {
		ids = append(ids, e.ID)
	}
	var out []setup.Entry
	seen := map[string]bool{}
	for _, id := range ids {
		e, known := catalog.Entry(id)
		if !known || seen[id] || !e.Quotable(i.now()) || len(out) == firstEntries {
			continue
		}
		seen[id] = true
		out = append(out, shownEntry(e, a.Unverified == config.QuoteWithNote))
	}
	return out, nil
}

func shownEntry(e faq.Entry, note bool) setup.Entry {
	shown := setup.Entry{ID: e.ID, Title: e.Title, Revision: e.Revision, Text: e.Render(faq.Whole, note), Silent: e.Silent()}
	for _, f := range e.Unfilled() {
		shown.Unfilled = append(shown.Unfilled, f.About+" ("+f.ID+")")
	}
	if e.Verified != nil {
		shown.Verified = e.Verified.ByRole + ", " + e.Verified.On.String()
	}
	return shown
}

// verifiedMonths is how long an entry that was verified may be quoted.
const verifiedMonths = 6

// verify publishes entries as verified; by is the account that says so.
func (i *installer) verify(ctx context.Context, o loket.Opening, v loket.Verification, by loket.StaffID) error {
	if len(v.Entries) == 0 {
		return nil
	}
	a := i.agency(o)
	if a.Catalogue != "" {
		return loket.Errorf(loket.CodeConflict, "Katalog diambil dari folder "+a.Catalogue+". Tulis verified di sana; di sini tidak dapat dinyatakan.")
	}
	catalog, items, latest, err := i.catalogue(ctx, a)
	if err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, v.On)
	if err != nil {
		return fmt.Errorf("read the day of a verification: %w", err)
	}
	until := faq.Date(day.AddDate(0, verifiedMonths, 0).Format(time.DateOnly))
	verified, err := catalog.Verify(faq.Verified{ByRole: v.Role, On: faq.Date(v.On)}, until, v.Entries)
	if err != nil {
		return err
	}
	return i.ledger.Publish(ctx, loket.Publication{
		Agency: a.ID, Number: latest.Number + 1, Version: verified.Version, At: i.now(), By: string(by), Source: loket.SourceImport,
		Note: fmt.Sprintf("%d jawaban diperiksa saat penyiapan", len(v.Entries)), Items: changedItems(items, verified.Items()),
	})
}

// write brings the configuration file to what an opening says; changed tells whether
// it was another.
func (i *installer) write(ctx context.Context, o loket.Opening) (changed bool, err error) {
	before, after, err := i.plan(o)
	if err != nil {
		return false, err
	}
	if changed = !slices.Equal(before, after); changed {
		if err := replaceConfig(i.path(), after); err != nil {
			return false, i.unwritable(i.path(), err)
		}
	}
	loaded, err := config.Load(i.path(), i.getenv)
	if err != nil {
		return changed, err
	}
	i.config = loaded
	return changed, register(ctx, i.ledger, i.config)
}

// configMode is of a configuration that was not there: it holds no secret, and the
// user that serves may be another than the one that sets up.
const configMode = 0o644

func replaceConfig(path string, content []byte) error {
	mode := fs.FileMode(configMode)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := durable.Replace(path, content); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

// Finish implements setup.Office. The account comes last: until there is one,
// everything may be done again.
func (i *installer) Finish(ctx context.Context, o loket.Opening, v loket.Verification, admin loket.FirstAdmin) error {
	member, err := newStaff(i.agency(o), admin.Login, admin.Name, loket.RoleAdmin, admin.Password)
	if err != nil {
		return err
	}
	if _, err := i.write(ctx, o); err != nil {
		return i.readable(err)
	}
	if err := i.verify(ctx, o, v, member.ID); err != nil {
		return err
	}
	return i.ledger.AddFirstStaff(ctx, member)
}

// lineDiff shows how one text becomes another: the lines that go with -, those that
// come with +; empty when they are the same.
func lineDiff(before, after string) string {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	var out strings.Builder
	for len(a) > 0 || len(b) > 0 {
		if len(a) > 0 && len(b) > 0 && a[0] == b[0] {
			a, b = a[1:], b[1:]
			continue
		}
		gone, came := toCommon(a, b)
		for _, line := range a[:gone] {
			out.WriteString("- " + line + "\n")
		}
		for _, line := range b[:came] {
			out.WriteString("+ " + line + "\n")
		}
		a, b = a[gone:], b[came:]
	}
	return out.String()
}

// toCommon is how many lines of each stand before the next that both have.
func toCommon(a, b []string) (gone, came int) {
	for sum := 1; sum < len(a)+len(b); sum++ {
		for gone := max(0, sum-len(b)+1); gone <= min(sum, len(a)-1); gone++ {
			if came := sum - gone; came < len(b) && a[gone] == b[came] && strings.TrimSpace(a[gone]) != "" {
				return gone, came
			}
		}
	}
	return len(a), len(b)
}
