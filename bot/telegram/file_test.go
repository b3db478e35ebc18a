package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"loket/bot"
	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

// withFile is a channel whose sends bring a file.
func withFile(t *testing.T, f loket.File, trouble error) *counter {
	t.Helper()
	return open(t, fake.Options{}, func(cfg *telegram.Config) {
		cfg.CallTimeout = 10 * time.Second
		cfg.Files = func(context.Context, loket.SendID) (loket.File, error) { return f, trouble }
	})
}

func fileSend(caption string) loket.Send {
	s := owed(caption)
	s.Op, s.ID = loket.OpFile, "kiriman-1"
	return s
}

func picture(t *testing.T, width, height int) loket.File {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	return loket.File{Name: "foto.jpg", Type: loket.FileJPEG, Body: out.Bytes()}
}

func TestSendFile(t *testing.T) {
	t.Parallel()
	letter := loket.File{Name: `surat "balasan" ö.pdf`, Type: loket.FilePDF, Body: []byte("%PDF-1.4\r\n--\x00isi")}
	t.Run("Document", func(t *testing.T) {
		t.Parallel()
		c := withFile(t, letter, nil)
		s := fileSend("Ini suratnya.")
		s.Content.Buttons = [][]loket.Button{{{Label: "Petugas", Data: "h"}}}
		id, err := c.Send(t.Context(), s)
		if err != nil || id == "" || id == "0" {
			t.Fatalf("Send = %q, %v", id, err)
		}
		got := c.fake.Sent()[0]
		if got.Text != "Ini suratnya." || got.File == nil || got.File.Photo || got.File.Name != letter.Name || !bytes.Equal(got.File.Body, letter.Body) || len(got.Buttons) != 1 {
			t.Errorf("sent = %+v %+v, want the document as it is", got, got.File)
		}
	})
	t.Run("Picture", func(t *testing.T) {
		t.Parallel()
		c := withFile(t, picture(t, 40, 30), nil)
		if _, err := c.Send(t.Context(), fileSend("")); err != nil {
			t.Fatal(err)
		}
		if got := c.fake.Sent()[0]; got.File == nil || !got.File.Photo || c.fake.Calls("sendPhoto") != 1 {
			t.Errorf("sent = %+v, want a photo", got)
		}
	})
	t.Run("Refused/Never", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			f       loket.File
			caption string
		}{
			"longest caption": {letter, strings.Repeat("x", loket.LongestCaption+1)}, "too long a picture": {picture(t, 2100, 100), ""},
			"no picture": {loket.File{Name: "a.jpg", Type: loket.FileJPEG, Body: []byte("isi")}, ""}, "nothing": {loket.File{Name: "a.pdf", Type: loket.FilePDF}, ""},
		} {
			if _, err := withFile(t, c.f, nil).Send(t.Context(), fileSend(c.caption)); fateOf(t, err).Fate != bot.Never {
				t.Errorf("Send of %s = %v, want Never", name, err)
			}
		}
		if _, err := withFile(t, letter, nil).Send(t.Context(), fileSend(strings.Repeat("x", loket.LongestCaption))); err != nil {
			t.Errorf("Send with the longest caption = %v", err)
		}
	})
	t.Run("NotThere", func(t *testing.T) {
		t.Parallel()
		c := withFile(t, letter, loket.ErrFileGone)
		if _, err := c.Send(t.Context(), fileSend("")); fateOf(t, err).Fate != bot.Never {
			t.Errorf("Send of a file that is gone = %v, want Never", err)
		}
		d := withFile(t, letter, errors.New("disk full"))
		if _, err := d.Send(t.Context(), fileSend("")); fateOf(t, err).Fate != bot.NotDelivered {
			t.Errorf("Send while the ledger is in trouble = %v, want NotDelivered", err)
		}
		if n := c.fake.Calls("sendDocument") + d.fake.Calls("sendDocument"); n != 0 {
			t.Errorf("%d calls, want none", n)
		}
	})
	for name, want := range map[string]struct {
		fault fake.Fault
		fate  bot.Fate
	}{
		"TooMany": {fake.TooMany(3), bot.NotDelivered}, "ServerError": {fake.ServerError(500), bot.NotDelivered}, "Blocked": {fake.Blocked(), bot.Unreachable},
		"ResponseLost": {fake.Fault{DropResponse: true}, bot.Unknown}, "TooLarge": {fake.Fault{Status: 413, Description: "Request Entity Too Large"}, bot.Never},
	} {
		t.Run("Fate/"+name, func(t *testing.T) {
			t.Parallel()
			c := withFile(t, letter, nil)
			c.fake.Inject(fake.Rule{Method: "sendDocument", Times: 1, Fault: want.fault})
			if _, err := c.Send(t.Context(), fileSend("Ini.")); fateOf(t, err).Fate != want.fate {
				t.Errorf("Send = %v, want fate %v", err, want.fate)
			}
		})
	}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	c := open(t, fake.Options{}, nil)
	body := bytes.Repeat([]byte("isi"), 1000)
	c.fake.Shelve("satu", body)
	if got, err := c.Fetch(t.Context(), "satu"); err != nil || !bytes.Equal(got, body) {
		t.Errorf("Fetch = %d bytes, %v", len(got), err)
	}
	c.fake.ShelveAs("besar", body, loket.MostFile+1)
	c.fake.ShelveAs("raksasa", body, 21<<20)
	c.fake.ShelveAs("bohong", make([]byte, loket.MostFile+1), 5)
	c.fake.ShelveAs("a/../../etc", body, 5)
	for id, want := range map[string]loket.Code{
		"besar": loket.CodeTooLarge, "raksasa": loket.CodeTooLarge, "bohong": loket.CodeTooLarge, "tidak-ada": loket.CodeNotFound,
		"a/../../etc": loket.CodeUnavailable,
	} {
		_, err := c.Fetch(t.Context(), id)
		if loket.CodeOf(err) != want || strings.Contains(err.Error(), canary) {
			t.Errorf("Fetch(%s) = %v, want a sentence with code %s", id, err, want)
		}
	}
	if n := c.fake.Calls("download"); n != 2 {
		t.Errorf("%d downloads, want the good one and the one that lied", n)
	}
	c.fake.Close()
	if _, err := c.Fetch(t.Context(), "satu"); loket.CodeOf(err) != loket.CodeUnavailable || strings.Contains(err.Error(), canary) {
		t.Errorf("Fetch with nobody there = %v", err)
	}
}
