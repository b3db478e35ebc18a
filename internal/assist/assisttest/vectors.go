package assisttest

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// Size is how many numbers a vector of the server has.
const Size = 256

// Vector is what the server makes of a text: a sum of directions, one for each word
// and each three letters in it. Texts that share words are near each other; it is
// the same on every machine.
func Vector(text string) []float32 {
	v := make([]float32, Size)
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range words {
		add(v, word, 1)
		letters := []rune("_" + word + "_")
		for i := 0; i+3 <= len(letters); i++ {
			add(v, string(letters[i:i+3]), 0.3)
		}
	}
	if len(words) == 0 {
		v[0] = 1
	}
	return v
}

// add moves a vector some way into the direction of a key.
func add(v []float32, key string, way float64) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash never fails
	sum := h.Sum64()
	for range 4 {
		sum ^= sum >> 29
		sum *= 0xbf58476d1ce4e5b9
		if sum&(1<<40) != 0 {
			v[sum%Size] += float32(way)
		} else {
			v[sum%Size] -= float32(way)
		}
	}
}

// Cosine tells how near two vectors of the server are, from -1 to 1.
func Cosine(a, b []float32) float64 { return Dot(a, b) / math.Sqrt(Dot(a, a)*Dot(b, b)) }

// Dot is the product of two vectors.
func Dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// embeddings answers a request for vectors, the last text first: a client has to
// look at their numbers.
func embeddings(w http.ResponseWriter, body []byte, embed func(string) []float32) {
	var asked struct {
		Model  string   `json:"model"`
		Input  []string `json:"input"`
		Format string   `json:"encoding_format"`
	}
	if err := json.Unmarshal(body, &asked); err != nil || len(asked.Input) == 0 || slices.Contains(asked.Input, "") || asked.Format == "base64" {
		refuse(w, http.StatusBadRequest, "input must be an array of texts that are not empty")
		return
	}
	data, input := []any{}, 0
	for i, text := range slices.Backward(asked.Input) {
		input += tokens(text)
		data = append(data, map[string]any{"object": "embedding", "index": i, "embedding": embed(text)})
	}
	answer(w, http.StatusOK, map[string]any{
		"object": "list", "model": asked.Model, "data": data, "usage": map[string]int{"prompt_tokens": input, "total_tokens": input},
	})
}

// Unit is Vector brought to length 1.
func Unit(text string) []float32 {
	v := Vector(text)
	length := float32(math.Sqrt(Dot(v, v)))
	for i := range v {
		v[i] /= length
	}
	return v
}
