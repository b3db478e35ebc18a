package export

import (
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed templates/*.html
var files embed.FS

var (
	reportPage = template.Must(template.ParseFS(files, "templates/laporan.html", "templates/kertas.html"))
	digestPage = template.Must(template.ParseFS(files, "templates/ringkasan.html"))
)

// html writes a page that needs nothing beside itself, to read and to print.
func (p Paper) html(w io.Writer) error {
	if err := reportPage.Execute(w, p); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
