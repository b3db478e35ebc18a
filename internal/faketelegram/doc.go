// Package faketelegram is a strict and, on request, hostile Bot API server for
// tests and benchmarks: long polling, webhooks, sending, and the faults that
// Telegram and the network between are known for.
//
// It knows no Telegram library and nothing of Loket, so that a mistake shared
// by both ends cannot hide. What it refuses, Telegram refuses; what Telegram
// ignores in silence (an unknown parameter), it refuses too.
package faketelegram
