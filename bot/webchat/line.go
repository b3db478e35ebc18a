package webchat

import (
	"strings"
	"time"

	"loket/internal/loket"
)

// shownLine is a line of the transcript as the citizen's client gets it. It
// names neither staff nor entries nor any id of the ledger: whoever reads the
// page's traffic learns what the page shows and no more.
type shownLine struct {
	Seq      int64            `json:"seq"`
	At       time.Time        `json:"at"`                  // UTC
	Mine     bool             `json:"mine"`                // the citizen wrote it
	ClientID string           `json:"client_id,omitempty"` // of mine: settles the pending one
	Kind     string           `json:"kind"`                // of ours: loket.AnswerKind; of mine: loket.MessageKind
	Text     string           `json:"text"`
	Hidden   []string         `json:"hidden,omitempty"` // labels of what redaction hid
	Seen     bool             `json:"seen"`
	Check    string           `json:"check,omitempty"` // of ours: the answer's check code as people read it
	Buttons  [][]loket.Button `json:"buttons,omitempty"`
	File     *shownFile       `json:"file,omitempty"`
}

// shownFile is a file of ours: what it is called and how large it is, in bytes.
// It is fetched by the line's seq.
type shownFile struct {
	Name string `json:"name"`
	Size int    `json:"size"`
}

// show turns a line of the person's transcript into what they get.
func show(l loket.Line, person string) shownLine {
	out := shownLine{Seq: l.Seq, At: l.At.UTC(), Mine: l.FromCitizen, Text: l.Text}
	if l.FromCitizen {
		out.Kind, out.Hidden = string(l.MessageKind), l.Hidden
		if id, ok := strings.CutPrefix(l.OriginKey, originPrefix(person)); ok {
			out.ClientID = id
		}
		return out
	}
	out.Kind, out.Seen, out.Buttons, out.Check = string(l.Answer), l.Seen, l.Buttons, loket.FormatCheckCode(l.Check)
	if l.File != nil {
		out.File = &shownFile{Name: l.File.Name, Size: l.File.Size}
	}
	return out
}
