package telegram_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/bot"
	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

// TestUploadAs: a picture goes out as one, whichever kind, anything else as a
// document; the words and buttons stand under it, and no words where there are none.
func TestUploadAs(t *testing.T) {
	t.Parallel()
	jpg := picture(t, 40, 30)
	for name, c := range map[string]struct {
		file   loket.File
		method string
		other  string
	}{
		"JPEG": {jpg, "sendPhoto", "sendDocument"},
		"PNG":  {loket.File{Name: "denah.png", Type: loket.FilePNG, Body: jpg.Body}, "sendPhoto", "sendDocument"},
		"PDF":  {loket.File{Name: "surat.pdf", Type: loket.FilePDF, Body: []byte("%PDF-")}, "sendDocument", "sendPhoto"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := withFile(t, c.file, nil)
			for _, caption := range []string{"", "Ini <b>berkasnya</b> & *lainnya*."} {
				s := fileSend(caption)
				s.Content.Buttons = [][]loket.Button{{{Label: "Ya", Data: "y"}, {Label: "Tidak", Data: "n"}}, {}}
				if _, err := box.Send(t.Context(), s); err != nil {
					t.Fatal(err)
				}
				all := box.fake.Sent()
				got := all[len(all)-1]
				if got.Text != caption || got.File == nil || got.File.Photo != (c.method == "sendPhoto") || got.File.Name != c.file.Name || len(got.Buttons) != 1 || len(got.Buttons[0]) != 2 {
					t.Errorf("sent = %+v %+v, want %q under it, as it was written", got, got.File, caption)
				}
			}
			if made, not := box.fake.Calls(c.method), box.fake.Calls(c.other); made != 2 || not != 0 {
				t.Errorf("%d calls of %s and %d of %s, want 2 and none", made, c.method, not, c.other)
			}
		})
	}
}

// TestCaptionIsCountedAsTelegramDoes: in UTF-16 units, so that an emoji counts
// twice; one too many is never tried again, and the limit itself passes.
func TestCaptionIsCountedAsTelegramDoes(t *testing.T) {
	t.Parallel()
	for caption, passes := range map[string]bool{
		strings.Repeat("é", loket.LongestCaption): true, strings.Repeat("é", loket.LongestCaption+1): false,
		strings.Repeat("😀", loket.LongestCaption/2): true, strings.Repeat("😀", loket.LongestCaption/2) + "x": false,
	} {
		c := withFile(t, picture(t, 40, 30), nil)
		_, err := c.Send(t.Context(), fileSend(caption))
		if passes && (err != nil || c.fake.Sent()[0].Text != caption) {
			t.Errorf("Send under %d bytes of words = %v, want it sent whole", len(caption), err)
		}
		if !passes && fateOf(t, err).Fate != bot.Never {
			t.Errorf("Send under %d bytes of words = %v, want Never", len(caption), err)
		}
		if n := c.fake.Calls("sendPhoto"); n != 1 {
			t.Errorf("%d calls, want one", n)
		}
	}
}

// TestUploadRefused: what each refusal of Telegram's means for a file is what it
// means for words: whether it is tried again, whom it holds back. A proxy's
// refusal says nothing about the file.
func TestUploadRefused(t *testing.T) {
	t.Parallel()
	refusal := func(status int, words string) fake.Fault { return fake.Fault{Status: status, Description: words} }
	for name, c := range map[string]struct {
		fault fake.Fault
		fate  bot.Fate
		scope bot.Scope
	}{
		"400":         {refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), bot.Never, 0},
		"400/Chat":    {fake.ChatNotFound(), bot.Never, 0},
		"400/Moved":   {fake.Migrated(-100777), bot.NotDelivered, 0},
		"401":         {refusal(401, "Unauthorized"), bot.NotDelivered, bot.ScopeChannel},
		"403":         {fake.Blocked(), bot.Unreachable, 0},
		"403/Gone":    {refusal(403, "Forbidden: user is deactivated"), bot.Unreachable, 0},
		"404":         {refusal(404, "Not Found"), bot.NotDelivered, bot.ScopeChannel},
		"409":         {refusal(409, "Conflict"), bot.Never, 0},
		"413":         {refusal(413, "Request Entity Too Large"), bot.Never, 0},
		"429":         {fake.TooMany(7), bot.NotDelivered, 0},
		"502":         {fake.ServerError(502), bot.NotDelivered, 0},
		"Proxy/403":   {fake.ProxyError(403), bot.Unknown, 0},
		"Proxy/413":   {fake.ProxyError(413), bot.Unknown, 0},
		"Proxy/502":   {fake.ProxyError(502), bot.Unknown, 0},
		"NeverCameIn": {fake.Fault{DropRequest: true}, bot.Unknown, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for method, file := range map[string]loket.File{
				"sendPhoto": picture(t, 40, 30), "sendDocument": {Name: "a.pdf", Type: loket.FilePDF, Body: []byte("%PDF-")},
			} {
				box := withFile(t, file, nil)
				box.fake.Inject(fake.Rule{Method: method, Times: 1, Fault: c.fault})
				_, err := box.Send(t.Context(), fileSend("Ini."))
				got := fateOf(t, err)
				if got.Fate != c.fate || c.scope != 0 && got.Scope != c.scope {
					t.Errorf("%s = %+v, want fate %v", method, got, c.fate)
				}
				if wait := time.Duration(c.fault.RetryAfter) * time.Second; wait > 0 && got.RetryAfter != wait {
					t.Errorf("%s is to wait %v, want %v", method, got.RetryAfter, wait)
				}
				if moved := c.fault.MigrateTo != 0; moved != (got.MovedTo == "-100777") {
					t.Errorf("%s moved to %q", method, got.MovedTo)
				}
				if strings.Contains(err.Error(), "Ini.") || strings.Contains(err.Error(), file.Name) {
					t.Errorf("%s = %v tells what was sent", method, err)
				}
				if n, sent := box.fake.Calls(method), box.fake.Sent(); n != 1 || len(sent) != 0 {
					t.Errorf("%s was called %d times, %d sent, want once and nothing", method, n, len(sent))
				}
			}
		})
	}
}

// TestFetchStopsReading: of a file without an end no more is read than may pass,
// whatever was said of its size.
func TestFetchStopsReading(t *testing.T) {
	t.Parallel()
	var written atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/getFile") {
			_, _ = w.Write([]byte(`{"ok":true,"result":{"file_id":"x","file_size":9,"file_path":"documents/x.pdf"}}`))
			return
		}
		for piece := make([]byte, 64<<10); ; {
			n, err := w.Write(piece)
			if written.Add(int64(n)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.APIURL = server.URL })
	if _, err := c.Fetch(t.Context(), "x"); loket.CodeOf(err) != loket.CodeTooLarge || !strings.Contains(err.Error(), "mengirim yang lebih kecil") {
		t.Errorf("Fetch of a file without an end = %v, want it called too large, with the cure", err)
	}
	if n := written.Load(); n > 2*loket.MostFile {
		t.Errorf("%d bytes were taken, want reading to stop behind %d", n, loket.MostFile)
	}
}
