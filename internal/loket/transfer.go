package loket

// Unit is a section of an agency with a queue of its own.
type Unit struct {
	ID   UnitID
	Name string // as staff read it: "Seksi Pengaduan"
}

// Destination is where a ticket can be given: a unit of an agency served here.
type Destination struct {
	Agency AgencyID
	Unit   UnitID
	Name   string // as staff and citizens read it
}

// ErrSameUnit says that a ticket is where it was to be given.
var ErrSameUnit = Errorf(CodeInvalid, "Tiket ini sudah di bagian itu. Pilih bagian atau instansi lain.")

// Transfer gives a ticket its holder has under epoch to another unit, or another
// agency. There it waits for anybody, at the place its deadline gives it.
func (t *Ticket) Transfer(by StaffID, epoch int64, to Destination) error {
	if err := t.MayWrite(by, epoch); err != nil {
		return err
	}
	if t.Agency == to.Agency && t.Unit == to.Unit {
		return ErrSameUnit
	}
	t.wait()
	t.Agency, t.Unit = to.Agency, to.Unit
	t.Ladder.ComputedBy = ""
	return nil
}
