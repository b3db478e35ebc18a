package faketelegram

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // the kinds of photos
	_ "image/png"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	longestCaption  = 1024     // UTF-16 units
	largestPhoto    = 10 << 20 // bytes
	largestDocument = 50 << 20
	largestDownload = 20 << 20
	sidesOfPhoto    = 10_000 // pixels, both sides together
	ratioOfPhoto    = 20
)

// SentFile is a file the bot has sent.
type SentFile struct {
	Photo bool // as a picture; false: as a document
	Name  string
	Body  []byte
}

// fileMark stands in a parameter between a file's name and its content.
const fileMark = "\x00"

func fileParams(field string) []string {
	return []string{
		"business_connection_id", "chat_id", "message_thread_id", field, "caption", "caption_entities", "disable_notification",
		"protect_content", "reply_parameters", "reply_markup",
	}
}

func (s *Server) sendPhoto(_ context.Context, p params) (any, error) {
	name, body, err := p.file("photo", largestPhoto)
	if err != nil {
		return nil, err
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return nil, badRequest("IMAGE_PROCESS_FAILED")
	}
	if size.Width+size.Height > sidesOfPhoto || size.Width > ratioOfPhoto*size.Height || size.Height > ratioOfPhoto*size.Width {
		return nil, badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	return s.sendFile(p, SentFile{Photo: true, Name: name, Body: body})
}

func (s *Server) sendDocument(_ context.Context, p params) (any, error) {
	name, body, err := p.file("document", largestDocument)
	if err != nil {
		return nil, err
	}
	return s.sendFile(p, SentFile{Name: name, Body: body})
}

func (s *Server) sendFile(p params, f SentFile) (any, error) {
	m := Sent{Chat: p.chat(), Text: p["caption"], File: &f, At: s.opts.Now()}
	switch {
	case m.Chat == 0:
		return nil, badRequest("chat not found")
	case !utf8.ValidString(m.Text):
		return nil, badRequest("strings must be encoded in UTF-8")
	case units(m.Text) > longestCaption:
		return nil, badRequest("message caption is too long")
	}
	var err error
	if m.Buttons, err = readButtons(p["reply_markup"]); err != nil {
		return nil, err
	}
	return s.place(p, m)
}

// file reads a parameter that was uploaded; what names a file elsewhere is refused.
func (p params) file(field string, largest int) (name string, body []byte, err error) {
	name, content, uploaded := strings.Cut(p[field], fileMark)
	switch {
	case !uploaded:
		return "", nil, badRequest("wrong remote file identifier specified: only uploads are known here")
	case name == "" || content == "":
		return "", nil, badRequest("file must be non-empty")
	case len(content) > largest:
		return "", nil, &apiError{Code: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	return name, []byte(content), nil
}

// shelf is what people have sent, for the bot to fetch.
type shelf struct {
	mu    sync.Mutex // guards what follows
	files map[string]shelved
}

type shelved struct {
	body    []byte
	claimed int // what getFile says of its size
}

// Shelve lays out the file that updates call by an id: the bot may fetch it.
func (s *Server) Shelve(id string, body []byte) { s.ShelveAs(id, body, len(body)) }

// ShelveAs is Shelve with a size that getFile claims; 0: it tells none.
func (s *Server) ShelveAs(id string, body []byte, claimed int) {
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	if s.shelf.files == nil {
		s.shelf.files = map[string]shelved{}
	}
	s.shelf.files[id] = shelved{body, claimed}
}

func (s *Server) getFile(_ context.Context, p params) (any, error) {
	s.shelf.mu.Lock()
	f, found := s.shelf.files[p["file_id"]]
	s.shelf.mu.Unlock()
	switch {
	case !found:
		return nil, badRequest("wrong file_id or the file is temporarily unavailable")
	case f.claimed > largestDownload:
		return nil, badRequest("file is too big")
	}
	return struct {
		file
		Path string `json:"file_path"`
	}{file{ID: p["file_id"], UniqueID: "u-" + p["file_id"], Size: f.claimed}, "documents/" + p["file_id"] + ".bin"}, nil
}

// download answers "/file/bot<token>/<path>".
func (s *Server) download(w http.ResponseWriter, path string) {
	token, name, _ := strings.Cut(path, "/")
	id, found := strings.CutPrefix(strings.TrimSuffix(name, ".bin"), "documents/")
	s.faults.count(Call{Method: "download"})
	s.shelf.mu.Lock()
	f, there := s.shelf.files[id]
	s.shelf.mu.Unlock()
	if token != s.opts.Token || !found || !there {
		writeReply(w, nil, &apiError{Code: http.StatusNotFound, Description: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(f.body)))
	_, _ = w.Write(f.body)
}
