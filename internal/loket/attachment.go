package loket

import "time"

// FileType is what a file is, as a media type.
type FileType string

// The types that pass.
const (
	FileJPEG FileType = "image/jpeg"
	FilePNG  FileType = "image/png"
	FilePDF  FileType = "application/pdf"
)

// Ending is how the name of such a file ends.
func (t FileType) Ending() string {
	switch t {
	case FileJPEG:
		return ".jpg"
	case FilePNG:
		return ".png"
	case FilePDF:
	}
	return ".pdf"
}

// Image tells whether a file is a picture.
func (t FileType) Image() bool { return t == FileJPEG || t == FilePNG }

const (
	// MostFile is how large a file may be, in bytes.
	MostFile = 10 << 20
	// FilesKept is how long a file that was sent is kept, and where one that came
	// in can be fetched.
	FilesKept = 30 * 24 * time.Hour
	// LongestCaption is how long a text under a file may be, in UTF-16 units.
	LongestCaption = 1024
)

// File is a file that goes out with a send.
type File struct {
	Name string   `json:"name"` // as its reader sees it
	Type FileType `json:"type"`
	Size int      `json:"size"` // bytes
	Body []byte   `json:"-"`    // only on its way into the ledger, and out of it
}

// Upload is a file as it was handed in: not checked yet.
type Upload struct {
	Name string
	Body []byte
}

// ErrFileGone is what a file is asked for that is not kept any more, or never was.
var ErrFileGone = Errorf(CodeNotFound, "Berkas ini tidak disimpan lagi: berkas dihapus setelah 30 hari. Minta petugas mengirimnya lagi.")

// Look is a wish to see what a citizen sent.
type Look struct {
	Ticket  TicketID
	Message MessageID
	Reason  string
	Full    bool // in full, not only what it is
}

// Incoming is where a citizen's file lies.
type Incoming struct {
	Channel ChannelID
	Kind    MessageKind
	File    string // what the channel calls it
}
