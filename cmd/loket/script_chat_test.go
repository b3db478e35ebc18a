package main_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"

	"github.com/rogpeppe/go-internal/testscript"
)

// chat has a citizen who is new at the script's server write a line in its web
// chat.
func chat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || ts.Getenv("ADDR") == "" {
		ts.Fatalf("usage: chat TEXT, after serve")
	}
	jar, err := cookiejar.New(nil)
	ts.Check(err)
	citizen, box := http.Client{Jar: jar}, "http://"+ts.Getenv("ADDR")+"/chat/disdukcapil-kota-kupang"
	page, err := citizen.Get(box)
	ts.Check(err)
	ts.Check(page.Body.Close())
	body, err := json.Marshal(map[string]string{"client_id": "client-id-0001", "text": args[0]})
	ts.Check(err)
	taken, err := citizen.Post(box+"/messages", "application/json", bytes.NewReader(body))
	ts.Check(err)
	ts.Check(taken.Body.Close())
	if taken.StatusCode != http.StatusOK {
		ts.Fatalf("the chat says %s", taken.Status)
	}
}
