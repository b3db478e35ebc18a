package faketelegram

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
)

// apiError is a refusal as the Bot API words it.
type apiError struct {
	Code        int
	Description string
	RetryAfter  int   // seconds, of a 429
	MigrateTo   int64 // the group's new id
}

func (e *apiError) Error() string { return strconv.Itoa(e.Code) + " " + e.Description }

func badRequest(why string) *apiError {
	return &apiError{Code: http.StatusBadRequest, Description: "Bad Request: " + why}
}

func conflict(why string) *apiError {
	return &apiError{Code: http.StatusConflict, Description: "Conflict: " + why}
}

func tooMany(seconds int) *apiError {
	return &apiError{
		Code:        http.StatusTooManyRequests,
		Description: "Too Many Requests: retry after " + strconv.Itoa(seconds),
		RetryAfter:  seconds,
	}
}

func asAPIError(err error) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	return &apiError{Code: http.StatusInternalServerError, Description: "Internal Server Error: " + err.Error()}
}

type errorParameters struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

type errorEnvelope struct {
	OK          bool             `json:"ok"`
	Code        int              `json:"error_code"`
	Description string           `json:"description"`
	Parameters  *errorParameters `json:"parameters,omitempty"`
}

func writeError(w http.ResponseWriter, e *apiError) {
	envelope := errorEnvelope{Code: e.Code, Description: e.Description}
	if e.RetryAfter != 0 || e.MigrateTo != 0 {
		envelope.Parameters = &errorParameters{RetryAfter: e.RetryAfter, MigrateTo: e.MigrateTo}
	}
	body, _ := json.Marshal(envelope) // a struct of numbers and strings cannot fail
	w.WriteHeader(e.Code)
	_, _ = w.Write(body)
}
