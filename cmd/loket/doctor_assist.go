package main

import "strings"

// checkAssist tells of every agency's language model where its texts go. It calls
// nobody: loket assist check does.
func (x *examination) checkAssist() (findings []finding) {
	for _, a := range x.config.Agencies {
		m := a.Assist
		if !m.On() {
			continue
		}
		f := finding{Check: "asisten " + string(a.ID), State: green, Found: m.BaseURL + " untuk " + strings.Join(m.Uses, ", ") + "."}
		if m.Abroad() {
			f.State = yellow
			f.Found += " Teks tanpa data pribadi diolah di LUAR NEGERI, atas keputusan " + m.AcceptedBy + "."
			f.Cure = "Pindah ke server di Indonesia bila ada (PP 71/2019)."
		}
		findings = append(findings, f)
	}
	return findings
}
