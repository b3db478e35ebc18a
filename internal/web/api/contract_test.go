package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"loket/faq"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/web/api"
)

// document is what of the description the tests read.
type document struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Parameters  []struct {
			Name, In string
		}
		Responses map[string]struct {
			Content map[string]struct {
				Schema struct {
					Ref string `json:"$ref"`
				}
			}
		}
	}
	Components struct {
		Schemas map[string]any
	}
}

// contract checks answers against the description that is served.
type contract struct {
	t        testing.TB
	doc      document
	compiler *jsonschema.Compiler
	called   map[string]bool // method and path of what was answered well
}

func newContract(t testing.TB, h *house) *contract {
	t.Helper()
	got := h.ask(request{method: http.MethodGet, path: "/api/openapi.json"})
	if got.status != http.StatusOK {
		t.Fatalf("the description = %d %s", got.status, got.body)
	}
	c := &contract{t: t, compiler: jsonschema.NewCompiler(), called: map[string]bool{}}
	got.into(t, &c.doc)
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("loket:openapi", whole); err != nil {
		t.Fatal(err)
	}
	return c
}

// check fails unless an answer to an operation is as the description says.
func (c *contract) check(method, path string, got said) {
	c.t.Helper()
	op, known := c.doc.Paths[path][strings.ToLower(method)]
	if !known {
		c.t.Fatalf("%s %s is not described", method, path)
	}
	status := strconv.Itoa(got.status)
	response, known := op.Responses[status]
	if !known {
		response = op.Responses["default"]
	}
	if known {
		c.called[method+" "+path] = true
	}
	kind := got.header.Get("Content-Type")
	described, known := response.Content[kind]
	switch {
	case len(response.Content) == 0 && got.body == "" && kind == "":
		return
	case !known:
		c.t.Errorf("%s %s answered %s with %q, which is not described", method, path, status, kind)
		return
	}
	schema, err := c.compiler.Compile("loket:openapi" + described.Schema.Ref)
	if err != nil {
		c.t.Fatalf("%s: %v", described.Schema.Ref, err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(got.body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		c.t.Errorf("%s %s answered what is not described: %v\n%s", method, path, err, got.body)
	}
}

// wantAll fails when an operation was never answered well.
func (c *contract) wantAll() {
	c.t.Helper()
	for path, methods := range c.doc.Paths {
		for method := range methods {
			if name := strings.ToUpper(method) + " " + path; !c.called[name] {
				c.t.Errorf("%s was not called, or never went well", name)
			}
		}
	}
}

// TestContract calls every operation, well and badly, and holds every answer to the
// schema that is served.
func TestContract(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		c := newContract(t, h)
		token := h.token("penyelia")
		call := func(method, path, template, body string) said {
			t.Helper()
			got := h.ask(request{method: method, path: "/api/v1" + path, token: token, body: body})
			c.check(method, template, got)
			return got
		}
		k, second := h.ticket("a", lokettest.Agency().ID), h.ticket("b", lokettest.Agency().ID)
		at := "/tickets/" + string(k.ID)

		want(t, "list", call("GET", "/tickets?limit=1", "/tickets", ""), 200, "")
		want(t, "a bad list", call("GET", "/tickets?limit=0", "/tickets", ""), 400, "invalid")
		want(t, "get", call("GET", at, "/tickets/{id}", ""), 200, "")
		want(t, "get nothing", call("GET", "/tickets/x", "/tickets/{id}", ""), 404, "not_found")
		var next, claimed api.Held
		call("POST", "/tickets/next", "/tickets/next", `{"unit":"umum"}`).into(t, &next)
		if next.Ticket.ID != string(k.ID) || next.Ticket.State != "claimed" {
			t.Errorf("next = %+v, want the first ticket, claimed", next.Ticket)
		}
		call("POST", at+"/claim", "/tickets/{id}/claim", "").into(t, &claimed)
		epoch := `{"epoch":` + strconv.FormatInt(claimed.Ticket.Epoch, 10)
		want(t, "renew", call("POST", at+"/renew", "/tickets/{id}/renew", epoch+`}`), 200, "")
		want(t, "reply", call("POST", at+"/reply", "/tickets/{id}/reply", epoch+`,"text":"Silakan datang ke loket."}`), 204, "")
		want(t, "an empty reply", call("POST", at+"/reply", "/tickets/{id}/reply", epoch+`,"text":" "}`), 400, "invalid")
		want(t, "note", call("POST", at+"/note", "/tickets/{id}/note", `{"text":"Sudah ditelepon."}`), 204, "")
		want(t, "get with a note", call("GET", at, "/tickets/{id}", ""), 200, "")
		want(t, "conversation", call("GET", "/conversations/"+string(k.Conversation), "/conversations/{id}", ""), 200, "")
		want(t, "close", call("POST", at+"/close", "/tickets/{id}/close", epoch+`}`), 204, "")
		want(t, "close again", call("POST", at+"/close", "/tickets/{id}/close", epoch+`}`), 409, "conflict")
		want(t, "nobody waits in another unit", call("POST", "/tickets/next", "/tickets/next", `{"unit":"aduan"}`), 404, "not_found")

		at = "/tickets/" + string(second.ID)
		call("POST", at+"/claim", "/tickets/{id}/claim", "{}").into(t, &claimed)
		epoch = `{"epoch":` + strconv.FormatInt(claimed.Ticket.Epoch, 10)
		want(t, "release", call("POST", at+"/release", "/tickets/{id}/release", epoch+`}`), 204, "")
		call("POST", at+"/claim", "/tickets/{id}/claim", "{}").into(t, &claimed)
		epoch = `{"epoch":` + strconv.FormatInt(claimed.Ticket.Epoch, 10)
		want(t, "transfer", call("POST", at+"/transfer", "/tickets/{id}/transfer", epoch+`,"unit":"aduan","reason":"Ini aduan."}`), 204, "")

		c.reads(call)
		c.hooks(call)
		c.wantAll()
	})
}

func (c *contract) reads(call func(method, path, template, body string) said) {
	c.t.Helper()
	want(c.t, "entries", call("GET", "/entries?limit=2", "/entries", ""), 200, "")
	want(c.t, "entry", call("GET", "/entries/ktp-el-hilang", "/entries/{id}", ""), 200, "")
	want(c.t, "no entry", call("GET", "/entries/tidak-ada", "/entries/{id}", ""), 404, "not_found")
	var found api.EntryMatches
	call("GET", "/entries/search?q=ktp+hilang", "/entries/search", "").into(c.t, &found)
	if len(found.Matches) == 0 || found.Matches[0].ID != "ktp-el-hilang" {
		c.t.Errorf("search = %+v, want ktp-el-hilang first", found)
	}
	want(c.t, "an empty search", call("GET", "/entries/search?q=", "/entries/search", ""), 400, "invalid")
	var answered api.Answered
	call("POST", "/ask", "/ask", `{"text":"ktp hilang"}`).into(c.t, &answered)
	if answered.Verdict != "sure" || answered.Entry != "ktp-el-hilang" || answered.Answer == "" {
		c.t.Errorf("ask = %+v, want a sure ktp-el-hilang", answered)
	}
	var figures report.Report
	call("GET", "/report?from=2026-11-01&to=2026-11-30&by=channel", "/report", "").into(c.t, &figures)
	if m := figures.All(report.HandOffWait, report.Wall); m.N != 1 || figures.By != report.ByChannel || m.Mean == nil {
		c.t.Errorf("report = %+v, want one hand-off wait", m)
	}
	want(c.t, "a report of a day that is none", call("GET", "/report?from=kemarin", "/report", ""), 400, "invalid")
	want(c.t, "a report by nothing known", call("GET", "/report?by=cuaca", "/report", ""), 400, "invalid")
	var said report.Opinion
	call("GET", "/report/ikm?from=2026-11-01&to=2026-11-30&unit=umum", "/report/ikm", "").into(c.t, &said)
	if said.N != 1 || said.Value == nil || *said.Value != 75 || said.Grade != "C" || said.Population != 3 || len(said.Sheets) != 0 || len(said.Elements) != 9 {
		c.t.Errorf("the index of one survey = %+v, want 75 and no row of a respondent", said)
	}
	call("GET", "/report/ikm", "/report/ikm", "").into(c.t, &said)
	if said.N != 0 || said.Grade != "" {
		c.t.Errorf("the index of nobody = %+v, want none", said)
	}
	want(c.t, "an index of a day that is none", call("GET", "/report/ikm?to=besok", "/report/ikm", ""), 400, "invalid")
	want(c.t, "an index by what it is not told apart by", call("GET", "/report/ikm?by=unit", "/report/ikm", ""), 400, "invalid")
	want(c.t, "ask what nobody knows", call("POST", "/ask", "/ask", `{"text":"!"}`), 200, "")
}

func (c *contract) hooks(call func(method, path, template, body string) said) {
	c.t.Helper()
	var made api.NewWebhook
	call("POST", "/webhooks", "/webhooks", `{"url":"https://hook.example.org/loket","events":["ticket.opened"]}`).into(c.t, &made)
	if !strings.HasPrefix(made.Secret, "lks_") {
		c.t.Errorf("a new webhook = %+v, want its secret", made)
	}
	listed := call("GET", "/webhooks", "/webhooks", "")
	if listed.status != 200 || strings.Contains(listed.body, "lks_") || !strings.Contains(listed.body, made.ID) {
		c.t.Errorf("webhooks = %s, want the new one without its secret", listed.body)
	}
	for what, wish := range map[string]string{
		"no https":     `{"url":"http://hook.example.org/","events":["ticket.opened"]}`,
		"inside":       `{"url":"https://10.0.0.1/","events":["ticket.opened"]}`,
		"no events":    `{"url":"https://hook.example.org/","events":[]}`,
		"events twice": `{"url":"https://hook.example.org/","events":["ticket.opened","ticket.opened"]}`,
		"strange":      `{"url":"https://hook.example.org/","events":["ticket.read"]}`,
	} {
		want(c.t, what, call("POST", "/webhooks", "/webhooks", wish), 400, "invalid")
	}
	want(c.t, "deliveries", call("GET", "/webhooks/"+made.ID+"/deliveries", "/webhooks/{id}/deliveries", ""), 200, "")
	want(c.t, "resume", call("POST", "/webhooks/"+made.ID+"/resume", "/webhooks/{id}/resume", ""), 204, "")
	want(c.t, "delete", call("DELETE", "/webhooks/"+made.ID, "/webhooks/{id}", ""), 204, "")
	want(c.t, "delete again", call("DELETE", "/webhooks/"+made.ID, "/webhooks/{id}", ""), 404, "not_found")
	want(c.t, "deliveries of none", call("GET", "/webhooks/"+made.ID+"/deliveries", "/webhooks/{id}/deliveries", ""), 404, "not_found")
}

// TestDescription holds the description to the routes, both ways: what is described
// is routed, and whatever else is asked for is not.
func TestDescription(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite:"+t.TempDir()+"/loket.db")
	c, token := newContract(t, h), h.token("penyelia")
	if c.doc.OpenAPI != "3.1.0" || len(c.doc.Paths) < 15 {
		t.Fatalf("a description of OpenAPI %s with %d paths", c.doc.OpenAPI, len(c.doc.Paths))
	}
	var ids []string
	for path, methods := range c.doc.Paths {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			op, described := methods[strings.ToLower(method)]
			_, elsewhere := c.doc.Paths[path[:strings.LastIndexByte(path, '/')]+"/{id}"][strings.ToLower(method)]
			got := h.ask(request{method: method, path: "/api/v1" + strings.ReplaceAll(path, "{id}", "x"), token: token, body: "[]"})
			routed := got.status != http.StatusMethodNotAllowed
			if routed != (described || elsewhere) { // a word may be read as an identifier
				t.Errorf("%s %s: described %v, routed %v (%d)", method, path, described, routed, got.status)
			}
			if !routed && !allows(c.doc, path, got.header.Get("Allow")) {
				t.Errorf("%s %s: Allow is %q", method, path, got.header.Get("Allow"))
			}
			if described {
				ids = append(ids, op.OperationID)
			}
		}
	}
	slices.Sort(ids)
	if twice := len(ids) - len(slices.Compact(ids)); twice != 0 || slices.Contains(ids, "") {
		t.Errorf("operation ids %q, want each once", ids)
	}
	for _, path := range []string{"/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/tickets", "/api/v1/staff", "/api/v1/tickets/x/reopen", "/api/v1/tickets/x/y/z", "/api/openapi.yaml"} {
		want(t, path, h.ask(request{method: "GET", path: path, token: token}), 404, "not_found")
	}
}

// allows tells whether Allow names every described method of a path.
func allows(doc document, path, allow string) bool {
	for method := range doc.Paths[path] {
		if !strings.Contains(allow, strings.ToUpper(method)) {
			return false
		}
	}
	return allow != ""
}

// TestAskIsTheCommand: what is answered has the fields of `loket ask --json`, which
// prints the same type.
func TestAskIsTheCommand(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(api.NewAnswered(faq.Result{}, ""))
	if err != nil {
		t.Fatal(err)
	}
	const wanted = `{"verdict":"unknown","entry":"","facet":"","score":0,"candidates":[],"answer":"","parts":[],"intents":[]}`
	if string(text) != wanted {
		t.Errorf("nothing recognised = %s, want %s", text, wanted)
	}
}

// TestReportIsForReporters keeps figures from those who may not read the page.
func TestReportIsForReporters(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for login, status := range map[string]int{"petugas": 403, "kurator": 403, "penyelia": 200, "pimpinan": 200, "auditor": 200} {
			for _, path := range []string{"/report", "/report/ikm"} {
				got := h.ask(request{method: "GET", path: "/api/v1" + path, token: h.token(login)})
				if got.status != status {
					t.Errorf("%s for %s = %d, want %d: %s", path, login, got.status, status, got.body)
				}
			}
		}
		if got := h.ask(request{method: "GET", path: "/api/v1/report", token: h.token("admin", "ask")}); got.status != 403 {
			t.Errorf("the report for a token without its scope = %d, want 403", got.status)
		}
	})
}
