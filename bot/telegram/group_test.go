package telegram

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

// self is the bot's own id in these tests.
const self = 700000001

// toCard is the part of a message that answers message 3 of the bot.
const toCard = `,"reply_to_message":{"message_id":3,"date":5,"chat":{"id":-1009,"type":"supergroup"},` +
	`"from":{"id":700000001,"is_bot":true,"first_name":"Loket"},"text":"KPG-7F3Q9K-X"}`

func groupConverter() converter {
	c := testConverter()
	c.self = self
	return c
}

// spoken is what person 42 said in the staff group.
func spoken(kind loket.MessageKind, text, replyTo string) *loket.Inbound {
	return &loket.Inbound{
		Channel: "tg", OriginKey: "m:-1009:7", Person: "42", Name: "Petugas", Address: "-1009", Staff: true,
		Kind: kind, Text: text, SentAt: time.Unix(1795395600, 0).UTC(), ID: "7", ReplyTo: replyTo,
	}
}

func TestConvertStaffGroup(t *testing.T) {
	t.Parallel()
	in := func(content string) string { return inGroup(staffGroup, content) }
	inTopic := spoken(loket.MessageText, "Silakan datang.", "3")
	inTopic.Thread = "2"
	cases := []struct {
		name, update string
		want         *loket.Inbound
	}{
		{"Reply", in(`,"text":"Silakan datang."` + toCard), spoken(loket.MessageText, "Silakan datang.", "3")},
		{"Reply/InATopic", in(`,"text":"Silakan datang.","message_thread_id":2,"is_topic_message":true` + toCard), inTopic},
		{"Reply/Photo", in(`,"caption":"ini","photo":[{"file_id":"f","file_unique_id":"u","width":1,"height":1}]` + toCard), spoken(loket.MessagePhoto, "ini", "3")},
		{"Command", in(`,"text":"/antrian@loket_bot"`), spoken(loket.MessageCommand, "/antrian", "")},
		{"CommandUnderACard", in(`,"text":"/tutup"` + toCard), spoken(loket.MessageCommand, "/tutup", "3")},
		{"NoteIsNoCommand", in(`,"text":"// sudah"` + toCard), spoken(loket.MessageText, "// sudah", "3")},
		{"UnknownKind/NotKeptAside", in(`,"dice":{"emoji":"🎲","value":3}` + toCard), spoken(loket.MessageUnknown, "", "3")},

		{"Talk", in(`,"text":"siapa jaga besok?"`), nil},
		{"Talk/ToAColleague", in(`,"text":"saya"` + strings.ReplaceAll(toCard, "700000001", "41")), nil},
		{"Talk/ToAMessageElsewhere", in(`,"text":"saya"` + strings.ReplaceAll(toCard, "-1009", "-1008")), nil},
		{"Talk/InATopic", in(`,"text":"halo","message_thread_id":3,"is_topic_message":true` + toCard), nil},
		{"Talk/ToATopicsBeginning", in(`,"text":"halo"` + strings.Replace(toCard, `"text":"KPG-7F3Q9K-X"`, `"forum_topic_created":{"name":"x","icon_color":1}`, 1)), nil},
		{"Anonymous", in(`,"text":"Silakan.","sender_chat":{"id":-1009,"type":"supergroup"}` + toCard), nil},
		{"AnonymousAdmin", strings.Replace(in(`,"text":"Silakan."`+toCard), `"from":{"id":42`, `"from":{"id":1087968824,"is_bot":true,"username":"GroupAnonymousBot"`, 1), nil},
		{"Forwarded", in(`,"text":"Silakan.","forward_origin":{"type":"user","date":5,"sender_user":{"id":3}}` + toCard), nil},
		{"Forwarded/ByAChannel", in(`,"text":"Silakan.","is_automatic_forward":true` + toCard), nil},
		{"ByAnotherBot", in(`,"text":"Silakan.","via_bot":{"id":9,"is_bot":true,"first_name":"x"}` + toCard), nil},
		{"ByABusinessBot", in(`,"text":"Silakan.","sender_business_bot":{"id":9,"is_bot":true,"first_name":"x"}` + toCard), nil},
		{"Nobody", strings.Replace(in(`,"text":"Silakan."`+toCard), `"from":{"id":42,"first_name":"Petugas"},`, ``, 1), nil},
		{"Edited", strings.Replace(in(`,"edit_date":6,"text":"Silakan."`+toCard), `"message":`, `"edited_message":`, 1), nil},
		{"ForeignGroup", inGroup(-1008, `,"text":"/antrian"`+toCard), nil},
		{"ChannelPost", strings.Replace(in(`,"text":"Silakan."`+toCard), `"message":`, `"channel_post":`, 1), nil},
		{"Channel", strings.Replace(in(`,"text":"/antrian"`), `"type":"supergroup"`, `"type":"channel"`, 1), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			it := groupConverter().read([]byte(c.update))
			if diff := cmp.Diff(c.want, it.in); diff != "" || it.reason != "" {
				t.Errorf("read(%s) is kept aside for %q and differs (-want +got):\n%s", c.update, it.reason, diff)
			}
		})
	}
}

func TestConvertStaffPress(t *testing.T) {
	t.Parallel()
	press := func(chat, from string) string {
		return `{"update_id":1,"callback_query":{"id":"4711","from":` + from + `,"message":{"message_id":3,"date":5,"chat":{"id":` + chat +
			`,"type":"supergroup"}},"data":"g:a:x:0:y"}}`
	}
	const person, robot = `{"id":42,"first_name":"Petugas"}`, `{"id":1087968824,"is_bot":true,"first_name":"Group"}`
	want := spoken(loket.MessageButton, "", "")
	want.OriginKey, want.Data, want.ID, want.SentAt = "b:4711", "g:a:x:0:y", "3", time.Time{}
	it := groupConverter().read([]byte(press("-1009", person)))
	if diff := cmp.Diff(want, it.in); diff != "" || it.callback != "4711" {
		t.Errorf("a press is answered as %q and differs (-want +got):\n%s", it.callback, diff)
	}
	if it := groupConverter().read([]byte(press("-1009", robot))); it.in != nil {
		t.Errorf("a robot's press = %+v, want nothing", it.in)
	}
	if it := groupConverter().read([]byte(press("-1008", person))); it.in != nil || it.leave != -1008 {
		t.Errorf("a press in a foreign group = %+v, leave %d, want nothing and to leave it", it.in, it.leave)
	}
}

// TestChoreOfWhatStaffSaid tells staff what came of it: a toast under a press, a
// sign under a message.
func TestChoreOfWhatStaffSaid(t *testing.T) {
	t.Parallel()
	said, pressed := spoken(loket.MessageText, "x", "3"), spoken(loket.MessageButton, "", "")
	long := strings.Repeat("ü", 300)
	cases := []struct {
		name string
		it   item
		want chore
	}{
		{"Done", item{verdict: verdict{in: said}, heard: loket.Heard{Done: true}}, chore{chat: -1009, message: 7}},
		{"NotDone", item{verdict: verdict{in: said}}, chore{}},
		{"Press", item{verdict: verdict{in: pressed, callback: "5"}, heard: loket.Heard{Told: "ya", Done: true}}, chore{callback: "5", told: "ya"}},
		{"LongToast", item{verdict: verdict{in: pressed, callback: "5"}, heard: loket.Heard{Told: long}}, chore{callback: "5", told: strings.Repeat("ü", 199) + "…"}},
	}
	for _, c := range cases {
		if got, _ := c.it.chore(); got != c.want {
			t.Errorf("%s: chore %+v, want %+v", c.name, got, c.want)
		}
	}
}
