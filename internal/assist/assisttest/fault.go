package assisttest

import (
	"net/http"
	"strings"
	"sync/atomic"
)

// Fault answers a request in the place of the model; false: it lets it through.
type Fault func(w http.ResponseWriter, r *http.Request) (answered bool)

// Hang answers nothing until the client gives up or the test has ended.
func Hang() Fault {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		<-r.Context().Done()
		return true
	}
}

// Status refuses with a status and, if it is not empty, Retry-After.
func Status(status int, retryAfter string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		refuse(w, status, http.StatusText(status))
		return true
	}
}

// Body answers 200 with any bytes.
func Body(body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body)) // who went away reads nothing
		return true
	}
}

// Huge answers with a text of so many megabytes.
func Huge(megabytes int) Fault {
	return Body(`{"choices":[{"message":{"content":"` + strings.Repeat("x", megabytes<<20) + `"}}],"data":[]}`)
}

// Cut answers half of a text and hangs up.
func Cut() Fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte(`{"choices":[{"mess`)) // who went away reads nothing
		_ = http.NewResponseController(w).Flush()    // as above
		panic(http.ErrAbortHandler)
	}
}

// Redirect points elsewhere.
func Redirect(to string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusTemporaryRedirect)
		return true
	}
}

// First fails so many requests, and lets the others through.
func First(n int64, f Fault) Fault {
	var seen atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) bool { return seen.Add(1) <= n && f(w, r) }
}
