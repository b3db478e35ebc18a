package faketelegram

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	longestText = 4096 // UTF-16 units
	longestData = 64   // bytes of a button's data
	mostMarks   = 100  // entities of one message: those behind them Telegram drops in silence
)

// units is the length of a text as Telegram counts it: in UTF-16.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// CheckText is what the server says to the text of a message: nil, or why it
// refuses it.
func CheckText(text string) error { return checkText(text) }

func checkText(text string) error {
	switch {
	case !utf8.ValidString(text):
		return badRequest("strings must be encoded in UTF-8")
	case strings.TrimSpace(text) == "":
		return badRequest("message text is empty")
	case units(text) > longestText:
		return badRequest("message is too long")
	}
	return nil
}

// checkEntities refuses entities of unknown type, outside the text, with a border
// in the middle of a character, or too many.
func checkEntities(raw, text string) error {
	if raw == "" {
		return nil
	}
	var list []struct {
		entity
		URL string `json:"url"`
	}
	if decodeStrictly(raw, &list) != nil {
		return badRequest("can't parse entities: expected an array of MessageEntity")
	}
	kinds := strings.Fields("mention hashtag cashtag bot_command url email phone_number bold italic underline " +
		"strikethrough spoiler blockquote expandable_blockquote code pre text_link")
	if len(list) > mostMarks {
		return badRequest("can't parse entities: more than 100")
	}
	text16 := utf16.Encode([]rune(text))
	for _, e := range list {
		if !slices.Contains(kinds, e.Type) || e.Type == "text_link" && e.URL == "" {
			return badRequest("can't parse entities: unsupported entity type " + e.Type)
		}
		if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(text16) {
			return badRequest("can't parse entities: entity is outside the text")
		}
		if splits(text16, e.Offset) || splits(text16, e.Offset+e.Length) {
			return badRequest("entity begins or ends in a middle of a UTF-16 symbol")
		}
	}
	return nil
}

// splits tells whether a place in a text stands between the halves of one
// character.
func splits(text []uint16, at int) bool {
	return at > 0 && at < len(text) && utf16.IsSurrogate(rune(text[at])) && text[at] >= 0xDC00
}

func checkPreview(raw string) error {
	var options struct {
		Disabled *bool  `json:"is_disabled"`
		URL      string `json:"url"`
		Small    bool   `json:"prefer_small_media"`
		Large    bool   `json:"prefer_large_media"`
		Above    bool   `json:"show_above_text"`
	}
	if raw != "" && decodeStrictly(raw, &options) != nil {
		return badRequest("can't parse link preview options JSON object")
	}
	return nil
}

// keyboard is an inline keyboard as it goes over the wire.
type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

// key is one of its buttons. Like Telegram, the server takes the first of url
// and callback_data and does not look at what else is given.
type key struct {
	Text     string          `json:"text"`
	URL      string          `json:"url,omitempty"`
	Data     string          `json:"callback_data,omitempty"`
	CopyText json.RawMessage `json:"copy_text,omitempty"`
}

// readButtons reads an inline keyboard; other keyboards are refused.
func readButtons(raw string) ([][]Button, error) {
	if raw == "" {
		return nil, nil
	}
	var board keyboard
	if decodeStrictly(raw, &board) != nil {
		return nil, badRequest("object expected as reply markup")
	}
	var rows [][]Button
	for _, keys := range board.Rows {
		var row []Button
		for _, k := range keys {
			if err := k.check(); err != nil {
				return nil, err
			}
			row = append(row, Button{Text: k.Text, Data: k.Data, URL: k.URL})
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (k key) check() error {
	switch {
	case strings.TrimSpace(k.Text) == "" || !utf8.ValidString(k.Text):
		return badRequest("can't parse inline keyboard button: text must be non-empty")
	case k.URL != "":
		return nil
	case k.Data == "":
		return badRequest("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
	case len(k.Data) > longestData:
		return badRequest("BUTTON_DATA_INVALID")
	}
	return nil
}

func writeButtons(rows [][]Button) *keyboard {
	board := &keyboard{}
	for _, row := range rows {
		var keys []key
		for _, b := range row {
			keys = append(keys, key{Text: b.Text, Data: b.Data, URL: b.URL})
		}
		board.Rows = append(board.Rows, keys)
	}
	return board
}

// decodeStrictly refuses fields that are not known.
func decodeStrictly(raw string, into any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(raw)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
