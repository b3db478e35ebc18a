// Package api is the door for programs: tickets, conversations, entries, questions
// and webhooks as JSON under /api/v1, and their description as OpenAPI.
//
// It acts through the same desk as the console, as the account its caller's token
// belongs to, and must not know rules of its own, cookies, or how anything is
// stored. Errors are problem details (RFC 9457), never pages.
package api
