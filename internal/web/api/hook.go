package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"loket/internal/loket"
)

// Hooks keeps webhooks. loket.ErrNotFound stands for those of another agency too.
type Hooks interface {
	// AddWebhook keeps a new one: it is told of what happens from now on.
	AddWebhook(ctx context.Context, by loket.Staff, w loket.Webhook) (loket.Webhook, error)
	// Webhooks lists those of an agency, without their secrets.
	Webhooks(ctx context.Context, agency loket.AgencyID) ([]loket.Webhook, error)
	// DropWebhook ends one.
	DropWebhook(ctx context.Context, by loket.Staff, id loket.WebhookID) error
	// ResumeWebhook goes on where a paused one stopped.
	ResumeWebhook(ctx context.Context, by loket.Staff, id loket.WebhookID) error
	// Deliveries lists the latest tries of one, the latest first.
	Deliveries(ctx context.Context, agency loket.AgencyID, id loket.WebhookID, limit int) ([]loket.Delivery, error)
}

// Webhook is a program that is told what happens.
type Webhook struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Events    []string  `json:"events"`
	CreatedAt time.Time `json:"created_at"`
	Failures  int       `json:"failures" jsonschema_description:"Kegagalan berturut-turut"`
	NextAt    Moment    `json:"next_at" jsonschema_description:"Percobaan berikutnya sesudah gagal"`
	PausedAt  Moment    `json:"paused_at"`
	PausedFor string    `json:"paused_reason"`
}

// NewWebhook is a webhook with its secret, which is told this once.
type NewWebhook struct {
	Webhook

	Secret string `json:"secret" jsonschema_description:"Hanya sekali ini: simpan untuk memeriksa Loket-Signature"`
}

// WebhookWish asks for a webhook.
type WebhookWish struct {
	URL    string   `json:"url" jsonschema_description:"https; alamat jaringan dalam ditolak kecuali diizinkan admin"`
	Events []string `json:"events" jsonschema_description:"ticket.opened, ticket.claimed, ticket.replied, ticket.closed, promise.broken"`
}

// WebhookList is every webhook of the agency.
type WebhookList struct {
	Webhooks []Webhook `json:"webhooks"`
}

// DeliveryList is the latest of what a webhook was told.
type DeliveryList struct {
	Deliveries []Delivery `json:"deliveries"`
}

// Delivery is one event on its way to a webhook.
type Delivery struct {
	ID        string    `json:"id"`
	Event     string    `json:"event"`
	FirstAt   time.Time `json:"first_at"`
	LastAt    time.Time `json:"last_at"`
	Attempts  int       `json:"attempts"`
	Status    int       `json:"status" jsonschema_description:"Status HTTP yang terakhir; 0: tidak ada jawaban"`
	LatencyMS int64     `json:"latency_ms"`
	Delivered bool      `json:"delivered"`
	Error     string    `json:"error"`
}

func (a *API) hookOperations() []operation {
	const read, write = loket.ScopeWebhooksRead, loket.ScopeWebhooksWrite
	return []operation{
		{
			Method: http.MethodGet, Path: "/webhooks", ID: "listWebhooks", Summary: "Webhook instansi.", Scope: read,
			Status: http.StatusOK, Answer: WebhookList{}, handle: a.listHooks,
		},
		{
			Method: http.MethodPost, Path: "/webhooks", ID: "createWebhook", Summary: "Buat webhook; rahasianya ditunjukkan sekali.",
			Scope: write, Body: WebhookWish{}, Changes: true, Status: http.StatusCreated, Answer: NewWebhook{}, handle: with(a.addHook),
		},
		{
			Method: http.MethodDelete, Path: "/webhooks/{id}", ID: "deleteWebhook", Summary: "Hapus webhook.", Scope: write,
			Status: http.StatusNoContent, handle: a.dropHook,
		},
		{
			Method: http.MethodPost, Path: "/webhooks/{id}/resume", ID: "resumeWebhook", Summary: "Lanjutkan webhook yang dijeda, dari tempatnya berhenti.",
			Scope: write, Body: Nothing{}, Changes: true, Status: http.StatusNoContent, handle: with(a.resumeHook),
		},
		{
			Method: http.MethodGet, Path: "/webhooks/{id}/deliveries", ID: "listDeliveries", Summary: "100 kiriman terakhir sebuah webhook.",
			Scope: read, Status: http.StatusOK, Answer: DeliveryList{}, handle: a.listDeliveries,
		},
	}
}

// errNotOverseer is what a role hears that does not look after the work of others.
var errNotOverseer = loket.Errorf(loket.CodeForbidden, "Webhook diatur oleh penyelia atau admin. Pakai token dari akun berperan itu.")

func mayHook(c *caller) error {
	if !c.staff.MaySupervise() {
		return errNotOverseer
	}
	return nil
}

func hookOf(w loket.Webhook) Webhook {
	out := Webhook{
		ID: string(w.ID), URL: w.URL, Events: []string{}, CreatedAt: w.CreatedAt.UTC(), Failures: w.Failures,
		NextAt: Moment{w.NextAt}, PausedAt: Moment{w.PausedAt}, PausedFor: w.PausedFor,
	}
	for _, e := range w.Events {
		out.Events = append(out.Events, string(e))
	}
	return out
}

func (a *API) listHooks(ctx context.Context, c *caller) (any, error) {
	if err := mayHook(c); err != nil {
		return nil, err
	}
	all, err := a.Hooks.Webhooks(ctx, c.staff.Agency)
	list := WebhookList{Webhooks: []Webhook{}}
	for _, w := range all {
		list.Webhooks = append(list.Webhooks, hookOf(w))
	}
	return list, err
}

var errEvents = refuse(http.StatusBadRequest, "invalid", "Isi events dengan satu atau lebih: ticket.opened, ticket.claimed, ticket.replied, ticket.closed, promise.broken.")

func (a *API) addHook(ctx context.Context, c *caller, in WebhookWish) (any, error) {
	if err := mayHook(c); err != nil {
		return nil, err
	}
	if err := a.Allowed(in.URL); err != nil {
		return nil, err
	}
	w := loket.Webhook{
		ID: loket.NewID[loket.WebhookID](), Agency: c.staff.Agency, URL: in.URL, Secret: loket.NewWebhookSecret(), CreatedBy: c.staff.ID,
	}
	for _, name := range in.Events {
		e := loket.HookEvent(name)
		if !slices.Contains(loket.HookEvents(), e) || w.Wants(e) {
			return nil, errEvents
		}
		w.Events = append(w.Events, e)
	}
	if len(w.Events) == 0 {
		return nil, errEvents
	}
	w, err := a.Hooks.AddWebhook(ctx, c.staff, w)
	return NewWebhook{Webhook: hookOf(w), Secret: w.Secret}, err
}

func (a *API) dropHook(ctx context.Context, c *caller) (any, error) {
	if err := mayHook(c); err != nil {
		return nil, err
	}
	return nil, a.Hooks.DropWebhook(ctx, c.staff, loket.WebhookID(c.named()))
}

func (a *API) resumeHook(ctx context.Context, c *caller, _ Nothing) (any, error) {
	if err := mayHook(c); err != nil {
		return nil, err
	}
	return nil, a.Hooks.ResumeWebhook(ctx, c.staff, loket.WebhookID(c.named()))
}

// deliveriesShown is how many tries a list shows.
const deliveriesShown = 100

func (a *API) listDeliveries(ctx context.Context, c *caller) (any, error) {
	if err := mayHook(c); err != nil {
		return nil, err
	}
	all, err := a.Hooks.Deliveries(ctx, c.staff.Agency, loket.WebhookID(c.named()), deliveriesShown)
	list := DeliveryList{Deliveries: []Delivery{}}
	for _, d := range all {
		list.Deliveries = append(list.Deliveries, Delivery{
			ID: string(d.ID), Event: string(d.Event), FirstAt: d.At.UTC(), LastAt: d.TriedAt.UTC(), Attempts: d.Attempts,
			Status: d.Status, LatencyMS: d.Took.Milliseconds(), Delivered: d.Arrived(), Error: d.Error,
		})
	}
	return list, err
}
