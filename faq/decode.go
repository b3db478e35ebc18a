package faq

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// reader collects what is wrong while files are read.
type reader struct {
	problems []Problem
}

// document is one parsed file. Its nodes are kept until the catalogue has been
// checked, so that each problem can be shown at its place.
type document struct {
	name   string
	source string
	root   ast.Node // nil: the file is empty
}

// report notes a problem at a node; a nil node means the file as a whole.
func (r *reader) report(d *document, at ast.Node, format string, args ...any) {
	line, column := placeOf(at)
	r.problems = append(r.problems, problemAt(d, line, column, fmt.Sprintf(format, args...)))
}

// placeOf returns where a node begins, 0 for no node.
func placeOf(at ast.Node) (line, column int) {
	if pairs, ok := pairsOf(at); ok && len(pairs) > 0 {
		at = pairs[0].Key // the node's own place is its colon
	}
	if at == nil || at.GetToken() == nil || at.GetToken().Position == nil {
		return 0, 0
	}
	return at.GetToken().Position.Line, at.GetToken().Position.Column
}

// decode fills into from node, strictly, and goes on after each problem so
// that one run tells them all. name is the field's, for messages.
func (r *reader) decode(d *document, node ast.Node, into reflect.Value, name string) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return // left empty: check tells whether it is needed
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		r.report(d, n, `Tanda &, * dan ! di awal isian tidak dipakai di sini. Tulis isinya langsung, atau apit dengan tanda kutip "…".`)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		r.decode(d, node, into.Elem(), name)
	case reflect.Struct:
		r.decodeStruct(d, node, into, name)
	case reflect.Slice:
		r.decodeList(d, node, into, name)
	case reflect.Map:
		r.decodeMap(d, node, into, name)
	default:
		r.decodeScalar(d, node, into, name)
	}
}

// decodeStruct fills a struct; its json tags are the only names allowed.
func (r *reader) decodeStruct(d *document, node ast.Node, into reflect.Value, name string) {
	pairs, ok := pairsOf(node)
	if !ok {
		r.report(d, node, `Isian %q harus berisi pasangan "nama: isi". Tulis tiap pasangan pada baris baru, menjorok dua spasi.`, name)
		return
	}
	fields := fieldsOf(into.Type())
	for key, pair := range r.distinct(d, pairs) {
		i, ok := fields[key]
		if !ok {
			r.report(d, pair.Key, "Isian %q tidak dikenal. %s", key, suggest(key, fields))
			continue
		}
		r.decode(d, pair.Value, into.Field(i), key)
	}
}

// decodeList fills a slice; a list of nothing leaves it nil. An empty item is
// a slip of the hand and reported.
func (r *reader) decodeList(d *document, node ast.Node, into reflect.Value, name string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		r.report(d, node, `Isian %q harus berupa daftar. Tulis tiap butir pada baris baru dan awali dengan "- ".`, name)
		return
	}
	if len(list.Values) == 0 {
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values)))
	for i, v := range list.Values {
		if _, empty := v.(*ast.NullNode); empty {
			r.report(d, v, "Butir ke-%d pada %q kosong. Isi atau hapus barisnya.", i+1, name)
			continue
		}
		if text, ok := scalar(v); ok && strings.TrimSpace(text) == "" {
			r.report(d, v, "Butir ke-%d pada %q kosong. Isi atau hapus barisnya.", i+1, name)
			continue
		}
		r.decode(d, v, into.Index(i), name)
	}
}

// decodeMap fills a map whose keys are the curator's own words.
func (r *reader) decodeMap(d *document, node ast.Node, into reflect.Value, name string) {
	pairs, ok := pairsOf(node)
	if !ok {
		r.report(d, node, `Isian %q harus berisi pasangan "kata: arti". Tulis tiap pasangan pada baris baru, menjorok dua spasi.`, name)
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for key, pair := range r.distinct(d, pairs) {
		value := reflect.New(into.Type().Elem()).Elem()
		r.decode(d, pair.Value, value, key)
		into.SetMapIndex(reflect.ValueOf(key), value)
	}
}

// decodeScalar fills a text, a number or a truth value from one scalar. Space
// around a text is the layout's, not the author's.
func (r *reader) decodeScalar(d *document, node ast.Node, into reflect.Value, name string) {
	text, ok := scalar(node)
	if !ok {
		r.report(d, node, `Isian %q harus berupa satu teks, bukan daftar atau pasangan. Bila teks memuat ": ", apit dengan tanda kutip "…".`, name)
		return
	}
	switch into.Kind() {
	case reflect.String:
		text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		if i := strings.IndexFunc(text, unseen); i >= 0 {
			r.report(d, node, "Isian %q memuat karakter yang tidak terlihat (%U). Hapus dan ketik ulang.", name, []rune(text[i:])[0])
		}
		into.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			r.report(d, node, `Isian %q hanya boleh true atau false.`, name)
		}
		into.SetBool(text == "true")
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			r.report(d, node, "Isian %q harus berupa angka bulat.", name)
		}
		into.SetInt(int64(n))
	case reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			r.report(d, node, "Isian %q harus berupa angka dengan titik, misalnya 0.95.", name)
		}
		into.SetFloat(n)
	}
}

// unseen reports characters that no editor means to write and that not every
// file can carry: control characters but line ends and tabs, and what stands
// for bytes that were no text.
func unseen(c rune) bool {
	return unicode.IsControl(c) && c != '\n' && c != '\t' || c == '\uFEFF' || c == unicode.ReplacementChar || c == 0xFFFE || c == 0xFFFF
}

// distinct yields the pairs of a mapping by key in the order written,
// reporting keys that are no text and keys given twice.
func (r *reader) distinct(d *document, pairs []*ast.MappingValueNode) func(yield func(string, *ast.MappingValueNode) bool) {
	return func(yield func(string, *ast.MappingValueNode) bool) {
		seen := make(map[string]int, len(pairs))
		for _, pair := range pairs {
			key, ok := scalar(pair.Key)
			if !ok {
				r.report(d, pair.Key, "Nama isian harus berupa satu teks. Periksa titik dua dan lekukan di baris ini.")
				continue
			}
			if line, twice := seen[key]; twice {
				r.report(d, pair.Key, "Isian %q sudah ada di baris %d. Gabungkan keduanya atau hapus salah satu.", key, line)
				continue
			}
			if strings.IndexFunc(key, unseen) >= 0 || key != strings.TrimSpace(key) {
				r.report(d, pair.Key, "Nama isian %q memuat spasi di tepi atau karakter yang tidak terlihat. Ketik ulang.", key)
				continue
			}
			seen[key] = pair.Key.GetToken().Position.Line
			if !yield(key, pair) {
				return
			}
		}
	}
}

// pairsOf returns the pairs of a mapping node.
func pairsOf(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// scalar returns a node's text as it was written, so that 0812 keeps its zero.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.NullNode:
		return n.GetToken().Value, true
	case ast.ScalarNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// child returns the value of a mapping's field, or the mapping itself.
func child(node ast.Node, key string) ast.Node {
	pairs, _ := pairsOf(node)
	for _, pair := range pairs {
		if name, _ := scalar(pair.Key); name == key {
			return pair.Value
		}
	}
	return node
}

// item returns the i-th node of a list, or the node itself.
func item(node ast.Node, i int) ast.Node {
	if list, ok := node.(*ast.SequenceNode); ok && i < len(list.Values) {
		return list.Values[i]
	}
	return node
}

// fieldsOf maps the names a struct has in YAML to its fields.
func fieldsOf(t reflect.Type) map[string]int {
	fields := make(map[string]int, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = i
		}
	}
	return fields
}

// suggest names the field that was probably meant, or all there are.
func suggest(key string, fields map[string]int) string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if withinOneEdit(strings.ToLower(key), name) {
			return fmt.Sprintf("Maksud Anda %q? Perbaiki ejaannya.", name)
		}
	}
	return "Hapus, atau pakai salah satu dari: " + strings.Join(names, ", ") + "."
}
