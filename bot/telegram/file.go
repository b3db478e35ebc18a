package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"loket/bot"
	"loket/internal/loket"
)

const (
	// fileTimeout is how long a call with a file may take: 10 MB over a line of
	// 1.5 Mbit/s.
	fileTimeout = time.Minute
	// filesAtOnce bounds the files in memory, however many calls are under way.
	filesAtOnce = 2
)

// takeFile reads the file of a send. release has to be called when it is not
// needed any more.
func (a *Adapter) takeFile(ctx context.Context, s *loket.Send) (release func(), err error) {
	select {
	case a.files <- struct{}{}:
	case <-ctx.Done():
		return nil, &bot.SendError{Fate: bot.NotDelivered, Err: ctx.Err()}
	}
	release = func() { <-a.files }
	f, err := a.Files(ctx, s.ID)
	switch {
	case errors.Is(err, loket.ErrFileGone):
		release()
		return nil, &bot.SendError{Fate: bot.Never, Err: errors.New("the file is gone")}
	case err != nil:
		release()
		return nil, &bot.SendError{Fate: bot.NotDelivered, Err: fmt.Errorf("read the file: %w", err)}
	}
	s.Content.File = &f
	return release, nil
}

// upload sends a file with its text: a picture as one, anything else as a
// document.
func (a *Adapter) upload(ctx context.Context, s loket.Send, to place) error {
	method, field := "sendDocument", "document"
	if s.Content.File.Type.Image() {
		method, field = "sendPhoto", "photo"
	}
	fields := map[string]string{"chat_id": strconv.FormatInt(to.chat, 10)}
	if caption := bot.Signed(s.Content.Text, s.Content.Check); caption != "" {
		fields["caption"] = caption
	}
	if board := keyboardOf(s.Content.Buttons); board != nil {
		encoded, err := json.Marshal(board)
		if err != nil {
			return fmt.Errorf("encode %s: %w", method, err)
		}
		fields["reply_markup"] = string(encoded)
	}
	head, tail, kind, err := formAround(fields, field, *s.Content.File)
	if err != nil {
		return fmt.Errorf("encode %s: %w", method, err)
	}
	body := func() (io.ReadCloser, error) { // the file itself is not copied
		return io.NopCloser(io.MultiReader(bytes.NewReader(head), bytes.NewReader(s.Content.File.Body), bytes.NewReader(tail))), nil
	}
	first, _ := body()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.APIURL+"/bot"+a.Token+"/"+method, first)
	if err != nil {
		return errors.New("make request of " + method) // its error would show the URL
	}
	req.GetBody, req.ContentLength = body, int64(len(head)+len(s.Content.File.Body)+len(tail))
	return a.submit(req, kind)
}

// formAround is a multipart form with one file, without the file: what stands
// before its content and behind.
func formAround(fields map[string]string, field string, f loket.File) (head, tail []byte, kind string, err error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			return nil, nil, "", err
		}
	}
	named := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(f.Name)
	_, err = w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + field + `"; filename="` + named + `"`},
		"Content-Type":        {string(f.Type)},
	})
	if err != nil {
		return nil, nil, "", err
	}
	before := form.Len()
	if err := w.Close(); err != nil {
		return nil, nil, "", err
	}
	return form.Bytes()[:before], form.Bytes()[before:], w.FormDataContentType(), nil
}
