package telegram

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/loket"
)

const staffGroup = -1009

func testConverter() converter {
	return converter{channel: "tg", botName: "loket_bot", staff: staffGroup}
}

// message writes an update with a message of person 42 in their own chat.
func message(content string) string {
	return `{"update_id":1,"message":{"message_id":7,"date":1795395600,"chat":{"id":42,"type":"private"},` +
		`"from":{"id":42,"first_name":"Warga","last_name":"Satu"}` + content + `}}`
}

// inGroup writes an update with a message in a group.
func inGroup(id int64, content string) string {
	return `{"update_id":1,"message":{"message_id":7,"date":1795395600,"chat":{"id":` + strconv.FormatInt(id, 10) +
		`,"type":"supergroup"},"from":{"id":42,"first_name":"Petugas"}` + content + `}}`
}

// heard is the Inbound of a message of person 42.
func heard(kind loket.MessageKind, text string) *loket.Inbound {
	return &loket.Inbound{
		Channel: "tg", OriginKey: "m:42:7", Person: "42", Name: "Warga Satu", Address: "42",
		Kind: kind, Text: text, SentAt: time.Unix(1795395600, 0).UTC(),
	}
}

// brought is a message with the file "f".
func brought(in *loket.Inbound) *loket.Inbound {
	in.File = "f"
	return in
}

func TestConvertContent(t *testing.T) {
	t.Parallel()
	file := `{"file_id":"f","file_unique_id":"u","width":1,"height":1,"duration":1}`
	cases := []struct {
		name, content string
		want          *loket.Inbound
	}{
		{"Text", `,"text":"KTP saya hilang"`, heard(loket.MessageText, "KTP saya hilang")},
		{"TextWithNUL", `,"text":"a\u0000b"`, heard(loket.MessageText, "ab")},
		{"Command", `,"text":"/start"`, heard(loket.MessageCommand, "/start")},
		{"CommandPayload", `,"text":"/start  abc_1 "`, heard(loket.MessageCommand, "/start abc_1")},
		{"CommandForUs", `,"text":"/start@Loket_Bot abc"`, heard(loket.MessageCommand, "/start abc")},
		{"CommandForAnotherBot", `,"text":"/start@cuaca_bot"`, nil},
		{"CommandOnTwoLines", `,"text":"/cek KPG\n7F3"`, heard(loket.MessageCommand, "/cek KPG\n7F3")},
		{"CommandAfterEmoji", `,"text":"😀 /start"`, heard(loket.MessageText, "😀 /start")},
		{"SlashAlone", `,"text":"/ apa"`, heard(loket.MessageText, "/ apa")},
		{"Photo", `,"photo":[` + file + `],"caption":"ini KTP saya"`, brought(heard(loket.MessagePhoto, "ini KTP saya"))},
		{"Document", `,"document":` + file, brought(heard(loket.MessageDocument, ""))},
		{"Animation", `,"animation":` + file + `,"document":` + file, heard(loket.MessageVideo, "")},
		{"Video", `,"video":` + file + `,"caption":"lihat"`, heard(loket.MessageVideo, "lihat")},
		{"VideoNote", `,"video_note":` + file, heard(loket.MessageVideo, "")},
		{"Voice", `,"voice":` + file, heard(loket.MessageVoice, "")},
		{"Audio", `,"audio":` + file, heard(loket.MessageVoice, "")},
		{"Sticker", `,"sticker":` + file, heard(loket.MessageSticker, "")},
		{"Location", `,"location":{"latitude":-10,"longitude":123}`, heard(loket.MessageLocation, "")},
		{"Venue", `,"venue":{"title":"Kantor"},"location":{"latitude":-10,"longitude":123}`, heard(loket.MessageLocation, "")},
		{"Contact", `,"contact":{"phone_number":"+62811","first_name":"Warga"}`, heard(loket.MessageContact, "")},
		{"Poll", `,"poll":{"id":"1","question":"?"}`, heard(loket.MessageUnknown, "")},
		{"Dice", `,"dice":{"emoji":"🎲","value":3}`, heard(loket.MessageUnknown, "")},
		{"Nothing", ``, heard(loket.MessageUnknown, "")},
		{"Service/Timer", `,"message_auto_delete_timer_changed":{"message_auto_delete_time":5}`, nil},
		{"Service/Pinned", `,"pinned_message":{"message_id":1,"date":5,"chat":{"id":42,"type":"private"}}`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			it := testConverter().read([]byte(message(c.content)))
			if diff := cmp.Diff(c.want, it.in); diff != "" {
				t.Errorf("read(%s) differs (-want +got):\n%s", c.content, diff)
			}
			unknown := c.want != nil && c.want.Kind == loket.MessageUnknown
			if (it.reason != "") != unknown {
				t.Errorf("read(%s) kept aside: %q, want that only of unknown kinds", c.content, it.reason)
			}
		})
	}
}

func TestConvertEdit(t *testing.T) {
	t.Parallel()
	edited := strings.Replace(message(`,"edit_date":1795395660,"text":"KK, bukan KTP"`), `"message":`, `"edited_message":`, 1)
	want := heard(loket.MessageText, "KK, bukan KTP")
	want.OriginKey, want.Replaces = "e:42:7:1795395660", "m:42:7"
	want.SentAt = want.SentAt.Add(time.Minute)
	if diff := cmp.Diff(want, testConverter().read([]byte(edited)).in); diff != "" {
		t.Errorf("edit differs (-want +got):\n%s", diff)
	}
	live := strings.Replace(message(`,"edit_date":5,"location":{"latitude":1,"longitude":2}`), `"message":`, `"edited_message":`, 1)
	if it := testConverter().read([]byte(live)); it.in != nil || it.reason != "" {
		t.Errorf("a live location's next place = %+v, want nothing", it)
	}
}

func TestConvertCallback(t *testing.T) {
	t.Parallel()
	press := func(under string) string {
		return `{"update_id":1,"callback_query":{"id":"4711","from":{"id":42,"first_name":"Warga","last_name":"Satu"},` + under + `"data":"pilih:2"}}`
	}
	want := heard(loket.MessageButton, "")
	want.OriginKey, want.Data, want.SentAt = "b:4711", "pilih:2", time.Time{}
	cases := []struct {
		name, under string
		in          *loket.Inbound
		callback    string
		leave       int64
	}{
		{"Private", `"message":{"message_id":3,"date":5,"chat":{"id":42,"type":"private"}},`, want, "4711", 0},
		{"OldMessage", `"message":{"message_id":3,"date":0,"chat":{"id":42,"type":"private"}},`, want, "4711", 0},
		{"NoMessage", ``, nil, "4711", 0},
		{"NullMessage", `"message":null,`, nil, "4711", 0},
		{"ForeignGroup", `"message":{"message_id":3,"date":5,"chat":{"id":-5,"type":"group"}},`, nil, "", -5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			it := testConverter().read([]byte(press(c.under)))
			if diff := cmp.Diff(c.in, it.in); diff != "" || it.callback != c.callback || it.leave != c.leave {
				t.Errorf("press = callback %q, leave %d, want %q, %d; inbound (-want +got):\n%s", it.callback, it.leave, c.callback, c.leave, diff)
			}
		})
	}
}

func TestConvertGroups(t *testing.T) {
	t.Parallel()
	member := func(id, kind, status string) string {
		return `{"update_id":1,"my_chat_member":{"chat":{"id":` + id + `,"type":"` + kind + `"},"from":{"id":42},"date":5,` +
			`"old_chat_member":{"status":"left","user":{"id":1}},"new_chat_member":{"status":"` + status + `","user":{"id":1}}}}`
	}
	cases := []struct {
		name, raw string
		stored    string // the text; empty: nothing is stored
		leave     int64
		movedTo   int64
	}{
		{"Foreign/Text", inGroup(-5, `,"text":"halo"`), "", -5, 0},
		{"Foreign/Command", inGroup(-5, `,"text":"/start@loket_bot"`), "", -5, 0},
		{"Staff/Command", inGroup(staffGroup, `,"text":"/antrian@loket_bot"`), "/antrian", 0, 0},
		{"Staff/CommandForAnotherBot", inGroup(staffGroup, `,"text":"/antrian@cuaca_bot"`), "", 0, 0},
		{"Staff/Talk", inGroup(staffGroup, `,"text":"siapa jaga besok?"`), "", 0, 0},
		{"Staff/Anonymous", inGroup(staffGroup, `,"text":"/antrian","sender_chat":{"id":-1009,"type":"supergroup"}`), "", 0, 0},
		{"Staff/Forwarded", inGroup(staffGroup, `,"text":"/antrian","forward_origin":{"type":"user","date":5,"sender_user":{"id":3}}`), "", 0, 0},
		{"Staff/MovesTo", inGroup(staffGroup, `,"migrate_to_chat_id":-1007`), "", 0, -1007},
		{"Staff/MovedFrom", inGroup(-1007, `,"migrate_from_chat_id":-1009`), "", 0, -1007},
		{"Added/Foreign", member("-5", "group", "member"), "", -5, 0},
		{"Added/ForeignChannel", member("-6", "channel", "administrator"), "", -6, 0},
		{"Added/Staff", member("-1009", "supergroup", "member"), "", 0, 0},
		{"Removed/Foreign", member("-5", "group", "kicked"), "", 0, 0},
		{"Blocked", member("42", "private", "kicked"), "", 0, 0},
		{"ChannelPost", `{"update_id":1,"channel_post":{"message_id":1,"date":5,"chat":{"id":-6,"type":"channel"},"text":"x"}}`, "", 0, 0},
		{"NobodyAsked", `{"update_id":1,"poll":{"id":"1","question":"?"}}`, "", 0, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			it := testConverter().read([]byte(c.raw))
			stored := ""
			if it.in != nil {
				stored = it.in.Text
			}
			if stored != c.stored || it.leave != c.leave || it.movedTo != c.movedTo || it.reason != "" {
				t.Errorf("read(%s) = %q, leave %d, moved %d, reason %q; want %q, %d, %d, none",
					c.raw, stored, it.leave, it.movedTo, it.reason, c.stored, c.leave, c.movedTo)
			}
		})
	}
}

func TestReadPoison(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, raw string
		want      *loket.Inbound
	}{
		{"NotAnObject", `"x"`, nil},
		{"ChatIsText", `{"update_id":1,"message":{"chat":"x"}}`, nil},
		{"NoID", `{"update_id":1,"message":{"date":5,"chat":{"id":42,"type":"private"},"text":"x"}}`, nil},
		{"NoPlace", `{"update_id":1,"message":{"message_id":5,"text":"x"}}`, nil},
		{"UnknownPlace", `{"update_id":1,"message":{"message_id":5,"chat":{"id":42,"type":"orbit"},"text":"x"}}`, nil},
		{"UnknownForwardKeepsTheWords", message(`,"text":"KTP saya hilang","forward_origin":{"type":"hologram"}`), heard(loket.MessageText, "KTP saya hilang")},
		{"UnknownMediaIsAnswered", message(`,"paid_media":{"star_count":1,"paid_media":[{"type":"hologram"}]}`), heard(loket.MessageUnknown, "")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			it := testConverter().read([]byte(c.raw))
			if it.reason == "" {
				t.Errorf("read(%s) is not kept aside", c.raw)
			}
			if diff := cmp.Diff(c.want, it.in); diff != "" {
				t.Errorf("read(%s) differs (-want +got):\n%s", c.raw, diff)
			}
		})
	}
}

// TestOriginKey/SameTwice: what Telegram repeats bears the same key, and what
// differs bears another.
func TestOriginKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		chat, id := rapid.Int64Range(1, 1<<52).Draw(t, "chat"), rapid.IntRange(1, 1<<30).Draw(t, "id")
		text := rapid.String().Draw(t, "text")
		write := func(chat int64, id int) []byte {
			var u struct {
				ID      int64 `json:"update_id"`
				Message struct {
					ID   int    `json:"message_id"`
					Text string `json:"text"`
					Chat struct {
						ID   int64  `json:"id"`
						Type string `json:"type"`
					} `json:"chat"`
				} `json:"message"`
			}
			u.ID = rapid.Int64().Draw(t, "update id")
			u.Message.ID, u.Message.Text, u.Message.Chat.ID, u.Message.Chat.Type = id, text, chat, "private"
			raw, err := json.Marshal(u)
			if err != nil {
				t.Fatalf("marshal: %v", err)
			}
			return raw
		}
		first, again, other := testConverter().read(write(chat, id)), testConverter().read(write(chat, id)), testConverter().read(write(chat, id+1))
		if first.in == nil { // a command for another bot
			return
		}
		if first.in.OriginKey != again.in.OriginKey || first.in.OriginKey == other.in.OriginKey {
			t.Fatalf("keys %q, again %q, other %q: want the same, then another", first.in.OriginKey, again.in.OriginKey, other.in.OriginKey)
		}
	})
}

func FuzzUpdate(f *testing.F) {
	f.Add([]byte(message(`,"text":"/start@loket_bot abc"`)))
	f.Add([]byte(message(`,"poll":{"id":"1"}`)))
	f.Add([]byte(inGroup(-5, `,"text":"x"`)))
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"1","from":{"id":1},"message":{"message_id":1,"date":0,"chat":{"id":1,"type":"private"}},"data":"x"}}`))
	f.Add([]byte(`{"update_id":1,"edited_message":{"message_id":1,"edit_date":5,"chat":{"id":1,"type":"private"},"text":"x"}}`))
	f.Add([]byte(`{"update_id":1,"my_chat_member":{"chat":{"id":-1,"type":"group"},"new_chat_member":{"status":"member"}}}`))
	f.Add([]byte(`{"message":null}`))
	key := regexp.MustCompile(`^(m:-?\d+:\d+|e:-?\d+:\d+:-?\d+|b:.+)$`)
	f.Fuzz(func(t *testing.T, raw []byte) {
		it := testConverter().read(raw)
		if it.in == nil {
			return
		}
		if !key.MatchString(it.in.OriginKey) && !strings.HasPrefix(it.in.OriginKey, "b:") || it.in.Address == "" || it.in.Kind == "" || it.in.Person == "" {
			t.Errorf("read(%q) = %+v, want an origin key, a kind, an address and a person", raw, it.in)
		}
		if strings.Contains(it.in.Text+it.in.Data+it.in.Name, "\x00") {
			t.Errorf("read(%q) = %+v holds a NUL", raw, it.in)
		}
		if again := testConverter().read(raw); !cmp.Equal(again.in, it.in) {
			t.Errorf("read(%q) twice = %+v, then %+v", raw, it.in, again.in)
		}
	})
}
