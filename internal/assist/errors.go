package assist

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/sashabaranov/go-openai"
)

// Why there is no answer. Whoever asks goes on without one.
var (
	ErrOff      = errors.New("this use of the assistant is switched off")
	ErrBudget   = errors.New("the assistant's budget of the day is spent")
	ErrChat     = errors.New("the calls of a day for this conversation are spent")
	ErrResting  = errors.New("the assistant rests after failures")
	ErrBusy     = errors.New("too many calls of the assistant at once")
	ErrGarbage  = errors.New("the model's answer is not what was asked for")
	ErrTooLarge = errors.New("too much text for the assistant")
	ErrPersonal = errors.New("personal data would have left; the call was stopped")

	// ErrNotOffered is an ErrGarbage that says nothing of the endpoint: a text can talk the
	// model into it.
	ErrNotOffered = fmt.Errorf("an entry that was not offered: %w", ErrGarbage)

	// ErrRejected is an answer in the form that was asked for whose text may not be shown. It
	// says nothing of the endpoint either, and comes with the loket.Error that tells why.
	ErrRejected = errors.New("what the model wrote may not be shown")

	errBody     = errors.New("the endpoint's answer is too large")
	errCut      = errors.New("the text ended in its middle") // trying again would begin it anew
	errRedirect = errors.New("the endpoint points elsewhere; what is sent goes nowhere else")
)

// Outcome is what came of a call, as it is counted and recorded.
func Outcome(err error) string {
	var netError net.Error
	switch status := statusOf(err); {
	case err == nil:
		return "ok"
	case errors.Is(err, ErrOff):
		return "off"
	case errors.Is(err, ErrBudget):
		return "budget"
	case errors.Is(err, ErrChat):
		return "chat-budget"
	case errors.Is(err, ErrResting):
		return "resting"
	case errors.Is(err, ErrBusy):
		return "busy"
	case errors.Is(err, ErrPersonal):
		return "personal"
	case errors.Is(err, ErrTooLarge), errors.Is(err, errBody):
		return "too-large"
	case errors.Is(err, ErrNotOffered):
		return "not-offered"
	case errors.Is(err, ErrRejected):
		return "rejected"
	case errors.Is(err, ErrGarbage):
		return "garbage"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netError) && netError.Timeout():
		return "timeout"
	case status == http.StatusTooManyRequests:
		return "rate-limited"
	case status >= http.StatusBadRequest:
		return "refused"
	default:
		return "failed"
	}
}

// statusOf is the HTTP status the endpoint failed with; 0: it was no answer at all.
func statusOf(err error) int {
	if e, ok := errors.AsType[*openai.APIError](err); ok {
		return e.HTTPStatusCode
	}
	if e, ok := errors.AsType[*openai.RequestError](err); ok {
		return e.HTTPStatusCode
	}
	return 0
}

// unspent tells whether a failed call surely cost nothing: it was refused, or
// never arrived.
func unspent(err error) bool {
	var dial *net.OpError
	return statusOf(err) >= http.StatusBadRequest || errors.As(err, &dial) && dial.Op == "dial" ||
		errors.Is(err, ErrResting) || errors.Is(err, errRedirect)
}

// passing tells whether the same call may succeed in a moment.
func passing(err error) bool {
	if errors.Is(err, errCut) {
		return false
	}
	var dial *net.OpError
	status := statusOf(err)
	return status == http.StatusTooManyRequests || status >= http.StatusInternalServerError ||
		errors.As(err, &dial) && dial.Op == "dial"
}

// rejected marks why what the model wrote may not be shown; nil stays nil.
func rejected(why error) error {
	if why == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrRejected, why)
}
