package main

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/webtest"
)

// Who may enter a route, in other words than the program's own: the roles, or that
// it is open to anybody.
const (
	anybody     = "siapa saja"
	signedIn    = "petugas penyelia kurator pimpinan admin auditor"
	servers     = "petugas penyelia admin"
	supervisors = "penyelia admin"
	overseers   = "penyelia pimpinan admin"
	reporters   = "penyelia pimpinan admin auditor"
	improvers   = "penyelia pimpinan admin auditor kurator"
	judges      = "admin kurator"
	auditors    = "admin auditor"
	curators    = "kurator admin"
	readers     = "kurator admin pimpinan auditor"
	signingIn   = "yang sedang masuk" // anybody, and looked at who it is
)

// entrance is what is to be known of a route.
type entrance struct {
	who  string
	ends bool // whoever asks for it is signed out

	tells  bool // it answers with a page that says what came of every field
	holder bool // of officers it lets in who holds the ticket: nobody does

	// fields are those of a form that name something of an agency, and what: its
	// ticket or a member of its staff.
	fields func(o *offices, agency loket.AgencyID) []string
}

// entrances lists who may enter which route. A route that is not listed fails
// TestAccessMatrix: write down who may enter it, and every field by which it names
// something of an agency.
func entrances() map[string]entrance {
	return map[string]entrance{
		"GET /{$}":           {who: signingIn},
		"GET /healthz":       {who: anybody},
		"GET /readyz":        {who: anybody},
		"GET /metrics":       {who: anybody}, // by its token
		"GET /aset/{name}":   {who: anybody},
		"POST /bahasa":       {who: anybody},
		"GET /masuk":         {who: signingIn},
		"POST /masuk":        {who: signingIn},
		"GET /masuk/kode":    {who: signingIn},
		"POST /masuk/kode":   {who: signingIn},
		"POST /masuk/pasang": {who: signingIn},
		"POST /keluar":       {who: signingIn, ends: true},

		"GET /mulai":           {who: signingIn}, // closed: there are accounts
		"POST /mulai":          {who: signingIn},
		"GET /mulai/kantor":    {who: signingIn},
		"POST /mulai/kantor":   {who: signingIn},
		"GET /mulai/telegram":  {who: signingIn},
		"POST /mulai/telegram": {who: signingIn},
		"GET /mulai/jawaban":   {who: signingIn},
		"POST /mulai/jawaban":  {who: signingIn},
		"GET /mulai/admin":     {who: signingIn},
		"POST /mulai/admin":    {who: signingIn},

		"GET /cek/{agency}":        {who: anybody},
		"POST /cek/{agency}":       {who: anybody}, // by number and PIN
		"POST /cek/{agency}/tulis": {who: anybody},
		"POST /cek/{agency}/pesan": {who: anybody},

		"GET /tanya/{agency}":         {who: anybody},
		"GET /tanya/{agency}/{entry}": {who: anybody}, // published and valid ones
		"GET /lembar/{agency}":        {who: anybody},
		"GET /privasi/{agency}":       {who: anybody},
		"GET /robots.txt":             {who: anybody},
		"GET /sitemap.xml":            {who: anybody}, // once the house has an address

		"GET /tanya/{agency}/{entry}/kode/{to}": {who: anybody},
		"GET /tanya/{agency}/kartu.png":         {who: anybody},
		"GET /tanya/{agency}/{entry}/kartu.png": {who: anybody},

		"GET /transparansi/{agency}":           {who: anybody}, // once the office shows its figures
		"GET /transparansi/{agency}/data.csv":  {who: anybody},
		"GET /transparansi/{agency}/data.json": {who: anybody},

		"GET /akun":                {who: signedIn},
		"POST /akun/sandi":         {who: signedIn},
		"POST /akun/sesi":          {who: signedIn, ends: true},
		"POST /akun/telegram":      {who: signedIn},
		"POST /akun/pemulihan":     {who: signedIn},
		"GET /akun/langkah-kedua":  {who: signedIn},
		"POST /akun/langkah-kedua": {who: signedIn},

		"GET /loket":            {who: servers},
		"POST /loket/ambil":     {who: servers},
		"POST /loket/kehadiran": {who: servers},
		"POST /loket/hadir":     {who: servers, fields: theTicket("tiket")},
		"POST /loket/pulang":    {who: servers, fields: theOfficer("petugas")},
		"GET /loket/arus":       {who: servers},
		"POST /loket/folder":    {who: servers},
		"POST /loket/banyak":    {who: servers, fields: chosen, tells: true},
		"GET /perhatian":        {who: overseers},
		"GET /laporan":          {who: reporters},
		"GET /laporan/unduh":    {who: reporters},

		"GET /laporan/perbaikan": {who: improvers},
		"GET /laporan/sampel":    {who: judges},
		"POST /laporan/sampel":   {who: judges},
		"GET /laporan/kini":      {who: reporters},
		"GET /laporan/baris":     {who: reporters},
		"GET /laporan/ikm":       {who: reporters},

		"GET /laporan/ukuran/{id}": {who: reporters},

		"GET /loket/tiket/{id}":            {who: servers},
		"POST /loket/tiket/{id}/ambil":     {who: servers},
		"POST /loket/tiket/{id}/balas":     {who: servers},
		"POST /loket/tiket/{id}/tutup":     {who: servers},
		"POST /loket/tiket/{id}/lepas":     {who: servers},
		"POST /loket/tiket/{id}/catatan":   {who: servers},
		"POST /loket/tiket/{id}/saran":     {who: servers},
		"POST /loket/tiket/{id}/ringkasan": {who: servers},
		"POST /loket/tiket/{id}/katalog":   {who: servers},
		"POST /loket/tiket/{id}/menunggu":  {who: servers},
		"POST /loket/tiket/{id}/tunda":     {who: servers},
		"POST /loket/tiket/{id}/alihkan":   {who: servers, fields: theOfficer("tujuan")},
		"POST /loket/tiket/{id}/buka":      {who: servers},

		"POST /loket/tiket/{id}/jawab":      {who: servers},
		"POST /loket/tiket/{id}/sunting":    {who: servers},
		"POST /loket/tiket/{id}/kirim-lagi": {who: servers},
		"POST /loket/tiket/{id}/gabung":     {who: servers},
		"POST /loket/tiket/{id}/jenis":      {who: servers},
		"POST /loket/tiket/{id}/prioritas":  {who: servers},
		"GET /loket/balasan-siap":           {who: supervisors},
		"POST /loket/balasan-siap":          {who: supervisors},

		"POST /loket/tiket/{id}/formulir":     {who: servers},
		"GET /loket/tiket/{id}/lampiran":      {who: servers},
		"POST /loket/tiket/{id}/lampiran":     {who: servers, holder: true},
		"POST /loket/tiket/{id}/lampiran/isi": {who: servers, holder: true},
		"GET /loket/tiket/{id}/warga":         {who: servers},
		"POST /loket/tiket/{id}/warga/data":   {who: servers, holder: true},
		"POST /loket/tiket/{id}/warga/blokir": {who: servers},
		"POST /loket/tiket/{id}/warga/lepas":  {who: servers},

		"GET /katalog/gerbang":  {who: judges},
		"POST /katalog/gerbang": {who: judges},

		"GET /katalog/ralat":          {who: judges},
		"POST /katalog/ralat":         {who: judges},
		"POST /katalog/ralat/setujui": {who: judges},

		"GET /audit":       {who: auditors},
		"GET /audit/unduh": {who: auditors},

		"GET /katalog":                        {who: readers},
		"GET /katalog/jawaban/{id}":           {who: readers},
		"GET /katalog/pertanyaan":             {who: curators},
		"POST /katalog/pertanyaan":            {who: curators},
		"POST /katalog/jawaban/{id}/usulan":   {who: curators},
		"POST /katalog/usulan":                {who: curators},
		"GET /katalog/kata":                   {who: readers},
		"POST /katalog/kata":                  {who: curators},
		"GET /katalog/fakta":                  {who: readers},
		"POST /katalog/fakta":                 {who: curators},
		"POST /katalog/formulir":              {who: curators},
		"GET /katalog/rancangan":              {who: readers},
		"POST /katalog/rancangan":             {who: curators},
		"GET /katalog/rancangan/{id}":         {who: readers},
		"POST /katalog/rancangan/{id}":        {who: curators},
		"POST /katalog/rancangan/{id}/dasar":  {who: curators},
		"POST /katalog/rancangan/{id}/tolak":  {who: curators},
		"POST /katalog/rancangan/{id}/batal":  {who: curators},
		"POST /katalog/rancangan/{id}/terbit": {who: curators},

		"GET /penyelia":                {who: overseers},
		"GET /penyelia/kalender":       {who: overseers},
		"GET /penyelia/tenggat":        {who: overseers},
		"GET /penyelia/tenggat/tinjau": {who: supervisors},
		"POST /penyelia/tenggat":       {who: supervisors},
		"POST /penyelia/tenggat/cabut": {who: supervisors},
		"GET /penyelia/tutup":          {who: supervisors},
		"POST /penyelia/tutup":         {who: supervisors},
		"POST /penyelia/buka":          {who: supervisors},
		"POST /penyelia/pindah":        {who: supervisors, fields: theTicket("tiket"), tells: true},
		"POST /penyelia/sakelar":       {who: supervisors},
	}
}

func theTicket(field string) func(*offices, loket.AgencyID) []string {
	return func(o *offices, agency loket.AgencyID) []string { return []string{field, string(o.tickets[agency].ID)} }
}

// chosen is a mark at a ticket of a list, and what is to be done with it.
func chosen(o *offices, agency loket.AgencyID) []string {
	return []string{"pilih", string(o.tickets[agency].ID) + ".0.KPG", "tindakan", "ambil"}
}

func theOfficer(field string) func(*offices, loket.AgencyID) []string {
	return func(_ *offices, agency loket.AgencyID) []string {
		return []string{field, string(staffAt(agency, loket.RoleOfficer))}
	}
}

// TestAccessMatrix asks for every route of the whole counter as everybody: a guest,
// and every role of two agencies, for what is of the first of them.
func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	listed, cells := entrances(), 0
	browsers := map[loket.StaffID]*webtest.Browser{}
	for _, a := range o.config.Agencies {
		for _, role := range loket.Roles() {
			browsers[staffAt(a.ID, role)] = o.signIn(t, a.ID, role)
		}
	}
	for _, route := range o.server.Routes() {
		e, known := listed[route.Pattern]
		if !known {
			t.Errorf("%s is not listed in entrances(): write down who may enter it", route.Pattern)
			continue
		}
		delete(listed, route.Pattern)
		for _, asking := range append(slices.Sorted(maps.Keys(browsers)), "") {
			o.wantAccess(t, route, e, asking, browsers[asking])
			if agency, role, is := strings.Cut(string(asking), "."); is && e.ends {
				browsers[asking] = o.signIn(t, loket.AgencyID(agency), loket.Role(role))
			}
			cells++
		}
	}
	for pattern := range listed {
		t.Errorf("entrances() lists %s, which there is not", pattern)
	}
	if want := len(o.server.Routes()) * (2*len(loket.Roles()) + 1); cells != want {
		t.Errorf("%d cells were asked, want %d: every route by everybody", cells, want)
	}
}

// wantAccess asks for what is of kupang as one who is asking; "": a guest.
func (o *offices) wantAccess(t *testing.T, route web.Route, e entrance, asking loket.StaffID, signed *webtest.Browser) {
	t.Helper()
	b := o.browser()
	if signed != nil {
		b = signed.Clone()
	}
	got := o.request(b, route, e)
	agency, role, _ := strings.Cut(string(asking), ".")
	what := route.Pattern + " of kupang as " + string(asking)
	isPage := strings.HasPrefix(route.Pattern, "GET ")
	named := strings.Contains(route.Pattern, "/tiket/{id}")
	switch {
	case e.who == anybody || e.who == signingIn:
		if got.Status == http.StatusForbidden || got.Status == http.StatusInternalServerError {
			t.Errorf("%s: status %d, want it open to anybody", what, got.Status)
		}
	case asking == "" && isPage:
		if got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location(), "/masuk?kembali=") {
			t.Errorf("%s: status %d to %q, want the sign-in page", what, got.Status, got.Location())
		}
	case asking == "":
		if got.Status != http.StatusUnauthorized {
			t.Errorf("%s: status %d, want 401", what, got.Status)
		}
	case !slices.Contains(strings.Fields(e.who), role):
		if got.Status != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", what, got.Status)
		}
	case agency != "kupang" && named:
		if got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404: it is another agency's", what, got.Status)
		}
	case e.holder && role == string(loket.RoleOfficer) && got.Status == http.StatusForbidden:
	case agency != "kupang" && e.fields != nil && !e.tells:
		if got.Status < http.StatusBadRequest && strings.TrimSpace(got.Body) != "" {
			t.Errorf("%s: status %d with %q, want nothing of another agency's", what, got.Status, got.Body)
		}
	case got.Status == http.StatusForbidden || got.Status == http.StatusUnauthorized || got.Status >= http.StatusInternalServerError:
		t.Errorf("%s: status %d, want it let in", what, got.Status)
	}
	if agency != "kupang" {
		o.wantNothingOf(t, what, got, "kupang")
	}
}

// wantNothingOf holds an answer to telling nothing of an agency's citizens.
func (o *offices) wantNothingOf(t *testing.T, what string, got webtest.Answer, agency loket.AgencyID) {
	t.Helper()
	for _, secret := range []string{asked(agency), o.tickets[agency].Number} {
		if strings.Contains(got.Body, secret) {
			t.Errorf("%s: the answer tells %q", what, secret)
		}
	}
}

// request asks for a route, filled in with what is of one agency.
func (o *offices) request(b *webtest.Browser, route web.Route, e entrance) webtest.Answer {
	const agency loket.AgencyID = "kupang"
	method, path, _ := strings.Cut(route.Pattern, " ")
	path = strings.NewReplacer(
		"{$}", "", "{name}", "loket.css", "{agency}", string(agency), "{id}", string(o.tickets[agency].ID),
	).Replace(path)
	if method == http.MethodGet {
		return b.Get(path)
	}
	fields := []string{"epoch", "1", "teks", "Halo.", "sekali", string(loket.NewID[loket.EventID]())}
	if e.fields != nil {
		fields = append(fields, e.fields(o, agency)...)
	}
	return b.Post(path, fields...)
}
