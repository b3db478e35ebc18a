package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/config"
	"loket/internal/loket"
)

// assisted is a file with one agency whose assist says so.
func assisted(assist string) string {
	return "agencies:\n  - {id: dinas-uji, code: UJI, name: Dinas Uji, zone: Asia/Makassar, assist: {" + assist + "}}\n"
}

func TestAssist(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "model.key")
	if err := os.WriteFile(key, []byte(" rahasia-berkas\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const local = "base_url: http://127.0.0.1:8000/v1"
	budget := loket.AssistSpend{Tokens: 500_000, Cost: 50_000 * 1e6}
	for name, c := range map[string]struct {
		file string
		env  map[string]string
		want config.Assist
	}{
		"Off": {"", nil, config.Assist{}},
		"Whole": {
			"base_url: https://model.contoh.go.id/v1/, key_file: " + key + ", model: m, embedding_model: v, location: indonesia, " +
				"uses: [embed, draft], tokens_per_day: 7, rupiah_per_day: 9, calls_per_chat: 5, price: {input: 1, output: 2, embedding: 3}, parallel: 2", nil,
			config.Assist{
				BaseURL: "https://model.contoh.go.id/v1", Key: "rahasia-berkas", KeyFile: key, Model: "m", Vectors: "v", Location: "indonesia",
				Uses: []string{"embed", "draft"}, Budget: loket.AssistSpend{Tokens: 7, Cost: 9e6}, PerChat: 5,
				Price: config.AssistPrice{Input: 1, Output: 2, Vectors: 3}, Parallel: 2,
			},
		},
		"Text": {local + ", model: m", nil, config.Assist{
			BaseURL: "http://127.0.0.1:8000/v1", Model: "m", Uses: []string{"draft", "group", "summary"}, Budget: budget, PerChat: 20, Parallel: 4,
		}},
		"Vectors": {"base_url: 'http://localhost/v1', embedding_model: v", nil, config.Assist{
			BaseURL: "http://localhost/v1", Vectors: "v", Uses: []string{"embed"}, Budget: budget, PerChat: 20, Parallel: 4,
		}},
		"Nothing": {local + ", model: m, uses: []", nil, config.Assist{
			BaseURL: "http://127.0.0.1:8000/v1", Model: "m", Uses: []string{}, Budget: budget, PerChat: 20, Parallel: 4,
		}},
		"Abroad": {"base_url: https://api.contoh.com/v1, model: m, location: abroad, accepted_by: Kepala Dinas, uses: [draft]", nil, config.Assist{
			BaseURL: "https://api.contoh.com/v1", Model: "m", Location: "abroad", AcceptedBy: "Kepala Dinas", Uses: []string{"draft"}, Budget: budget, PerChat: 20, Parallel: 4,
		}},
		"Environment": {local + ", model: m, key_file: " + key, map[string]string{
			"LOKET_OPENAI_BASE_URL": "http://[::1]:9/v1", "LOKET_OPENAI_MODEL": "m2", "LOKET_OPENAI_EMBEDDING_MODEL": "v2", "LOKET_OPENAI_API_KEY": "rahasia-env",
		}, config.Assist{
			BaseURL: "http://[::1]:9/v1", Key: "rahasia-env", KeyFile: key, Model: "m2", Vectors: "v2", Uses: config.AssistUses(), Budget: budget, PerChat: 20, Parallel: 4,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Load(written(t, assisted(c.file)), environment(c.env))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Agencies[0].Assist); diff != "" {
				t.Errorf("Assist (-want +got):\n%s", diff)
			}
			if got, want := got.Agencies[0].Assist.Abroad(), name == "Abroad"; got != want {
				t.Errorf("Abroad = %t, want %t", got, want)
			}
		})
	}
}

// TestAssistRefused: a start is refused, in words that name place and cure.
func TestAssistRefused(t *testing.T) {
	t.Parallel()
	open := filepath.Join(t.TempDir(), "open.key")
	if err := os.WriteFile(open, []byte("x"), 0o644); err != nil { //nolint:gosec // the mistake is the point
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o644); err != nil { //nolint:gosec // as above
		t.Fatal(err)
	}
	const home = "base_url: https://model.contoh.go.id/v1, location: indonesia, model: m, "
	for name, c := range map[string]struct{ file, want string }{
		"NoAddress":        {"model: m", "base_url"},
		"NotAnAddress":     {"base_url: model.contoh.go.id, model: m", "bukan alamat"},
		"PasswordInIt":     {"base_url: 'https://a:b@contoh.go.id/v1', model: m, location: indonesia", "tanpa sandi"},
		"NoTLS":            {"base_url: http://10.0.0.5/v1, model: m, location: indonesia", "https://"},
		"NowhereSaid":      {"base_url: https://api.contoh.com/v1, model: m", "location belum diisi"},
		"Elsewhere":        {"base_url: https://api.contoh.com/v1, model: m, location: singapura", "indonesia atau abroad"},
		"AbroadUndecided":  {"base_url: https://api.contoh.com/v1, model: m, location: abroad", "accepted_by"},
		"AbroadByNobody":   {"base_url: https://api.contoh.com/v1, model: m, location: abroad, accepted_by: '  '", "accepted_by"},
		"UnknownUse":       {home + "uses: [answer]", "embed, choose, draft"},
		"UseWithoutModel":  {home + "uses: [embed]", "embedding_model"},
		"ChooseAlone":      {home + "embedding_model: v, uses: [choose]", "bersama embed"},
		"NegativeTokens":   {home + "tokens_per_day: -1", "tokens_per_day"},
		"TooManyTokens":    {home + "tokens_per_day: 1000000001", "tokens_per_day"},
		"NegativeRupiah":   {home + "rupiah_per_day: -1", "rupiah_per_day"},
		"OverflowingMoney": {home + "rupiah_per_day: 9223372036854775807", "rupiah_per_day"},
		"NegativePrice":    {home + "price: {output: -3}", "price, output"},
		"TooManyAtOnce":    {home + "parallel: 65", "parallel"},
		"NegativeCalls":    {home + "calls_per_chat: -1", "calls_per_chat: -1"},
		"TooManyCalls":     {home + "calls_per_chat: 10001", "1 sampai 10000 panggilan"},
		"OpenKeyFile":      {home + "key_file: " + open, "chmod 600"},
		"NoKeyFile":        {home + "key_file: /tidak/ada", "key_file"},
		"Misspelt":         {home + "modell: x", "modell"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(written(t, assisted(c.file)), environment(nil))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Load = %v, want a complaint with %q", err, c.want)
			}
			if code := loket.CodeOf(err); err != nil && code != loket.CodeInvalid {
				t.Errorf("the complaint has the code %q, want %q", code, loket.CodeInvalid)
			}
		})
	}
}
