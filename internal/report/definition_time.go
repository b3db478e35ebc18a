package report

// times are the measures that are lengths of time.
func times() []Definition {
	return []Definition{
		{
			ID: BotAnswer, Version: 1, Unit: "ms",
			Counting: countWait + " Lama pesan sengaja ditahan untuk menunggu lanjutannya ikut dihitung dan ditampilkan di sampingnya.",
			Name:     "Waktu jawab bot",
			Text: "Dari pesan warga diterima sampai jawaban pertama bot (kutipan, pertanyaan balik, atau tanda terima) " +
				"tersampaikan ke kanal.",
			NameEN: "Bot answer time",
			TextEN: "From a citizen's message received to the bot's first quote, question back or receipt " +
				"delivered to the channel.",
		},
		{
			ID: ChannelDelay, Version: 1, Unit: "ms",
			Name: "Jeda kanal", Text: "Dari waktu pesan menurut kanal sampai pesan itu diterima Loket.",
			NameEN: "Channel delay", TextEN: "From the platform's date on a message to the message received by us.",
			Counting: "Pesan tanpa waktu dari kanal tidak dihitung.",
		},
		{
			ID: HandOffWait, Version: 2, Unit: "ms", Counting: countWait,
			Name: "Waktu tunggu petugas",
			Text: "Dari pertanyaan diserahkan kepada petugas, atau tiketnya dibuka lagi, sampai balasan pertama petugas tersampaikan; " +
				"tanda terima, pemberitahuan, catatan, dan kutipan bot tidak dihitung sebagai balasan.",
			NameEN: "Hand-off wait",
			TextEN: "From the decision to hand over, or from a reopening, to the first substantive human reply delivered; " +
				"receipts, notices, notes and bot quotes do not count as a reply.",
		},
		{
			ID: TotalWait, Version: 1, Unit: "ms", Counting: countWait,
			Name: "Waktu tunggu seluruhnya", Text: "Dari pesan pertama warga dalam episode yang diserahkan sampai balasan pertama petugas tersampaikan.",
			NameEN: "Total wait", TextEN: "From the first message of an episode that was handed over to the first human reply delivered.",
		},
		{
			ID: NextReply, Version: 1, Unit: "ms", Counting: countWait,
			Name:   "Tunggu balasan berikutnya",
			Text:   "Setelah petugas menulis: dari pesan pertama warga sesudah kata terakhir kita sampai balasan petugas berikutnya tersampaikan; ucapan penutup tidak membuka tunggu.",
			NameEN: "Next-reply wait",
			TextEN: "Once a human has written: from the citizen's first message after our last word to the next human reply delivered; closing remarks open no wait.",
		},
		{
			ID: QueueTime, Version: 1, Unit: "ms", Counting: countWait,
			Name: "Waktu antre", Text: "Dari diserahkan kepada petugas, atau dibuka lagi, sampai tiket pertama kali diambil petugas.",
			NameEN: "Queue time", TextEN: "From the hand-off, or a reopening, to the first claim.",
		},
		{
			ID: HandlingTime, Version: 1, Unit: "ms", Counting: countDone,
			Name: "Waktu pengerjaan", Text: "Dari tiket pertama kali diambil sampai ditutup, tanpa waktu menunggu warga.",
			NameEN: "Handling time", TextEN: "From the first claim to the close, without waits on the citizen.",
		},
		{
			ID: Resolution, Version: 1, Unit: "ms", provisional: true,
			Name: "Waktu selesai", Text: "Dari awal episode sampai penutupan pertama yang bertahan paling sedikit 7 hari.",
			NameEN: "Resolution time", TextEN: "From the start of an episode to the first close that lasts at least 7 days.",
			Counting: countWait + " Yang ditutup kurang dari 7 hari lalu masih sementara.",
		},
	}
}
