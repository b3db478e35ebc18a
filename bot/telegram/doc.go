// Package telegram speaks with Telegram for citizens and for the staff group:
// a poller and a webhook that acknowledge only what the ledger has, pure
// converters from Telegram's updates, and sends whose fate is told exactly.
//
// It uses go-telegram/bot for methods and types only. That library's Start,
// StartWebhook and WebhookHandler lose messages and are never called. The
// package must not know SQL, the catalogue, or what is answered.
package telegram
