package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"loket/internal/loket"
)

var (
	errNoKey   = refuse(http.StatusBadRequest, "no_key", "Permintaan ini mengubah sesuatu: beri header Idempotency-Key, satu untuk tiap hal, 1 sampai 200 huruf dan angka. Ulangi dengan kunci yang sama bila jawabannya tidak sampai.")
	errDiffers = refuse(http.StatusUnprocessableEntity, "key_reused", "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk hal baru.")
	errRunning = refuse(http.StatusConflict, "in_progress", "Permintaan dengan Idempotency-Key ini masih dikerjakan. Ulangi sebentar lagi dengan kunci yang sama.").with("Retry-After", "2")
	errDone    = refuse(http.StatusConflict, "already_done", "Permintaan dengan Idempotency-Key ini sudah dikerjakan, tetapi jawabannya hilang. Baca keadaannya sekarang; jangan kirim lagi dengan kunci baru.")
)

// actTime is how long acting may take: well below loket.CallLimit, after which
// another attempt may begin.
const actTime = 15 * time.Second

// keepTime is how long it may take to keep an answer, also when nobody waits any more.
const keepTime = 5 * time.Second

// once does what a call asks for unless it was done before, and returns its answer
// either way.
func (a *API) once(ctx context.Context, c *caller, do func(context.Context) answer) (answer, error) {
	key := c.request.Header.Get("Idempotency-Key")
	if !goodKey(key) {
		return answer{}, errNoKey
	}
	under, call, before, err := a.Calls.BeginCall(ctx, loket.Call{
		Token: c.token.ID, Key: key, Request: c.request.Method + " " + c.request.URL.RequestURI() + "\n" + string(c.body),
	})
	if err != nil {
		return answer{}, err
	}
	switch before.State {
	case loket.CallAnswered:
		return replayed(before), nil
	case loket.CallDiffers:
		return answer{}, errDiffers
	case loket.CallRunning:
		return answer{}, errRunning
	case loket.CallDone:
		return answer{}, errDone
	case loket.CallNew:
	}
	acting, cancel := context.WithTimeout(context.WithoutCancel(under), actTime)
	defer cancel()
	out := do(acting)
	keeping, stop := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer stop()
	if err := a.Calls.FinishCall(keeping, call, loket.CallAnswer{Status: out.status, Body: out.body}); err != nil {
		a.Log.Error("keep the answer of a call", "request", c.id, "err", err) // a repetition hears that it was done
	}
	return out, nil
}

func replayed(before loket.CallAnswer) answer {
	out := answer{status: before.Status, kind: jsonType, body: before.Body, header: map[string]string{"Idempotent-Replayed": "true"}}
	if before.Status >= http.StatusBadRequest {
		out.kind = problemType
	}
	return out
}

// maxKey bounds an Idempotency-Key, in characters.
const maxKey = 200

func goodKey(key string) bool {
	return key != "" && len(key) <= maxKey && strings.IndexFunc(key, func(r rune) bool { return r < '!' || r > '~' }) < 0
}
