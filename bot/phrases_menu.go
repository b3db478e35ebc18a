package bot

import (
	"fmt"

	"loket/faq"
	"loket/internal/loket"
)

// What the menu says. Its lines are titles and names of the catalogue.
const (
	labelMenu     = "Menu"
	labelMenuMore = "Lainnya"
	labelMenuUp   = "Kembali ke daftar topik"
	labelMenuTop  = "Menu utama"
	labelMenuBack = "Kembali ke "
	labelPlain    = "Kata sederhana"

	sayNoMenu   = "Menu belum tersedia. Silakan tulis pertanyaan Anda."
	sayMenuNext = "Selanjutnya? Tekan atau tulis angkanya, atau tulis pertanyaan lain."
)

func sayMenu(agency loket.Agency) string {
	return fmt.Sprintf("Menu %s. Tekan atau tulis angkanya.", agency.Name)
}

func sayDoor(audience string) string {
	if audience == faq.Businesses {
		return "Untuk pelaku usaha"
	}
	return "Untuk warga"
}

func sayMenuDoor(audience string) string {
	return sayDoor(audience) + ". Pilih topik: tekan atau tulis angkanya."
}

func sayMenuTopic(name string) string {
	return name + ". Pilih pertanyaan: tekan atau tulis angkanya."
}

func sayMenuNumber(most int) string {
	return fmt.Sprintf("Angka itu tidak ada di menu. Tulis 1 sampai %d, atau tulis pertanyaan Anda.", most)
}
