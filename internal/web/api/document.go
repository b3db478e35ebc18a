package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"
)

// documentPath is where the description stands; it is open to everybody.
const documentPath = "/api/openapi.json"

// The shape of an OpenAPI 3.1 document, as far as it is used here.
type (
	document struct {
		OpenAPI    string                          `json:"openapi"`
		Info       info                            `json:"info"`
		Servers    []server                        `json:"servers"`
		Security   []map[string][]string           `json:"security"`
		Paths      map[string]map[string]described `json:"paths"`
		Components components                      `json:"components"`
	}
	info struct {
		Title       string `json:"title"`
		Version     string `json:"version"`
		Description string `json:"description"`
	}
	server struct {
		URL string `json:"url"`
	}
	components struct {
		Schemas         map[string]*jsonschema.Schema `json:"schemas"`
		SecuritySchemes map[string]securityScheme     `json:"securitySchemes"`
	}
	securityScheme struct {
		Type        string `json:"type"`
		Scheme      string `json:"scheme"`
		Description string `json:"description"`
	}
	described struct {
		ID          string              `json:"operationId"`
		Summary     string              `json:"summary"`
		Description string              `json:"description"`
		Parameters  []describedPlace    `json:"parameters,omitempty"`
		RequestBody *content            `json:"requestBody,omitempty"`
		Responses   map[string]*content `json:"responses"`
	}
	describedPlace struct {
		Name        string `json:"name"`
		In          string `json:"in"`
		Required    bool   `json:"required,omitempty"`
		Description string `json:"description,omitempty"`
		Schema      place  `json:"schema"`
	}
	place struct {
		Type string `json:"type"`
	}
	content struct {
		Description string           `json:"description"`
		Required    bool             `json:"required,omitempty"`
		Content     map[string]typed `json:"content,omitempty"`
	}
	typed struct {
		Schema reference `json:"schema"`
	}
	reference struct {
		Ref string `json:"$ref"`
	}
)

const about = "Tiket, percakapan, jawaban, pertanyaan, dan webhook sebuah kantor. Tiap permintaan membawa token (Authorization: Bearer lkt_…) " +
	"dari loket staff token add; token bertindak sebagai akunnya, dengan aturan yang sama seperti halaman petugas. Yang mengubah sesuatu " +
	"butuh Idempotency-Key: ulangan dengan kunci dan isi yang sama dijawab sama dan tidak dikerjakan dua kali. Kesalahan berbentuk " +
	"application/problem+json."

// description is the document, made of the list of operations.
func (a *API) description() []byte {
	doc := document{
		OpenAPI: "3.1.0", Info: info{Title: "Loket", Version: "1", Description: about}, Servers: []server{{URL: base}},
		Security: []map[string][]string{{"token": {}}}, Paths: map[string]map[string]described{},
		Components: components{
			Schemas: map[string]*jsonschema.Schema{"Problem": schemaOf(Problem{})},
			SecuritySchemes: map[string]securityScheme{
				"token": {Type: "http", Scheme: "bearer", Description: "Token dari loket staff token add, diawali lkt_"},
			},
		},
	}
	for _, op := range a.operations() {
		if doc.Paths[op.Path] == nil {
			doc.Paths[op.Path] = map[string]described{}
		}
		doc.Paths[op.Path][strings.ToLower(op.Method)] = op.described()
		for _, example := range []any{op.Body, op.Answer} {
			if example != nil {
				doc.Components.Schemas[nameOf(example)] = schemaOf(example)
			}
		}
	}
	text, err := json.Marshal(doc)
	if err != nil {
		panic(err) // only when a type of ours is none of JSON
	}
	return text
}

func nameOf(example any) string { return reflect.TypeOf(example).Name() }

// schemaOf is the schema of a type, whole: nothing in it refers elsewhere.
func schemaOf(example any) *jsonschema.Schema {
	reflector := jsonschema.Reflector{DoNotReference: true, Anonymous: true}
	schema := reflector.Reflect(example)
	schema.Version = ""
	return schema
}

func (o operation) described() described {
	d := described{ID: o.ID, Summary: o.Summary, Description: "Bagian token: " + string(o.Scope), Responses: map[string]*content{}}
	for _, part := range strings.Split(o.Path, "/") {
		if strings.HasPrefix(part, "{") {
			d.Parameters = append(d.Parameters, describedPlace{Name: strings.Trim(part, "{}"), In: "path", Required: true, Schema: place{"string"}})
		}
	}
	for _, p := range o.Query {
		d.Parameters = append(d.Parameters, describedPlace{Name: p.Name, In: "query", Description: p.About, Schema: place{"string"}})
	}
	if o.Changes {
		d.Parameters = append(d.Parameters, describedPlace{
			Name: "Idempotency-Key", In: "header", Required: true, Schema: place{"string"},
			Description: "Satu untuk tiap hal yang diminta, 1 sampai 200 huruf; diingat 24 jam.",
		})
	}
	if o.Body != nil {
		d.RequestBody = contentOf("Permintaan", jsonType, nameOf(o.Body))
		d.RequestBody.Required = o.Body != any(Nothing{})
	}
	ok := &content{Description: http.StatusText(o.Status)}
	if o.Answer != nil {
		ok = contentOf(http.StatusText(o.Status), jsonType, nameOf(o.Answer))
	}
	d.Responses[strconv.Itoa(o.Status)] = ok
	d.Responses["default"] = contentOf("Masalah", problemType, "Problem")
	return d
}

func contentOf(about, kind, name string) *content {
	return &content{Description: about, Content: map[string]typed{kind: {Schema: reference{"#/components/schemas/" + name}}}}
}
