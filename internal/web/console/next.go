package console

import (
	"context"
	"fmt"
	"net/http"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// next answers POST /loket/ambil: the member takes the ticket whose turn it is, and
// sees it. A form that comes twice takes one, and the second time shows what the
// member holds. That nobody waits is said on the list.
func (c *Console) next(w http.ResponseWriter, r *http.Request) error {
	staff, unit := web.StaffOf(r.Context()), loket.UnitID(r.PostFormValue("bagian"))
	to := tabHref(loket.TabMine)
	err := c.sent.do(r.Context(), r.PostFormValue("sekali"), c.now(), func(ctx context.Context) error {
		t, err := c.desk.Next(ctx, staff, unit)
		to = ticketHref(t.ID) + "#balas"
		return err
	})
	switch {
	case loket.CodeOf(err) == loket.CodeNotFound:
		to = "/loket?kosong=1"
	case err != nil:
		return fmt.Errorf("take the next ticket: %w", err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// unitsOf are the units whose next ticket can be asked for; none where there is
// only one.
func (c *Console) unitsOf(agency loket.AgencyID) (units []placeView) {
	if c.Destinations == nil {
		return nil
	}
	for _, p := range c.Destinations(agency) {
		if p.Agency == agency {
			units = append(units, placeView{Value: string(p.Unit), Name: words.Name(p.Name)})
		}
	}
	if len(units) < 2 {
		return nil
	}
	return units
}
