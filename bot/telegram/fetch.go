package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"loket/internal/loket"
)

// What a file that a citizen sent is not fetched for.
var (
	errFetchLarge = loket.Errorf(loket.CodeTooLarge, "Lampiran ini lebih dari 10 MB, jadi tidak dibuka. Minta warga mengirim yang lebih kecil.")
	errFetchGone  = loket.Errorf(loket.CodeNotFound, "Telegram tidak menyimpan lampiran ini lagi. Minta warga mengirimnya sekali lagi.")
	errFetchDown  = loket.Errorf(loket.CodeUnavailable, "Lampiran belum dapat diambil dari Telegram. Tunggu sebentar, lalu coba lagi.")
)

// fetchTimeout is how long a file may take to come.
const fetchTimeout = 20 * time.Second

// pathForm is what getFile may say of where a file lies. Anything else (another
// address, a way out of the folder) is not asked for.
var pathForm = regexp.MustCompile(`^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\.[A-Za-z0-9]+)?$`)

// Fetch returns the file of a message. Telegram's word on how large it is decides
// nothing: no more than loket.MostFile is read. The address it is fetched from
// holds the token and never leaves here.
func (a *Adapter) Fetch(ctx context.Context, file string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	e, err := a.callWithin(ctx, a.CallTimeout, func(ctx context.Context) error {
		return a.post(ctx, "getFile", map[string]string{"file_id": file})
	})
	if err != nil {
		return nil, a.notFetched(err)
	}
	var said struct {
		Result struct {
			Size int64  `json:"file_size"`
			Path string `json:"file_path"`
		} `json:"result"`
	}
	switch err := json.Unmarshal(e.body, &said); {
	case err != nil || !pathForm.MatchString(said.Result.Path):
		return nil, a.notFetched(errors.New("getFile names no path"))
	case said.Result.Size > loket.MostFile:
		return nil, errFetchLarge
	}
	return a.download(ctx, said.Result.Path)
}

func (a *Adapter) download(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.APIURL+"/file/bot"+a.Token+"/"+path, http.NoBody)
	if err != nil {
		return nil, a.notFetched(errors.New("make request of a file")) // its error would show the URL
	}
	resp, err := a.wire.client.Do(req)
	if err != nil {
		return nil, a.notFetched(a.mask(rootOf(withoutURL(err))))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, errFetchGone
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, loket.MostFile+1))
	switch {
	case err != nil:
		return nil, a.notFetched(a.mask(rootOf(err)))
	case len(body) > loket.MostFile:
		return nil, errFetchLarge
	}
	return body, nil
}

// notFetched says in a sentence why a file did not come, and in the log why really.
func (a *Adapter) notFetched(err error) error {
	e, ok := errors.AsType[*callError](err)
	switch {
	case ok && e.refused && strings.Contains(e.reason, "too big"):
		return errFetchLarge
	case ok && e.refused && e.code == http.StatusBadRequest:
		return errFetchGone
	}
	a.Log.Warn("fetch an attachment", slog.Any("problem", err))
	return errFetchDown
}

// fileOf is what Telegram calls the file of a message: of a photo its largest
// version that is not too large; empty: it brings none that is looked at.
func fileOf(m *models.Message) string {
	for i := len(m.Photo) - 1; i >= 0; i-- {
		if m.Photo[i].FileSize <= loket.MostFile {
			return m.Photo[i].FileID
		}
	}
	if mediaKind(m) == loket.MessageDocument {
		return m.Document.FileID
	}
	return ""
}
