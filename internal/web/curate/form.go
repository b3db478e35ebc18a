package curate

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/words"
)

// control is how a field is filled in.
type control string

// The controls.
const (
	oneLine control = "baris"
	prose   control = "teks"
	list    control = "butir" // a line for each item
	day     control = "tanggal"
	choice  control = "pilihan"
)

// field is one field of an entry, on the form.
type field struct {
	Name    string // as in YAML, facets by their own names
	Label   words.Text
	Hint    words.Text // empty: it says itself what it wants
	Control control
	Rows    int
	Options []option // of a choice

	Value   string
	Fixed   bool // it can be read only
	Remarks []remark
}

// option is one value of a choice.
type option struct {
	Value string
	Text  words.Text
}

// section is a group of fields.
type section struct {
	Title  words.Text
	Fields []field
}

// sections are the fields of an entry in the order they are written.
func sections() []section {
	return []section{
		{"Pokok", []field{
			{Name: "title", Label: "Judul", Hint: "Dibaca warga sebagai pilihan, dan dipelajari seperti contoh pertanyaan.", Control: oneLine},
			{Name: "id", Label: "Id", Hint: "Huruf kecil, angka, tanda hubung; tidak dapat diganti setelah terbit. Kosong: dibuat dari judul.", Control: oneLine},
			{Name: "group", Label: "Topik", Control: oneLine},
			{Name: "unit", Label: "Bagian", Control: oneLine},
			{Name: "audience", Label: "Untuk siapa", Control: choice, Options: []option{{"warga", "warga"}, {"pelaku-usaha", "pelaku usaha"}}},
			{Name: "questions", Label: "Contoh pertanyaan", Hint: "Satu per baris, sebaiknya 12 atau lebih, dengan gaya berbeda-beda. Tanpa nama orang.", Control: list, Rows: 10},
		}},
		{"Jawaban", []field{
			{Name: "answer", Label: "Jawaban", Hint: "Baris pertama menjawab langsung.", Control: prose, Rows: 4},
			{Name: "requirements", Label: "Syarat", Hint: oneEach, Control: list, Rows: 4},
			{Name: "steps", Label: "Langkah", Hint: oneEach, Control: list, Rows: 4},
			{Name: "forms", Label: "Formulir", Hint: "Kode dari tabel formulir, satu per baris.", Control: list, Rows: 2},
			{Name: "where", Label: "Tempat", Control: oneLine},
			{Name: "hours", Label: "Jam layanan", Control: oneLine},
			{Name: "fee", Label: "Biaya", Control: oneLine},
			{Name: "duration", Label: "Waktu", Control: oneLine},
			{Name: "deadline", Label: "Batas waktu", Control: oneLine},
			{Name: "not_needed", Label: "Tidak perlu", Hint: oneEach, Control: list, Rows: 2},
			{Name: "cases", Label: "Keadaan khusus", Hint: oneEach, Control: list, Rows: 3},
			{Name: "plain", Label: "Dengan kata yang lebih sederhana", Control: prose, Rows: 3},
		}},
		{"Dasar dan masa berlaku", []field{
			{Name: "basis", Label: "Dasar", Hint: "Satu per baris: aturan | pasal | alamat. Pasal dan alamat boleh kosong.", Control: list, Rows: 2},
			{Name: "reviewed_on", Label: "Terakhir dicocokkan dengan sumber", Control: day},
			{Name: "verified", Label: "Diperiksa oleh (jabatan)", Hint: "Dibaca warga. Kosong: belum diperiksa dinas.", Control: oneLine},
			{Name: "verified_on", Label: "Diperiksa pada", Control: day},
			{Name: "valid_until", Label: "Berlaku sampai", Hint: "Sesudah hari ini tidak dikutip lagi. Kosong: tanpa batas.", Control: day},
			{Name: "refer_to", Label: "Instansi yang berwenang", Control: oneLine},
		}},
		{"Cara dipakai", []field{
			{Name: "status", Label: "Setelah terbit", Control: choice, Options: []option{{"published", "boleh dikutip"}, {"draft", "disimpan, belum dikutip"}, {"withdrawn", "dicabut"}}},
			{Name: "risk", Label: "Kepekaan", Control: choice, Options: []option{{"normal", "biasa"}, {"sensitive", "peka: menyangkut duka, bahaya, atau konflik"}}},
			{Name: "sure_at", Label: "Ambang sendiri", Hint: "0,5 sampai 1. Kosong: ambang umum.", Control: oneLine},
			{Name: "local", Label: "Fakta setempat", Hint: "Id dari tabel fakta, satu per baris.", Control: list, Rows: 2},
			{Name: "related", Label: "Jawaban terkait", Hint: "Id jawaban, satu per baris.", Control: list, Rows: 2},
		}},
	}
}

// oneEach tells how a list is written.
const oneEach words.Text = "Satu butir per baris."

// text is where a field of one text stands in an entry; nil: it is none.
func text(e *faq.Entry, name string) *string {
	f := &e.Facets
	return map[string]*string{
		"id": &e.ID, "title": &e.Title, "group": &e.Group, "unit": &e.Unit, "audience": &e.Audience, "answer": &e.Answer, "plain": &e.Plain,
		"where": &f.Where, "hours": &f.Hours, "fee": &f.Fee, "duration": &f.Duration, "deadline": &f.Deadline,
		"refer_to": &e.ReferTo, "risk": &e.Risk,
	}[name]
}

// items is where a field of many texts stands in an entry; nil: it is none.
func items(e *faq.Entry, name string) *[]string {
	f := &e.Facets
	return map[string]*[]string{
		"questions": &e.Questions, "requirements": &f.Requirements, "steps": &f.Steps, "forms": &f.Forms, "not_needed": &f.NotNeeded,
		"cases": &f.Cases, "local": &e.Local, "related": &e.Related,
	}[name]
}

// valueOf is a field of an entry as the form holds it.
func valueOf(e faq.Entry, name string) string {
	if one := text(&e, name); one != nil {
		return *one
	}
	if all := items(&e, name); all != nil {
		return strings.Join(*all, "\n")
	}
	verified := faq.Verified{}
	if e.Verified != nil {
		verified = *e.Verified
	}
	switch name {
	case "basis":
		return basisText(e.Basis)
	case "reviewed_on":
		return string(e.ReviewedOn)
	case "verified":
		return verified.ByRole
	case "verified_on":
		return string(verified.On)
	case "valid_until":
		return string(e.ValidUntil)
	case "status":
		return string(e.Status)
	case "sure_at":
		if e.SureAt > 0 {
			return strings.Replace(strconv.FormatFloat(e.SureAt, 'f', -1, 64), ".", ",", 1)
		}
	}
	return ""
}

// entryOf reads a form over an entry: what the form does not have stays. An error says
// what cannot be used; everything else was read.
func entryOf(e faq.Entry, form url.Values) (faq.Entry, error) {
	var wrong error
	for _, s := range sections() {
		for _, f := range s.Fields {
			if !form.Has(f.Name) {
				continue
			}
			value := strings.TrimSpace(strings.ReplaceAll(form.Get(f.Name), "\r\n", "\n"))
			if err := set(&e, f.Name, value); err != nil {
				wrong = err
			}
		}
	}
	if e.Verified != nil && *e.Verified == (faq.Verified{}) {
		e.Verified = nil
	}
	if e.ID == "" {
		e.ID = idOf(e.Title)
	}
	return e, wrong
}

// set writes one field.
func set(e *faq.Entry, name, value string) error {
	if one := text(e, name); one != nil {
		*one = value
		return nil
	}
	if all := items(e, name); all != nil {
		*all = linesOf(value)
		return nil
	}
	if name == "verified" || name == "verified_on" {
		verified := faq.Verified{}
		if e.Verified != nil {
			verified = *e.Verified
		}
		if e.Verified = &verified; name == "verified" {
			verified.ByRole = value
		} else {
			verified.On = faq.Date(value)
		}
		return nil
	}
	switch name {
	case "basis":
		e.Basis = basisOf(value)
	case "reviewed_on":
		e.ReviewedOn = faq.Date(value)
	case "valid_until":
		e.ValidUntil = faq.Date(value)
	case "status":
		e.Status = faq.Status(value)
	case "sure_at":
		return setBar(e, value)
	}
	return nil
}

func setBar(e *faq.Entry, value string) error {
	if e.SureAt = 0; value == "" {
		return nil
	}
	bar, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
	if err != nil || bar < 0.5 || bar > 1 {
		return loket.Sayf(loket.CodeInvalid, "Ambang sendiri: %q tidak dapat dipakai. Isi angka 0,5 sampai 1, atau kosongkan.", value)
	}
	e.SureAt = bar
	return nil
}

// linesOf reads a list, one item on a line.
func linesOf(value string) (out []string) {
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// basisText writes sources, one on a line.
func basisText(all []faq.Basis) string {
	lines := make([]string, 0, len(all))
	for _, b := range all {
		line := strings.Join([]string{b.Rule, b.Article, b.URL}, " | ")
		lines = append(lines, strings.TrimRight(line, " |"))
	}
	return strings.Join(lines, "\n")
}

// basisOf reads what basisText wrote.
func basisOf(value string) (all []faq.Basis) {
	for _, line := range linesOf(value) {
		cells := append(strings.SplitN(line, "|", 3), "", "")
		all = append(all, faq.Basis{
			Rule: strings.TrimSpace(cells[0]), Article: strings.TrimSpace(cells[1]), URL: strings.TrimSpace(cells[2]),
		})
	}
	return all
}

var between = regexp.MustCompile(`[^a-z0-9]+`)

// mostID is how long an id is that is made of a title, in characters.
const mostID = 50

// idOf makes an id of a title.
func idOf(title string) string {
	id := strings.Trim(between.ReplaceAllString(strings.ToLower(title), "-"), "-")
	if len(id) > mostID {
		id = strings.Trim(id[:mostID], "-")
	}
	return id
}

// fieldLabel names a field of a difference as the form does; one it does not have is
// shown as it is.
func fieldLabel(name string) words.Text {
	name = strings.TrimPrefix(name, "facets.")
	switch {
	case name == "verified.by_role":
		name = "verified"
	case name == "verified.on":
		name = "verified_on"
	case strings.HasPrefix(name, "basis."):
		name = "basis"
	}
	for _, s := range sections() {
		if i := slices.IndexFunc(s.Fields, func(f field) bool { return f.Name == name }); i >= 0 {
			return s.Fields[i].Label
		}
	}
	return words.Name(name)
}
