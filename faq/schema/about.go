package schema

import "maps"

// abouts says what types and fields are for, in the curator's words, by Go type
// and name of the field in YAML. A field without one fails Documents.
func abouts() map[string]string {
	all := aboutEntries()
	maps.Copy(all, aboutWords())
	maps.Copy(all, aboutTables())
	return all
}

func aboutEntries() map[string]string {
	return map[string]string{
		"entryFile":         "Berkas jawaban. group dan unit berlaku untuk semua jawaban di berkas ini yang tidak menulisnya sendiri.",
		"entryFile.group":   "Kelompok jawaban, misalnya kk.",
		"entryFile.unit":    "Bagian kantor yang bertanggung jawab atas jawaban di berkas ini.",
		"entryFile.entries": "Daftar jawaban.",

		"Entry":             "Satu jawaban yang sudah ditulis dan diperiksa.",
		"Entry.id":          "Nama tetap jawaban: huruf kecil, angka, tanda hubung, di bawah 60 karakter. Jangan diganti setelah dipakai.",
		"Entry.title":       "Judul singkat, dibaca warga sebagai pilihan.",
		"Entry.group":       "Kelompok jawaban; bila kosong memakai group berkas.",
		"Entry.audience":    "Untuk siapa: warga (baku) atau pelaku-usaha.",
		"Entry.unit":        "Bagian kantor yang bertanggung jawab; bila kosong memakai unit berkas.",
		"Entry.questions":   "Cara warga bertanya. Sebaiknya 12 atau lebih, dengan gaya berbeda-beda.",
		"Entry.answer":      "Teks yang dikutip. Baris pertama menjawab langsung.",
		"Entry.facets":      "Bagian jawaban yang dapat ditanyakan sendiri.",
		"Entry.plain":       "Jawaban dengan kata yang lebih sederhana lagi, bagi warga yang memintanya.",
		"Entry.basis":       "Peraturan yang menjadi dasar; ditulis di akhir jawaban.",
		"Entry.reviewed_on": "Tanggal terakhir dicocokkan dengan sumbernya, misalnya 2026-11-21.",
		"Entry.verified":    "Siapa di instansi yang memeriksa, dan kapan. Tanpa ini jawaban ditutup \"Belum diperiksa dinas\".",
		"Entry.valid_until": "Hari terakhir jawaban boleh dikutip. Kosong: tanpa batas.",
		"Entry.risk":        "normal (baku) atau sensitive.",
		"Entry.sure_at":     "Peluang terendah (0.5 sampai 1) agar jawaban ini langsung dikutip; di bawahnya ditanya balik. Hanya berlaku bila lebih tinggi dari ambang yang dipelajari.",
		"Entry.local":       "Id fakta setempat dari facts.yaml. Nilainya diisi instansi di loket.yaml.",
		"Entry.related":     "Id jawaban tetangga, tujuan pertanyaan lanjutan.",
		"Entry.refer_to":    "Instansi lain yang berwenang.",
		"Entry.status":      "draft, published atau withdrawn. Hanya published yang dikutip.",

		"Facets":              "Bagian jawaban. Tiap bagian dikutip lebih dulu bila ditanyakan.",
		"Facets.requirements": "Syarat, satu per butir.",
		"Facets.steps":        "Langkah, berurutan.",
		"Facets.forms":        "Kode formulir dari forms.yaml.",
		"Facets.where":        "Tempat mengurus.",
		"Facets.hours":        "Jam layanan.",
		"Facets.fee":          "Biaya.",
		"Facets.duration":     "Lama proses.",
		"Facets.not_needed":   "Yang tidak perlu dibawa.",
		"Facets.deadline":     "Batas waktu mengurus.",
		"Facets.cases":        "Keadaan khusus; hanya tampil pada rincian.",

		"Basis":         "Satu peraturan dan tempat membacanya.",
		"Basis.rule":    "Nama peraturan, misalnya Perpres 96/2018.",
		"Basis.article": "Pasal.",
		"Basis.url":     "Alamat lengkap, diawali https://.",

		"Verified":         "Pemeriksaan oleh instansi.",
		"Verified.by_role": "Jabatan pemeriksa, bukan namanya.",
		"Verified.on":      "Tanggal pemeriksaan.",
	}
}

func aboutWords() map[string]string {
	return map[string]string{
		"words":               "Kata-kata warga setempat.",
		"words.slang":         "Arti baku dengan huruf kecil, lalu bentuk yang diketik warga (1 sampai 4 kata).",
		"words.synonyms":      "Nama dokumen dan urusan, lalu nama lainnya.",
		"words.false_friends": "Kata berarti ganda: diganti hanya di antara kata tertentu.",
		"words.keep":          "Kata yang hanya tampak berakhiran -nya, -kah, -lah atau -pun.",
		"words.fillers":       "Kata yang tidak berarti apa-apa bagi pertanyaan.",
		"words.kin":           "Kelompok kata yang dekat artinya, menurut nama kelompok. Tidak ada yang diganti: hanya menolong mengenali maksud khusus dari kata yang belum ada di contohnya.",

		"falseFriend":         "Satu kata berarti ganda.",
		"falseFriend.form":    "Bentuk yang diketik, tepat satu kata.",
		"falseFriend.becomes": "Arti di antara kata itu. Kosong: kata dibuang.",
		"falseFriend.after":   "Kata sebelumnya; ^ berarti awal pesan.",
		"falseFriend.before":  "Kata sesudahnya; $ berarti akhir pesan.",

		"facetWords":          "Ungkapan yang menanyakan satu bagian jawaban, dan kata yang menandai pokoknya.",
		"facetWords.facets":   "Ungkapan tiap kebutuhan; yang pertama cocok dipakai.",
		"facetWords.subjects": "Pokok: awal id jawaban dan kata yang menandainya.",
		"facetWords.outside":  "Ungkapan untuk hal yang belum ada jawabannya: tidak pernah dijawab dengan yakin.",
		"facetWords.ordinals": "Urutan pilihan: \"1\": [satu, pertama].",
		"facetWords.joints":   "Kata di antara dua pertanyaan, misalnya dan.",

		"facetPhrases":         "Ungkapan untuk satu kebutuhan.",
		"facetPhrases.facet":   "Bagian jawaban, atau keadaan: lost, damaged, change, status.",
		"facetPhrases.phrases": "Kata berurutan; \"...\" berarti paling banyak 3 kata di antaranya.",

		"subject":        "Satu pokok.",
		"subject.prefix": "Awal id jawaban.",
		"subject.words":  "Kata penandanya; yang pertama dipakai untuk pertanyaan lanjutan.",
		"subject.topic":  "true: bukan dokumen, boleh disebut di samping dokumen.",

		"intentFile":          "Ungkapan satu maksud khusus: bukan pertanyaan, melainkan salam, bahaya, keluhan dan sebagainya.",
		"intentFile.intent":   "Maksud yang ditandai.",
		"intentFile.rules":    "Aturan; cukup satu yang berlaku.",
		"intentFile.examples": "Pesan warga yang punya maksud ini, seperti diketik. Darinya dikenali pesan serupa yang tidak memuat ungkapan aturan. Makin beragam makin baik.",
		"intentFile.unlike":   "Pesan yang hanya mirip dan tidak punya maksud khusus apa pun.",
		"intentFile.beside":   "Id jawaban yang pertanyaannya boleh sekaligus punya maksud ini, misalnya cek-status.",

		"intentRule":             "Berlaku bila satu dari any ada, satu dari with (bila diisi) ada, tidak satu pun dari unless, dan tidak satu pun dari unless_near di anak kalimat yang memuat any.",
		"intentRule.any":         "Ungkapan; satu cukup.",
		"intentRule.with":        "Ungkapan yang harus ada juga; satu cukup.",
		"intentRule.unless":      "Ungkapan yang membatalkan, di mana pun dalam pesan.",
		"intentRule.unless_near": "Ungkapan yang membatalkan hanya bila ada di anak kalimat yang sama dengan ungkapan any.",
		"intentRule.max_words":   "Pesan paling panjang, dalam kata. Kosong: tanpa batas.",
		"intentRule.no_subject":  "true: hanya bila tidak ada kata pokok dalam pesan.",
		"intentRule.weak":        "true: tidak menentukan sendiri, hanya menjadi petunjuk bagi yang dipelajari dari contoh. Untuk ungkapan yang sering, tetapi tidak selalu, berarti maksud ini.",
	}
}

func aboutTables() map[string]string {
	return map[string]string{
		"formTable":             "Tabel formulir. Bila aturan berganti, cukup ubah di sini.",
		"formTable.since":       "Hari mulai dipakainya kode ini.",
		"formTable.reviewed_on": "Tanggal terakhir dicocokkan dengan aturannya.",
		"formTable.rule":        "Peraturan yang menetapkannya.",
		"formTable.forms":       "Daftar formulir.",

		"Form":          "Satu formulir.",
		"Form.code":     "Kode, misalnya F-1.02.",
		"Form.use":      "Kegunaan, dibaca warga di belakang kodenya.",
		"Form.formerly": "Kode lama yang mungkin dikenal warga.",

		"factTable":       "Tabel fakta setempat: yang hanya diketahui kantor. Nilainya ditulis di loket.yaml.",
		"factTable.facts": "Daftar fakta.",

		"Fact":       "Satu fakta setempat.",
		"Fact.id":    "Nama tetap fakta; dipakai pada local jawaban dan facts di loket.yaml.",
		"Fact.about": "Apa yang diterangkannya; dibaca warga di depan nilainya.",
		"Fact.facet": "Bagian jawaban tempat fakta ini tampil.",
		"Fact.value": "Isinya, satu baris; kosong: seperti di loket.yaml.",

		"houseStyle":               "Gaya penulisan yang diperiksa loket faq lint, dan nama topik.",
		"houseStyle.links":         "Situs yang boleh disebut, beserta subdomainnya. Kosong: semua.",
		"houseStyle.abbreviations": "Singkatan yang tidak perlu dijelaskan lagi, dan kepanjangannya.",
		"houseStyle.max_sentence":  "Kata terbanyak dalam satu kalimat (baku: 18).",
		"houseStyle.max_list":      "Butir terbanyak dalam satu daftar (baku: 7).",
		"houseStyle.topics":        "Nama topik yang dibaca warga di menu, menurut group jawaban.",
	}
}
