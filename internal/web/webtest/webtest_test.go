package webtest_test

import (
	"testing"

	"loket/internal/web/webtest"
)

const page = `<!doctype html><html lang="id"><head><meta charset="utf-8"></head><body>
<main id="isi"><h1>Tiket <code>KPG</code></h1><p class="pesan besar" role="alert">satu &amp; dua<br>tiga</p>
<form action="/kirim"><input name="a" value="1"><textarea name="b">
baris 1
baris 2</textarea><select><option selected>x</option></select></form></main></body></html>`

func TestSelectors(t *testing.T) {
	t.Parallel()
	root := webtest.Parse(t, page)
	for selector, want := range map[string]int{
		"h1": 1, "main h1 code": 1, "code h1": 0, "#isi": 1, "main#isi": 1, "p#isi": 0, ".pesan": 1, ".pesan.besar": 1, ".kecil": 0,
		"[role=alert]": 1, "[role=status]": 0, "p.pesan[role]": 1, "[name]": 2, "form [name=b]": 1, "option[selected]": 1, "html *": 0,
	} {
		if got := len(root.All(selector)); got != want {
			t.Errorf("elements of %q = %d, want %d", selector, got, want)
		}
	}
	if got := root.One("h1").Text(); got != "Tiket KPG" {
		t.Errorf("words of h1 = %q, want Tiket KPG", got)
	}
	if got := root.One("[name=b]").Raw(); got != "baris 1\nbaris 2" {
		t.Errorf("words of the textarea = %q, want its two lines", got)
	}
	if root.One("[name]") != nil || root.One(".kecil").Text() != "" || root.One(".kecil").Raw() != "" {
		t.Error("One of two, and the words of none, are not nothing")
	}
}
