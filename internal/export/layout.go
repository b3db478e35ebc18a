package export

// form is how a value stands in a cell.
type form int

const (
	text    form = iota // as it is
	day                 // a date, 2026-11-21
	number              // a number
	flag                // ya, or nothing
	lines               // a list: one item a line
	sources             // bases: one a line, "rule | article | url"
)

// column is one column of a sheet.
type column struct {
	field   string // named in the second row, which says where a column is wherever it was moved
	heading string // named in the first row, for people
	width   float64
	form    form     // of sheets without sections
	choices []string // offered by the spreadsheet program
}

// cellField says what of a section's items stands in a column.
type cellField struct {
	name string // of the item; or one of the marks
	form form
}

// The marks: the section's own key or value rather than a field of an item.
const (
	theKey   = "#key"
	theValue = "#value"
)

// shape is how the items of a section are kept.
type shape int

const (
	single shape = iota // one value
	list                // a list of texts, over as many rows as need be
	keyed               // values under names
	items               // a list of items with fields
)

// section is a part of a table: the rows that bear its label.
type section struct {
	name  string // as in YAML
	label string // as in the first column
	shape shape
	cells []cellField // for each column after the label
}

// sheet is one sheet of the workbook: a table of the catalogue.
type sheet struct {
	name     string
	kind     string // of the items it holds
	file     string // where package faq expects the table
	columns  []column
	sections []section // none: a row is an item
}

const (
	answersSheet = "Jawaban"
	intentsSheet = "Maksud"
	guideSheet   = "Petunjuk"
)

// layout is the workbook: a sheet for every kind of item, so that a kind without
// one is noticed when the first of it is written.
func layout() []sheet {
	return []sheet{answers(), forms(), words(), needs(), intents(), facts(), style()}
}

// answers is the sheet of entries: a column for each field, in the order in
// which an editor thinks of them. The first one must be the id.
func answers() sheet {
	return sheet{name: answersSheet, kind: "entry", file: "jawaban.yaml", columns: []column{
		{field: "id", heading: "Id (jangan diganti)", width: 28},
		{field: "title", heading: "Judul", width: 28},
		{field: "status", heading: "Status", width: 12, choices: []string{"draft", "published", "withdrawn"}},
		{field: "group", heading: "Kelompok", width: 14},
		{field: "unit", heading: "Bidang", width: 18},
		{field: "audience", heading: "Untuk", width: 13, choices: []string{"warga", "pelaku-usaha"}},
		{field: "risk", heading: "Kepekaan", width: 11, choices: []string{"normal", "sensitive"}},
		{field: "questions", heading: "Pertanyaan warga (satu per baris)", width: 48, form: lines},
		{field: "answer", heading: "Jawaban (baris pertama menjawab langsung)", width: 56},
		{field: "facets.requirements", heading: "Syarat (satu per baris)", width: 40, form: lines},
		{field: "facets.steps", heading: "Langkah (satu per baris)", width: 40, form: lines},
		{field: "facets.forms", heading: "Kode formulir (satu per baris)", width: 14, form: lines},
		{field: "facets.where", heading: "Tempat", width: 30},
		{field: "facets.hours", heading: "Jam", width: 22},
		{field: "facets.fee", heading: "Biaya", width: 18},
		{field: "facets.duration", heading: "Lama", width: 28},
		{field: "facets.not_needed", heading: "Tidak perlu (satu per baris)", width: 24, form: lines},
		{field: "facets.deadline", heading: "Batas waktu", width: 24},
		{field: "facets.cases", heading: "Kasus khusus (satu per baris)", width: 40, form: lines},
		{field: "plain", heading: "Jawaban lebih sederhana", width: 36},
		{field: "basis", heading: "Dasar: aturan | pasal | alamat (satu per baris)", width: 44, form: sources},
		{field: "reviewed_on", heading: "Dicocokkan pada", width: 13, form: day},
		{field: "verified.by_role", heading: "Diperiksa oleh (jabatan)", width: 22},
		{field: "verified.on", heading: "Diperiksa pada", width: 13, form: day},
		{field: "valid_until", heading: "Berlaku sampai", width: 13, form: day},
		{field: "local", heading: "Fakta setempat (id, satu per baris)", width: 22, form: lines},
		{field: "related", heading: "Jawaban terkait (id, satu per baris)", width: 26, form: lines},
		{field: "refer_to", heading: "Instansi yang berwenang", width: 22},
		{field: "sure_at", heading: "Dikutip mulai peluang (0.5 sampai 1)", width: 13, form: number},
	}}
}

// forms is the table of form codes, with its date and rule above it.
func forms() sheet {
	return sheet{
		name: "Formulir", kind: "forms", file: "forms.yaml",
		columns: []column{
			sectionColumn(20),
			{field: "kode", heading: "Kode", width: 12},
			{field: "isi", heading: "Kegunaan atau isi", width: 60},
			{field: "lama", heading: "Kode lama (satu per baris)", width: 24},
		},
		sections: []section{
			{"since", "berlaku sejak", single, []cellField{{}, {theValue, day}, {}}},
			{"reviewed_on", "dicocokkan pada", single, []cellField{{}, {theValue, day}, {}}},
			{"rule", "aturan", single, []cellField{{}, {theValue, text}, {}}},
			{"forms", "formulir", items, []cellField{{"code", text}, {"use", text}, {"formerly", lines}}},
		},
	}
}

// words is how people write: what is replaced stands beside what it means.
func words() sheet {
	return sheet{
		name: "Kata", kind: "words", file: "words.yaml",
		columns: []column{
			sectionColumn(22),
			{field: "arti", heading: "Arti baku (huruf kecil)", width: 26},
			{field: "bentuk", heading: "Yang diketik warga (satu per baris)", width: 48},
			{field: "sesudah", heading: "Hanya sesudah kata", width: 24},
			{field: "sebelum", heading: "Hanya sebelum kata", width: 24},
		},
		sections: []section{
			{"slang", "singkatan dan ejaan", keyed, []cellField{{theKey, text}, {theValue, lines}, {}, {}}},
			{"synonyms", "sebutan lain", keyed, []cellField{{theKey, text}, {theValue, lines}, {}, {}}},
			{"false_friends", "berarti ganda", items, []cellField{{"becomes", text}, {"form", text}, {"after", lines}, {"before", lines}}},
			{"keep", "bukan akhiran", list, []cellField{{}, {theValue, lines}, {}, {}}},
			{"fillers", "tanpa arti", list, []cellField{{}, {theValue, lines}, {}, {}}},
			{"kin", "dekat artinya", keyed, []cellField{{theKey, text}, {theValue, lines}, {}, {}}},
		},
	}
}

// needs is what asks for a part of an answer, and what entries are about.
func needs() sheet {
	return sheet{
		name: "Kebutuhan", kind: "facets", file: "facets.yaml",
		columns: []column{
			sectionColumn(16),
			{field: "nama", heading: "Nama", width: 20},
			{field: "ungkapan", heading: "Ungkapan (satu per baris)", width: 60},
			{field: "umum", heading: "Bukan dokumen (ya)", width: 14},
		},
		sections: []section{
			{"facets", "kebutuhan", items, []cellField{{"facet", text}, {"phrases", lines}, {}}},
			{"subjects", "pokok", items, []cellField{{"prefix", text}, {"words", lines}, {"topic", flag}}},
			{"outside", "di luar katalog", list, []cellField{{}, {theValue, lines}, {}}},
			{"ordinals", "urutan", keyed, []cellField{{theKey, text}, {theValue, lines}, {}}},
			{"joints", "penghubung", list, []cellField{{}, {theValue, lines}, {}}},
		},
	}
}

// intents has a row for each rule, and rows with examples; rows of one intent
// need not stand together. Their order is the order of the rules.
func intents() sheet {
	return sheet{name: intentsSheet, kind: "intents", file: "intents", columns: []column{
		{field: "intent", heading: "Maksud", width: 18},
		{field: "any", heading: "Salah satu dari (satu per baris)", width: 48, form: lines},
		{field: "with", heading: "Bersama salah satu dari", width: 32, form: lines},
		{field: "unless", heading: "Kecuali ada", width: 32, form: lines},
		{field: "unless_near", heading: "Kecuali ada di anak kalimat itu", width: 32, form: lines},
		{field: "max_words", heading: "Paling banyak kata", width: 12, form: number},
		{field: "no_subject", heading: "Tanpa pokok (ya)", width: 12, form: flag},
		{field: "weak", heading: "Hanya petunjuk (ya)", width: 12, form: flag},
		{field: "examples", heading: "Contoh pesan (satu per baris)", width: 48, form: lines},
		{field: "unlike", heading: "Pesan yang hanya mirip (satu per baris)", width: 48, form: lines},
		{field: "beside", heading: "Boleh bersama jawaban (id, satu per baris)", width: 26, form: lines},
	}}
}

// facts is the table of what only the office knows.
func facts() sheet {
	return sheet{
		name: "Fakta", kind: "facts", file: "facts.yaml",
		columns: []column{
			sectionColumn(12),
			{field: "id", heading: "Id", width: 28},
			{field: "tentang", heading: "Menerangkan apa", width: 48},
			{field: "bagian-jawaban", heading: "Bagian jawaban", width: 18},
			{field: "isi", heading: "Isinya", width: 48},
		},
		sections: []section{
			{"facts", "fakta", items, []cellField{{"id", text}, {"about", text}, {"facet", text}, {"value", text}}},
		},
	}
}

// style is the house style that the lint holds texts to, and the names of topics.
func style() sheet {
	return sheet{
		name: "Gaya", kind: "style", file: "style.yaml",
		columns: []column{
			sectionColumn(22),
			{field: "nama", heading: "Singkatan", width: 18},
			{field: "isi", heading: "Isi", width: 48},
		},
		sections: []section{
			{"links", "situs", list, []cellField{{}, {theValue, lines}}},
			{"abbreviations", "singkatan", keyed, []cellField{{theKey, text}, {theValue, text}}},
			{"max_sentence", "kata sekalimat", single, []cellField{{}, {theValue, number}}},
			{"max_list", "butir sedaftar", single, []cellField{{}, {theValue, number}}},
			{"topics", "topik", keyed, []cellField{{theKey, text}, {theValue, text}}},
		},
	}
}

// sectionColumn is the first column of a sheet of sections.
func sectionColumn(width float64) column {
	return column{field: "bagian", heading: "Bagian", width: width}
}
