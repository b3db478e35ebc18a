package report

import "loket/internal/words"

// Warnings are what whoever reads the report should know and no figure says, each in a
// sentence.
func (r Report) Warnings() (all []words.Text) {
	for _, o := range r.Outages {
		all = append(all, o.Text())
	}
	if r.Abroad != "" {
		all = append(all, words.Say("teks warga tanpa data pribadi diolah model bahasa di luar negeri, atas keputusan %s.", r.Abroad))
	}
	return all
}
