package privacy

import (
	"regexp"
	"slices"
)

// nearby is how far a word may stand from a number and still name it, in glyphs.
const nearby = 30

// latestKK is the last two-digit year read as the year a family card was
// issued; later ones are years of birth only.
const latestKK = 49

var (
	identityWord = regexp.MustCompile(`(?i)\b(?:(nik|ktp|nomor induk)|(?:no|nomor)?(kk|kartu keluarga))`)
	provinces    = regexp.MustCompile(`^(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-6])`)
)

// identityLabel names a number of 15 digits or more. The structure only names:
// what does not fit it is hidden all the same.
func (s *scan) identityLabel(from, to int, digits string) string {
	switch {
	case len(digits) != exactID:
		return LabelID
	case !isNIK(digits):
		return LabelSixteen
	case !isKK(digits):
		return LabelNIK
	}
	if word := s.wordNear(from, to); word != "" {
		return word
	}
	return LabelNIKOrKK
}

// wordNear is the label that the nearest word before the number gives it, else
// the nearest after; empty: no word does.
func (s *scan) wordNear(from, to int) string {
	if all := identityWord.FindAllSubmatchIndex(s.before(from, nearby), -1); len(all) > 0 {
		return wordLabel(all[len(all)-1])
	}
	if m := identityWord.FindSubmatchIndex(s.after(to, nearby)); m != nil {
		return wordLabel(m)
	}
	return ""
}

func wordLabel(match []int) string {
	if match[2] >= 0 {
		return LabelNIK
	}
	return LabelKK
}

// isNIK tells whether 16 digits have the structure PP KK CC DDMMYY SSSS of a
// NIK: a province, a regency (01–69) or city (71–99), a district, a real date
// of birth (plus 40 days for a woman), a serial that is not 0000.
func isNIK(digits string) bool {
	regency, district := two(digits, 2), two(digits, 4)
	day, month, yy := two(digits, 6), two(digits, 8), two(digits, 10)
	if day > 40 {
		day -= 40
	}
	return provinces.MatchString(digits) && regency != 0 && regency != 70 && district != 0 &&
		day >= 1 && day <= daysIn(month, yy) && digits[12:] != "0000"
}

// isKK tells whether 16 digits that have the structure of a NIK may as well be
// a family card's: the date is the day it was recorded, without the 40.
func isKK(digits string) bool {
	return two(digits, 6) <= 31 && two(digits, 10) <= latestKK
}

// daysIn is the length of a month in a year known by two digits; 0 for a
// month there is not.
func daysIn(month, yy int) int {
	switch {
	case month < 1 || month > 12:
		return 0
	case month == 2 && yy%4 == 0:
		return 29
	case month == 2:
		return 28
	case slices.Contains([]int{4, 6, 9, 11}, month):
		return 30
	}
	return 31
}

func two(digits string, at int) int {
	return int(digits[at]-'0')*10 + int(digits[at+1]-'0')
}
