package manage

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
)

// mostCSV bounds the rows of one file; older ones are had by a narrower filter.
const mostCSV = 50_000

// download answers GET /audit/unduh with what the filter lets through, as CSV.
func (a *Audit) download(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	zone := a.Zone(staff.Agency)
	_, filter, err := readAudit(r.URL.Query(), zone)
	if err != nil {
		return err
	}
	filter.Agency, filter.Limit = staff.Agency, mostCSV
	rows, err := a.Log.AuditRows(r.Context(), filter)
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	file, err := auditCSV(rows, zone)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="audit-`+a.Now().In(zone).Format("20060102-1504")+`.csv"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}

// auditCSV writes rows, the newest first, under a line of names. The mark at the
// beginning has spreadsheet programs read it as UTF-8.
func auditCSV(rows []loket.AuditRow, zone *time.Location) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	to := csv.NewWriter(&out)
	to.UseCRLF = true
	err := to.Write([]string{"baris", "waktu", "siapa", "dari", "tindakan", "jenis", "objek", "id", "alasan"})
	for _, row := range rows {
		if err != nil {
			break
		}
		cells := []string{
			strconv.FormatInt(row.Seq, 10), row.At.In(zone).Format(time.RFC3339), row.Who(), row.Origin, row.Action, row.Object,
			row.What(), row.ID, row.Reason,
		}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		err = to.Write(cells)
	}
	to.Flush()
	if err == nil {
		err = to.Error()
	}
	if err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	return out.Bytes(), nil
}

// harmless keeps a spreadsheet program from reading a cell as a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
