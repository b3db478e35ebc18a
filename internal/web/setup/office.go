package setup

import (
	"html/template"
	"regexp"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var officePage = template.Must(web.Page(files, "kantor.html", "langkah.html"))

// officeView is the page about the office.
type officeView struct {
	view
	Agency loket.Agency // as typed
	Zones  []zone
	Days   []dayHours
	Units  string
	File   string // the configuration file that is there already
}

type zone struct{ Value, Text string }

// dayHours are the hours of one day as they are typed.
type dayHours struct{ Field, Name, Hours string }

func zones() []zone {
	return []zone{{"Asia/Jakarta", "WIB (Jakarta)"}, {"Asia/Makassar", "WITA (Makassar, Kupang)"}, {"Asia/Jayapura", "WIT (Jayapura)"}}
}

func days() []string { return []string{"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"} }

// usualHours stand where an office has said nothing: Monday to Friday.
const usualHours = "08.00-16.00"

func (s *Setup) showOffice(v *visit) error {
	o := v.Opening
	var units []string
	for _, u := range o.Units {
		units = append(units, string(u.ID)+" = "+u.Name)
	}
	form := officeView{Agency: o.Agency, Units: strings.Join(units, "\n")}
	for i, day := range days() {
		hours := strings.Join(o.Hours[day], ", ")
		if len(o.Hours) == 0 && i < 5 {
			hours = usualHours
		}
		form.Days = append(form.Days, dayHours{day, strings.ToUpper(day[:1]) + day[1:], hours})
	}
	return s.renderOffice(v, form, nil)
}

func (s *Setup) renderOffice(v *visit, form officeView, err error) error {
	standing, failed := s.Office.Standing(v.r.Context())
	if failed != nil {
		return failed
	}
	form.File = standing.File
	form.view, form.Zones = v.view("Kantor", problem(err)), zones()
	return web.Render(v.w, statusOf(err), officePage, form)
}

// takeOffice answers POST /mulai/kantor.
func (s *Setup) takeOffice(v *visit) error {
	value := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	form := officeView{Units: v.r.PostFormValue("bagian"), Agency: loket.Agency{
		ID: loket.AgencyID(value("id")), Code: strings.ToUpper(value("kode")), Name: value("nama"), Zone: value("zona"),
	}}
	o := v.Opening
	o.Hours = map[string][]string{}
	for _, day := range days() {
		hours := value(day)
		form.Days = append(form.Days, dayHours{day, strings.ToUpper(day[:1]) + day[1:], hours})
		if hours != "" {
			o.Hours[day] = Spans(hours)
		}
	}
	if form.Agency.ID == "" {
		form.Agency.ID = loket.AgencyID(Slug(form.Agency.Name))
	}
	o.Agency = form.Agency
	o.Units = Units(form.Units)
	if len(o.Hours) == 0 {
		return s.renderOffice(v, form, loket.Errorf(loket.CodeInvalid, "Jam buka: belum ada satu hari pun yang buka. Tulis misalnya Senin 08.00-16.00."))
	}
	_, err := s.Office.Preview(v.r.Context(), o)
	if loket.CodeOf(err) != "" {
		return s.renderOffice(v, form, err)
	}
	if err != nil {
		return err
	}
	v.Opening = o
	return v.taken(0, o.Agency.Name)
}

// Spans are the intervals of a day as they are typed, with commas between.
func Spans(text string) (spans []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.ReplaceAll(strings.TrimSpace(part), " ", ""); part != "" {
			spans = append(spans, part)
		}
	}
	return spans
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// Slug makes the id of a name.
func Slug(name string) string {
	return strings.Trim(notInID.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// Units are sections as they are typed, one a line: a name, or id = name.
func Units(text string) (units []loket.Unit) {
	for line := range strings.Lines(text) {
		id, name, both := strings.Cut(line, "=")
		id, name = strings.TrimSpace(id), strings.TrimSpace(name)
		if !both {
			id, name = Slug(id), id
		}
		if name != "" || id != "" {
			units = append(units, loket.Unit{ID: loket.UnitID(id), Name: name})
		}
	}
	return units
}

// told is what the progress shows of a step that was taken.
func (v *visit) told(step int) words.Text {
	switch {
	case step == 0:
		return words.Name(v.Opening.Agency.Name)
	case step == 1 && v.Bot.Username == "":
		return "tanpa Telegram"
	case step == 1 && v.Bot.Group == "":
		return words.Name("@" + v.Bot.Username)
	case step == 1:
		return words.Say("@%s, grup %s", v.Bot.Username, v.Bot.Group)
	case step == 2:
		return words.Say("%d diperiksa", len(v.Verified.Entries))
	}
	return ""
}
