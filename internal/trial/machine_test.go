package trial_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"loket/internal/assist/assisttest"
)

// machine has a program write with a model of its own.
func machine(env map[string]string, model *assisttest.Server) map[string]string {
	model.Writes(writes)
	env["LOKET_OPENAI_BASE_URL"], env["LOKET_OPENAI_API_KEY"], env["LOKET_OPENAI_MODEL"] = model.URL, assisttest.Key, "model-uji"
	return env
}

// writes is what the model writes, by what it is asked for.
func writes(chat assisttest.Chat) string {
	if chat.ResponseFormat == nil {
		return aDraft(chat)
	}
	switch chat.ResponseFormat.JSONSchema.Name {
	case "summary":
		return aSummary(chat)
	case "group":
		return aNaming(chat)
	}
	return "{}"
}

// aDraft is the title of the first entry that the model was given, as a sentence, with its
// name.
func aDraft(chat assisttest.Chat) string {
	var asked struct {
		Entries []struct{ ID, Title string } `json:"entries"`
	}
	if json.Unmarshal([]byte(chat.User()), &asked) != nil || len(asked.Entries) == 0 {
		return "{}"
	}
	return strings.Repeat("["+asked.Entries[0].ID+"] "+asked.Entries[0].Title+".\n", 2)
}

// aSummary is two points, of the first lines and of the last that the model was given.
func aSummary(chat assisttest.Chat) string {
	var asked struct {
		Conversation []struct{ N int } `json:"conversation"`
	}
	if json.Unmarshal([]byte(chat.User()), &asked) != nil || len(asked.Conversation) < 3 {
		return "{}"
	}
	first, last := asked.Conversation[0].N, asked.Conversation[len(asked.Conversation)-1].N
	return fmt.Sprintf(`{"points":[{"text":"Warga menanyakan syarat mengganti KTP yang hilang dan sudah menerima jawabannya.","lines":[%d,%d]},`+
		`{"text":"Tempat parkir motor masih belum dijawab.","lines":[%d]}]}`, first, first+1, last)
}

// aNaming names every group that the model was given, with two other ways to ask.
func aNaming(chat assisttest.Chat) string {
	var asked struct {
		Groups []struct{ N int } `json:"groups"`
	}
	if json.Unmarshal([]byte(chat.User()), &asked) != nil {
		return "{}"
	}
	var groups []string
	for _, g := range asked.Groups {
		groups = append(groups, fmt.Sprintf(`{"n":%d,"name":"Tempat parkir kendaraan pengunjung","questions":["di mana boleh parkir motor","apakah ada tempat parkir mobil di kantor"]}`, g.N))
	}
	return `{"groups":[` + strings.Join(groups, ",") + `]}`
}
