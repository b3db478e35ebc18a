package web_test

import (
	"html/template"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"loket/internal/web"
	"loket/internal/web/webtest"
	"loket/internal/words"
)

// sources are templates that stand in no directory: name, source, name, source….
func sources(pairs ...string) fstest.MapFS {
	all := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all["templates/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return all
}

// spoken is a fragment in a language, with a view.
func spoken(t testing.TB, page *template.Template, l words.Language, view any) string {
	t.Helper()
	var out strings.Builder
	if err := web.Execute(&out, page, l, view); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFragmentInBothLanguages: what stands between tags, what is shown of attributes and
// what actions write are said in the language asked for; names of fields, addresses,
// code and what people wrote stay as they are.
func TestFragmentInBothLanguages(t *testing.T) {
	t.Parallel()
	view := map[string]any{"Text": words.Text("Menunggu"), "Written": "Menunggu", "Said": words.Say("memegang %d tiket", 1), "Yes": true, "All": []words.Text{"Menunggu", "Jawaban"}}
	for name, c := range map[string]struct{ source, indonesian, english string }{
		"Words":          {`<p>Menunggu</p>`, `<p>Menunggu</p>`, `<p>Waiting</p>`},
		"Spaces":         {"<p>\n Menunggu\n</p>", "<p>\n Menunggu\n</p>", "<p>\n Waiting\n</p>"},
		"Unknown":        {`<p>Tidak di tabel</p>`, `<p>Tidak di tabel</p>`, `<p>Tidak di tabel</p>`},
		"Title":          {`<p title="Menunggu">x1</p>`, `<p title="Menunggu">x1</p>`, `<p title="Waiting">x1</p>`},
		"Label":          {`<a aria-label="Menunggu">x1</a>`, `<a aria-label="Menunggu">x1</a>`, `<a aria-label="Waiting">x1</a>`},
		"Alt":            {`<img alt="Menunggu">`, `<img alt="Menunggu">`, `<img alt="Waiting">`},
		"Placeholder":    {`<input placeholder="Menunggu">`, `<input placeholder="Menunggu">`, `<input placeholder="Waiting">`},
		"ForScripts":     {`<b data-kata-tunggu="Menunggu"></b>`, `<b data-kata-tunggu="Menunggu"></b>`, `<b data-kata-tunggu="Waiting"></b>`},
		"OfButtons":      {`<b data-tombol-nama="Menunggu"></b>`, `<b data-tombol-nama="Menunggu"></b>`, `<b data-tombol-nama="Waiting"></b>`},
		"NotShown":       {`<p id="Menunggu" class="Menunggu" data-x="Menunggu"></p>`, `<p id="Menunggu" class="Menunggu" data-x="Menunggu"></p>`, `<p id="Menunggu" class="Menunggu" data-x="Menunggu"></p>`},
		"Value":          {`<option value="Menunggu">Menunggu</option>`, `<option value="Menunggu">Menunggu</option>`, `<option value="Menunggu">Waiting</option>`},
		"Code":           {`<code>Menunggu</code> <kbd title="Menunggu">Menunggu</kbd>`, `<code>Menunggu</code> <kbd title="Menunggu">Menunggu</kbd>`, `<code>Menunggu</code> <kbd title="Waiting">Menunggu</kbd>`},
		"Action":         {`<p>{{.Text}}</p>`, `<p>Menunggu</p>`, `<p>Waiting</p>`},
		"Action/Written": {`<p>{{.Written}}</p>`, `<p>Menunggu</p>`, `<p>Menunggu</p>`},
		"Action/Said":    {`<p title="{{.Said}}">{{.Said}}</p>`, `<p title="memegang 1 tiket">memegang 1 tiket</p>`, `<p title="holds 1 ticket">holds 1 ticket</p>`},
		"Variable":       {`{{$a := .Text}}<p>{{$a}}</p>`, `<p>Menunggu</p>`, `<p>Waiting</p>`},
		"If":             {`{{if .Yes}}Menunggu{{else}}Jawaban{{end}}`, `Menunggu`, `Waiting`},
		"Else":           {`{{if not .Yes}}Menunggu{{else}}Jawaban{{end}}`, `Jawaban`, `Entries`},
		"ElseIf":         {`{{if not .Yes}}x1{{else if .Yes}}{{.Text}}{{end}}`, `Menunggu`, `Waiting`},
		"Range":          {`{{range .All}}<i>{{.}}</i>{{end}}`, `<i>Menunggu</i><i>Jawaban</i>`, `<i>Waiting</i><i>Entries</i>`},
		"Range/Empty":    {`{{range .None}}x1{{else}}Menunggu{{end}}`, `Menunggu`, `Waiting`},
		"With":           {`{{with .Text}}<i>{{.}}</i>{{end}}{{with .None}}x1{{else}}{{.Text}}{{end}}`, `<i>Menunggu</i>Menunggu`, `<i>Waiting</i>Waiting`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := web.Fragment(sources("a.html", c.source), "a.html")
			if err != nil {
				t.Fatal(err)
			}
			for l, want := range map[words.Language]string{words.Indonesian: c.indonesian, words.English: c.english, "": c.indonesian, "fr": c.indonesian} {
				if got := spoken(t, page, l, view); got != want {
					t.Errorf("%q in %q = %q, want %q", c.source, l, got, want)
				}
			}
		})
	}
}

// TestTemplatesInTemplates: a template called by another, however deep, and one that
// calls itself, speak the language of the outermost, and know what they were given.
func TestTemplatesInTemplates(t *testing.T) {
	t.Parallel()
	page, err := web.Fragment(sources(
		"a.html", `Menunggu {{template "baris" .}}{{if .More}}{{template "b.html" .}}{{end}}{{define "baris"}}<i>Menunggu</i>{{end}}`,
		"b.html", `<b>Jawaban</b>{{range .More}}{{template "pohon" .}}{{end}}{{define "pohon"}}<u title="Menunggu">{{.Text}}</u>{{with .Below}}{{template "pohon" .}}{{end}}{{end}}`,
	), "a.html", "b.html")
	if err != nil {
		t.Fatal(err)
	}
	type node struct {
		Text  words.Text
		Below any
	}
	view := map[string]any{"More": []node{{"Menunggu", node{"Jawaban", nil}}}}
	for l, want := range map[words.Language]string{
		words.Indonesian: `Menunggu <i>Menunggu</i><b>Jawaban</b><u title="Menunggu">Menunggu</u><u title="Menunggu">Jawaban</u>`,
		words.English:    `Waiting <i>Waiting</i><b>Entries</b><u title="Waiting">Waiting</u><u title="Waiting">Entries</u>`,
	} {
		for range 2 { // and again after it was written once
			if got := spoken(t, page, l, view); got != want {
				t.Errorf("in %s = %q, want %q", l, got, want)
			}
		}
	}
}

// TestSpokenIsEscaped: in both languages what is written into a page is escaped where it
// stands, be it Loket's own words or somebody else's.
func TestSpokenIsEscaped(t *testing.T) {
	t.Parallel()
	page, err := web.Fragment(sources("a.html", `<p title="{{.}}">{{.}}</p><a href="/x?q={{.}}">x1</a>`), "a.html")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune(`<>"'&%{}=/ \aé`+"`"))).Draw(r, "text")
		plain := spoken(t, page, words.Indonesian, text)
		for _, l := range []words.Language{words.Indonesian, words.English} {
			for _, view := range []any{text, words.Name(text), words.Both(text, text)} {
				if got := spoken(t, page, l, view); got != plain {
					t.Errorf("%q as %T in %s = %q, want %q", text, view, l, got, plain)
				}
			}
		}
		node := webtest.Parse(t, plain)
		if got := node.One("p").Attr["title"]; got != text {
			t.Errorf("%q reads %q in its attribute", text, got)
		}
	})
}

// TestUnknownLanguage: a cookie with anything but the two languages is as none; one of
// the other kind of wire is not looked at.
func TestUnknownLanguage(t *testing.T) {
	t.Parallel()
	_, b := newHouse(nil)
	for _, c := range []struct{ cookie, value, proto, want string }{
		{"bahasa", "en", "", "en"},
		{"bahasa", "id", "", "id"},
		{"bahasa", "", "", "id"},
		{"bahasa", "EN", "", "id"},
		{"bahasa", "en-GB", "", "id"},
		{"bahasa", "fr", "", "id"},
		{"bahasa", "<script>", "", "id"},
		{"bahasa", strings.Repeat("en", 1000), "", "id"},
		{"__Host-bahasa", "en", "", "id"},
		{"__Host-bahasa", "en", "https", "en"},
		{"bahasa", "en", "https", "id"},
	} {
		reader := b.Clone()
		reader.Cookies[c.cookie] = c.value
		if c.proto != "" {
			reader.Header["X-Forwarded-Proto"] = c.proto
		}
		a := reader.Get("/")
		if got := a.Page(t).One("html").Attr["lang"]; a.Status != http.StatusOK || got != c.want || strings.Contains(a.Body, "<script>") {
			t.Errorf("with %s=%.20q over %q: status %d in %q, want %q", c.cookie, c.value, c.proto, a.Status, got, c.want)
		}
	}
	for _, value := range []string{"", "fr", "EN", "en; Path=/x"} {
		if got := b.Clone().Post("/bahasa", "bahasa", value).Header.Get("Set-Cookie"); !strings.HasPrefix(got, "bahasa=id;") {
			t.Errorf("choosing %q keeps %q, want Indonesian", value, got)
		}
	}
}
