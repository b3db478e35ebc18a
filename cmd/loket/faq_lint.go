package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/config"
	"loket/internal/loket"
)

// lintCommand checks a catalogue and lists what it finds.
type lintCommand struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Strict bool   `help:"Peringatan juga menggagalkan, kecuali yang hanya dapat dilengkapi dinas."`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
	Dir    string `arg:"" optional:"" name:"folder" help:"Folder katalog (baku: milik instansi, atau katalog bawaan)."`
}

// Run implements the command.
func (c *lintCommand) Run(s *shell) error {
	_, agency, err := s.configured(c.Agency)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(agency.Zone)
	if err != nil {
		return fmt.Errorf("load the agency's zone: %w", err)
	}
	files, name, err := c.files(agency)
	if err != nil {
		return err
	}
	found, err := faq.Lint(files, faq.LintOptions{Now: s.now().In(zone), Facts: agency.Facts})
	if err != nil {
		return fmt.Errorf("check the catalogue %s: %w", name, err)
	}
	if err := c.print(s.stdout, found); err != nil {
		return err
	}
	if found.Failed(c.Strict) {
		return loket.Errorf(loket.CodeInvalid, "Katalog "+name+" belum bersih. Perbaiki yang tertulis di atas.")
	}
	return nil
}

// files opens the folder named, the agency's, or the shipped catalogue.
func (c *lintCommand) files(agency config.Agency) (files fs.FS, name string, err error) {
	dir := cmp.Or(c.Dir, agency.Catalogue)
	if dir == "" {
		files, err = disdukcapil.Files()
		return files, "bawaan", err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Folder katalog %q tidak ada. Periksa namanya.", dir))
	}
	return os.DirFS(dir), dir, nil
}

// linted is what lint prints as JSON.
type linted struct {
	Errors   int              `json:"errors"`
	Warnings int              `json:"warnings"`
	Rules    map[faq.Rule]int `json:"rules"` // rule → findings; only those that found something
	Findings []faq.Finding    `json:"findings"`
}

func (c *lintCommand) print(w io.Writer, found faq.LintReport) error {
	out := linted{Rules: map[faq.Rule]int{}, Findings: append([]faq.Finding{}, found.Findings...)}
	for _, f := range found.Findings {
		out.Rules[f.Rule]++
		if f.Severity == faq.SeverityError {
			out.Errors++
		} else {
			out.Warnings++
		}
	}
	if c.JSON || c.Format == "json" {
		return printJSON(w, out)
	}
	_, err := io.WriteString(w, out.text())
	return err
}

// text lays the findings out for a curator: file by file what can be mended
// there, then what waits for the agency, then how often each rule spoke.
func (l linted) text() string {
	var b strings.Builder
	file := ""
	for _, f := range l.Findings {
		if f.Rule.Agency() {
			continue
		}
		if f.File != file {
			file = f.File
			fmt.Fprintf(&b, "%s\n\n", file)
		}
		b.WriteString(line(f))
	}
	for _, rule := range faq.LintRules() {
		if n := l.Rules[rule]; rule.Agency() && n > 0 {
			names := l.about(rule)
			fmt.Fprintf(&b, "%s (%d): %s\n\n", capital(rule.Title()), len(names), strings.Join(names, ", "))
		}
	}
	if len(l.Findings) == 0 {
		return "Katalog bersih.\n"
	}
	fmt.Fprintf(&b, "%d kesalahan, %d peringatan\n", l.Errors, l.Warnings)
	for _, rule := range faq.LintRules() {
		if n := l.Rules[rule]; n > 0 {
			fmt.Fprintf(&b, "%6d  %-15s %s\n", n, rule, rule.Title())
		}
	}
	return b.String()
}

// line shows one finding with its excerpt.
func line(f faq.Finding) string {
	kind := "peringatan"
	if f.Severity == faq.SeverityError {
		kind = "kesalahan"
	}
	at := ""
	if f.Line > 0 {
		at = fmt.Sprintf("%d:%d ", f.Line, f.Column)
	}
	text := fmt.Sprintf("%s%s [%s] %s\n", at, kind, f.Rule, f.Text)
	if f.Excerpt != "" {
		text += f.Excerpt + "\n"
	}
	return text + "\n"
}

// about names what a rule found once each: the facts that are missing, the
// entries not verified.
func (l linted) about(rule faq.Rule) (names []string) {
	for _, f := range l.Findings {
		if f.Rule == rule {
			names = append(names, cmp.Or(f.Fact, f.Entry))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// capital begins a text with a capital letter.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
