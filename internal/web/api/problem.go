package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"loket/internal/loket"
	"loket/internal/web"
)

// Problem is what went wrong, as RFC 9457 has it.
type Problem struct {
	Type     string `json:"type" jsonschema_description:"urn:loket:masalah: dengan kodenya di belakang"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail" jsonschema_description:"Apa yang salah dan obatnya, dalam bahasa Indonesia"`
	Instance string `json:"instance" jsonschema_description:"Kode permintaan, juga di X-Request-Id: sebutkan kepada admin"`
	Code     string `json:"code" jsonschema_description:"Nama tetap dari masalahnya, untuk program"`
}

// refusal is an error whose status or code is not that of its loket.Code.
type refusal struct {
	shown  *loket.Error
	status int
	code   string
	header map[string]string
}

// Error implements error.
func (r *refusal) Error() string { return r.shown.Message }

// Unwrap lets errors.As find what a person is told.
func (r *refusal) Unwrap() error { return r.shown }

func refuse(status int, code, detail string) *refusal {
	return &refusal{shown: loket.Errorf(loket.CodeInvalid, detail), status: status, code: code}
}

// with adds a header to a refusal.
func (r *refusal) with(name, value string) *refusal {
	r.header = map[string]string{name: value}
	return r
}

// problemOf turns an error into a problem; header is what else belongs to it.
func problemOf(err error, instance string) (p Problem, header map[string]string) {
	p = Problem{Status: web.Status(err), Detail: web.Explain(err).String(), Instance: instance, Code: string(loket.CodeOf(err))}
	special, ok := errors.AsType[*refusal](err)
	switch {
	case ok:
		p.Status, p.Code, header = special.status, special.code, special.header
	case errors.Is(err, loket.ErrFenced):
		p.Status, p.Code, p.Detail = http.StatusConflict, errRunning.code, errRunning.shown.Message
		header = errRunning.header
	case p.Status == http.StatusServiceUnavailable:
		header = map[string]string{"Retry-After": "5"}
	case p.Code == "":
		p.Code = "internal"
	}
	p.Type, p.Title = "urn:loket:masalah:"+p.Code, titleOf(p.Status)
	return p, header
}

// titleOf names a status: for programs where people read something else.
func titleOf(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "Token tidak berlaku"
	case http.StatusUnsupportedMediaType:
		return "Jenis isi tidak dilayani"
	case http.StatusUnprocessableEntity:
		return "Kunci sudah dipakai"
	}
	return web.StatusTitle(status).String()
}

// answer is what goes out.
type answer struct {
	status int
	kind   string // media type
	header map[string]string
	body   []byte
}

const (
	jsonType    = "application/json"
	problemType = "application/problem+json"
)

func answerOf(p Problem, header map[string]string) answer {
	body, _ := json.Marshal(p) // strings and a number: it cannot fail
	return answer{status: p.Status, kind: problemType, header: header, body: body}
}

func (o answer) write(w http.ResponseWriter) {
	h := w.Header()
	for name, value := range o.header {
		h.Set(name, value)
	}
	h.Set("Cache-Control", "no-store")
	if len(o.body) > 0 {
		h.Set("Content-Type", o.kind)
	}
	w.WriteHeader(o.status)
	_, _ = w.Write(o.body) // whoever went away hears nothing
}
