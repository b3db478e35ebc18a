package bot

import (
	"regexp"
	"strings"
	"testing"

	"loket/internal/loket"
)

// TestCommands holds what messengers list to what the clerk serves: each command does
// something of its own, and the help names it.
func TestCommands(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	help := c.does(c.of("a", loket.MessageCommand, "/tidak-ada", "")).words()
	form := regexp.MustCompile(`^[a-z]{1,32}$`)
	for _, command := range Commands() {
		if n := len([]rune(command.Text)); !form.MatchString(command.Name) || n < 3 || n > 256 {
			t.Errorf("%+v is no command Telegram takes", command)
		}
		c.who = "warga-" + command.Name
		c.says(c.who, "halo")
		got := c.does(c.of(c.who, loket.MessageCommand, "/"+command.Name, "")).words()
		if own := !strings.Contains(got, "Tulis pertanyaan Anda, atau:"); own != (command.Name != "bantuan") {
			t.Errorf("/%s is answered %q", command.Name, got)
		}
		if command.Name != "bantuan" && !strings.Contains(help, "/"+command.Name) {
			t.Errorf("the help does not name /%s: %q", command.Name, help)
		}
	}
}

// TestRelated offers the entries an author put near one under its quote, and those only
// while they may be quoted.
func TestRelated(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	e, _ := c.book.Catalog.Entry("ktp-el-hilang")
	if len(e.Related) < 2 {
		t.Fatalf("%s has %d related entries, want some to look at", e.ID, len(e.Related))
	}
	offered := func(said came) (ids []string) {
		sends := said.answers[0].Sends
		for _, row := range sends[len(sends)-1].Content.Buttons {
			if id, ok := strings.CutPrefix(row[0].Data, dataQuote); ok {
				near, _ := c.book.Catalog.Entry(id)
				if row[0].Label != near.Title || len(row[0].Data) > dataLimit {
					t.Errorf("the button is %+v, want the title of %s", row[0], id)
				}
				ids = append(ids, id)
			}
		}
		return ids
	}
	quoted := offered(c.says("a", "syarat ktp hilang"))
	if len(quoted) == 0 || len(quoted) > mostRelated || quoted[0] != e.Related[0] {
		t.Errorf("under the quote %q are offered, want the first of %q", quoted, e.Related)
	}
	whole := offered(c.does(c.of("a", loket.MessageButton, "Rincian", dataDetail+e.ID)))
	if strings.Join(whole, " ") != strings.Join(quoted, " ") {
		t.Errorf("under the details %q are offered, want %q", whole, quoted)
	}
	if got := c.does(c.of("a", loket.MessageButton, "", dataQuote+quoted[0])); got.answers[0].Entry != quoted[0] {
		t.Errorf("the button brings %q, want %q", got.answers[0].Entry, quoted[0])
	}
	c.book.Withheld = map[string]error{quoted[0]: loket.ErrNotFound}
	for _, id := range offered(c.says("a", "syarat ktp hilang")) {
		if id == quoted[0] {
			t.Errorf("%s is offered, which may not be quoted", id)
		}
	}
}
