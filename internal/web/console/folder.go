package console

import (
	"context"
	"net/http"
	"net/url"

	"loket/internal/loket"
	"loket/internal/web"
)

// Lists is what the console asks of the desk for its lists of tickets.
type Lists interface {
	// List returns a page of what a filter shows, of a search when there are words,
	// from behind a place on, with the counts of all tabs.
	List(ctx context.Context, staff loket.Staff, f loket.Filter, words string, after loket.Place) (loket.Listing, error)
	// Shelf returns the member's folders, and the topics of open tickets.
	Shelf(ctx context.Context, staff loket.Staff) (folders []loket.Folder, topics []string, err error)
	// KeepFolder keeps a filter under a name, or renames the folder of f.ID.
	KeepFolder(ctx context.Context, staff loket.Staff, f loket.Folder) error
	// DropFolder forgets a folder of the member's.
	DropFolder(ctx context.Context, staff loket.Staff, id loket.FolderID) error
}

// folderView is one folder.
type folderView struct {
	ID      loket.FolderID
	Name    string
	Href    string
	Current bool
}

func folderViews(all []loket.Folder, asked list) (views []folderView) {
	here := asked.query().Encode()
	for _, f := range all {
		views = append(views, folderView{ID: f.ID, Name: f.Name, Href: "/loket?" + f.Query, Current: f.Query == here && asked.words == ""})
	}
	return views
}

// keepFolder answers POST /loket/folder: it keeps what the form filters by, or
// renames or deletes the folder that it names.
func (c *Console) keepFolder(w http.ResponseWriter, r *http.Request) error {
	staff, id := web.StaffOf(r.Context()), loket.FolderID(r.PostFormValue("folder"))
	values, err := url.ParseQuery(r.PostFormValue("saringan"))
	if err != nil {
		values = url.Values{}
	}
	query := askedList(values).query().Encode()
	done := "disimpan"
	if id != "" && r.PostFormValue("buang") != "" {
		done, err = "dibuang", c.desk.DropFolder(r.Context(), staff, id)
	} else {
		err = c.desk.KeepFolder(r.Context(), staff, loket.Folder{ID: id, Name: r.PostFormValue("nama"), Query: query})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/loket?"+query+"&"+done+"=1", http.StatusSeeOther)
	return nil
}
