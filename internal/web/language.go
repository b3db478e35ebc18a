package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"loket/internal/words"
)

// languageFor is how long a browser keeps its reader's choice.
const languageFor = 365 * 24 * time.Hour

// LanguageOf returns the language that a request's reader chose; without a choice
// it is Indonesian.
func LanguageOf(ctx context.Context) words.Language {
	if visitOf(ctx).language == words.English {
		return words.English
	}
	return words.Indonesian
}

// languageIn reads the choice from a request's cookie.
func languageIn(r *http.Request, way way) words.Language {
	c, err := r.Cookie(languageCookie(way))
	if err != nil || c.Value != string(words.English) {
		return words.Indonesian
	}
	return words.English
}

func languageCookie(way way) string {
	if way.encrypted {
		return "__Host-bahasa"
	}
	return "bahasa"
}

// choose answers POST /bahasa: from now on this browser gets its pages in the
// language chosen. It leads back to where the reader was.
func choose(w http.ResponseWriter, r *http.Request) error {
	language, way := words.Indonesian, visitOf(r.Context()).way
	if r.PostFormValue("bahasa") == string(words.English) {
		language = words.English
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie(way), Value: string(language), Path: "/", MaxAge: int(languageFor / time.Second),
		Secure: way.encrypted, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	to := Local(r.PostFormValue("kembali"))
	if to == "" {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// hereOf is where a reader of a page comes back to: the page, or the one whose form
// led to it.
func hereOf(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return Local(r.URL.RequestURI())
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return ""
	}
	return Local(from.RequestURI())
}

// Local returns an address of this house, or "" when it leads elsewhere.
func Local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(address, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return ""
	}
	return address
}
