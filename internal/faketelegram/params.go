package faketelegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxRequest is how many bytes of a call are read, maxUpload of one with a file.
const (
	maxRequest = 1 << 20
	maxUpload  = largestDocument + maxRequest
)

// params are a call's parameters as text: what came as JSON stands as JSON,
// a JSON string without its quotes.
type params map[string]string

// readParams reads the four forms the Bot API takes: query, form, multipart
// and JSON. It reads the body to its end, or the server would not notice that
// a long poller has gone.
func readParams(r *http.Request) (params, error) {
	p := params{}
	p.add(r.URL.Query())
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	limit := int64(maxRequest)
	if kind == "multipart/form-data" {
		limit = maxUpload
	}
	r.Body = http.MaxBytesReader(nil, r.Body, limit)
	var err error
	switch kind {
	case "multipart/form-data":
		err = p.addMultipart(r)
	case "application/json":
		err = p.addJSON(r.Body)
	default:
		err = p.addForm(r.Body)
	}
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, r.Body)
	return p, err
}

func (p params) add(values url.Values) {
	for name, value := range values {
		p[name] = value[len(value)-1]
	}
}

func (p params) addForm(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	values, err := url.ParseQuery(string(raw))
	p.add(values)
	return err
}

func (p params) addMultipart(r *http.Request) error {
	reader, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for parts := 0; ; parts++ {
		part, err := reader.NextPart()
		empty := parts == 0 && errors.Is(err, io.EOF) // then even the closing boundary may be missing
		if done := errors.Is(err, io.EOF) && errors.Unwrap(err) == nil; done || empty {
			return nil
		}
		if err != nil {
			return err
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		p[part.FormName()] = string(value)
		if name := part.FileName(); name != "" {
			p[part.FormName()] = name + fileMark + string(value)
		}
	}
}

func (p params) addJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil {
		return err
	}
	for name, raw := range fields {
		p.addRaw(name, raw)
	}
	return nil
}

func (p params) addRaw(name string, raw json.RawMessage) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		p[name] = text
		return
	}
	p[name] = string(raw)
}

// only refuses parameters that the method does not have.
func (p params) only(known []string) error {
	for name := range p {
		if name != "method" && !slices.Contains(known, name) {
			return badRequest("unknown parameter " + strconv.Quote(name))
		}
	}
	return nil
}

// integer reads a number within bounds, or what stands for an absent one.
func (p params) integer(name string, absent, low, high int64) (int64, error) {
	text, given := p[name]
	if !given {
		return absent, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		return 0, badRequest(fmt.Sprintf("%s must be a number from %d to %d", name, low, high))
	}
	return n, nil
}

func (p params) boolean(name string) (bool, error) {
	switch strings.ToLower(p[name]) {
	case "", "0", "false":
		return false, nil
	case "1", "true":
		return true, nil
	}
	return false, badRequest(name + " must be a boolean")
}

// chat is the chat a call concerns; 0 when it names none.
func (p params) chat() int64 {
	id, _ := strconv.ParseInt(p["chat_id"], 10, 64)
	return id
}
