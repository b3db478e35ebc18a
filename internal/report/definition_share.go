package report

// shares are the measures that are parts of a whole.
func shares() []Definition {
	return []Definition{
		{
			ID: ReopenRate, Version: 1, Unit: "share", numerator: []Ending{Reopened}, denominator: []Ending{Lasted, Reopened},
			provisional: true, parts: []Ending{Lasted, Reopened},
			Name: "Dibuka lagi", Text: "Penutupan yang dalam 7 hari diikuti warga yang sama dengan topik yang sama, dibagi semua penutupan.",
			NameEN: "Reopen rate", TextEN: "Closes followed by the same contact on the same topic within 7 days, of all closes.",
			Counting: "Topik yang tidak diketahui dianggap sama. Penutupan kurang dari 7 hari lalu masih sementara.",
		},
		{
			ID: DeadlinesMet, Version: 1, Unit: "share", numerator: []Ending{Met}, denominator: []Ending{Met, Missed},
			parts: []Ending{Met, Missed, Withdrawn}, Counting: countDue,
			Name: "Tenggat dipenuhi", Text: "Tenggat balasan pertama yang jatuh tempo dalam periode ini dan dipenuhi, dibagi semua yang jatuh tempo.",
			NameEN: "SLA met", TextEN: "First-reply deadlines that fell due in the period and were met, of all that fell due.",
		},
		{
			ID: PromiseKept, Version: 1, Unit: "share", numerator: []Ending{Kept}, denominator: []Ending{Kept, Renewed, Broken},
			parts: []Ending{Kept, Renewed, Broken, Withdrawn}, Counting: countDue,
			Name: "Janji ditepati", Text: "Janji pertama yang ditepati, dibagi semua janji pertama yang waktunya sudah tiba; janji yang diperbarui bukan janji yang ditepati.",
			NameEN: "Promise kept", TextEN: "First promises kept, of all first promises whose time has come; a renewed promise is not a kept one.",
		},
		{
			ID: Deflection, Version: 1, Unit: "share", numerator: []Ending{Deflected}, denominator: []Ending{Deflected, HandedOff, AskedAgain, NoQuote},
			provisional: true, parts: []Ending{Deflected, HandedOff, AskedAgain, NoQuote},
			Name: "Selesai oleh bot", Text: "Episode yang berakhir dengan kutipan tanpa diserahkan, dibuka lagi, atau ditanyakan lagi dalam 72 jam, dibagi semua episode.",
			NameEN: "Deflection", TextEN: "Episodes ended by a quote with no hand-off, reopening or same-topic question within 72 hours, of all episodes.",
			Counting: "Yang belum lewat 72 jam masih sementara.",
		},
		{
			ID: BotOutcome, Version: 1, Unit: "share", numerator: []Ending{OutcomeAnswered, OutcomeClarified}, Counting: countPart,
			parts: []Ending{OutcomeAnswered, OutcomeClarified, OutcomeAbstained, OutcomeAsked, OutcomeGuarded, OutcomeFailed, OutcomeNone},
			Name:  "Hasil bot", Text: "Hasil bot tiap episode, tepat satu: dijawab, dijawab setelah bertanya balik, diserahkan, warga minta petugas, dijaga, gagal, atau tidak ada pertanyaan.",
			NameEN: "Bot outcome", TextEN: "What the bot made of each episode, exactly one: answered, clarified then answered, handed off, asked for a human, guarded, failed, or nothing asked.",
		},
		{
			ID: Left, Version: 1, Unit: "share", numerator: []Ending{LeftSaid, LeftSilent}, denominator: []Ending{LeftSaid, LeftSilent, Stayed},
			parts: []Ending{LeftSaid, LeftSilent, Stayed}, provisional: true,
			Name: "Warga pergi", Text: "Episode yang diserahkan atau ditanya balik, lalu warga pergi sebelum petugas menulis: berkata begitu, atau diam 24 jam setelah pertanyaan kita.",
			NameEN: "Left", TextEN: "Episodes handed over or asked back that the citizen left before a human wrote: said so, or 24 hours silent after our question.",
			Counting: "Diam tidak mengakhiri tunggu. Yang belum 24 jam dihitung tetap menunggu.",
		},
		{
			ID: Satisfaction, Version: 1, Unit: "share", parts: []Ending{Rated, Silent},
			Name: "Kepuasan", Text: "Nilai 3 dan 4 dari 1–4, dibagi semua nilai, dengan selang kepercayaan 95 % dan tingkat tanggapan; bukan IKM.",
			NameEN: "Satisfaction", TextEN: "Scores of 3 and 4 of 1–4, of all scores, with a 95 % interval and the response rate; not the IKM.",
			Counting: "Yang tidak menilai tidak dihitung, tetapi tingkat tanggapannya ditampilkan.",
		},
		{
			ID: QuoteContested, Version: 2, Unit: "share", numerator: []Ending{HandedOff, Denied}, denominator: []Ending{Quoted, Helped, Denied, HandedOff},
			parts: []Ending{Quoted, Helped, Denied, HandedOff},
			Name:  "Kutipan yang tidak cukup", Text: "Kutipan yang dalam episodenya diikuti penyerahan kepada petugas, ucapan \"bukan itu\", atau jawaban \"belum terjawab\", dibagi semua kutipan.",
			NameEN: "Quotes that were not enough", TextEN: "Quotes followed in their episode by a hand-off, by \"not that\" or by \"not answered\", of all quotes.",
			Counting: "Kutipan yang tidak diikuti apa pun dihitung cukup. Ucapan \"bukan itu\" dihitung pada kutipan tepat sebelumnya.",
		},
		{
			ID: AnswerRight, Version: 1, Unit: "share", numerator: []Ending{Right}, denominator: []Ending{Right, Wrong},
			parts: []Ending{Right, Wrong, Unsure},
			Name:  "Jawaban yang benar", Text: "Kutipan yang dinilai benar oleh kurator, dibagi yang dinilai benar atau salah. Kutipannya diambil acak: /laporan/sampel.",
			NameEN: "Right answers", TextEN: "Quotes that a curator judged right, of those judged right or wrong. They are drawn at random: /laporan/sampel.",
			Counting: "Yang dinilai ragu ditampilkan dan tidak dihitung. Selang 95 % berlaku bila seluruh sampelnya sudah dinilai.",
		},
		{
			ID: StatuteMet, Version: 1, Unit: "share", numerator: []Ending{Met}, denominator: []Ending{Met, Missed},
			parts: []Ending{Met, Missed, Withdrawn}, Counting: countDue,
			Name: "Tenggat undang-undang", Text: "Tenggat pengaduan, permohonan informasi, dan laporan menurut aturan, yang jatuh tempo dalam periode ini dan dipenuhi, dibagi semua yang jatuh tempo.",
			NameEN: "Statutory clocks", TextEN: "Deadlines the law sets for complaints, information requests and reports that fell due in the period and were met, of all that fell due.",
		},
	}
}
