// Command echobot is the fastest bot the Telegram library makes: its own poller,
// handlers side by side, an HTTP client that keeps its connections, and an answer
// that needs no thought. The benchmark holds Loket against it. It keeps nothing
// and promises nothing.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// pollTimeout is within what the fake Telegram takes; the library's own is not.
const pollTimeout = 30 * time.Second

func run(ctx context.Context) error {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return fmt.Errorf("the default transport is %T", http.DefaultTransport)
	}
	transport = transport.Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 128, 128
	b, err := tg.New(os.Getenv("LOKET_TELEGRAM_TOKEN"),
		tg.WithServerURL(os.Getenv("LOKET_TELEGRAM_API_URL")), tg.WithDefaultHandler(echo),
		tg.WithHTTPClient(pollTimeout, &http.Client{Transport: transport, Timeout: 2 * pollTimeout}))
	if err != nil {
		return fmt.Errorf("make the bot: %w", err)
	}
	fmt.Println("Loket siap: http://127.0.0.1:1")
	b.Start(ctx)
	return nil
}

func echo(ctx context.Context, b *tg.Bot, update *models.Update) {
	if update.Message == nil {
		return
	}
	_, err := b.SendMessage(ctx, &tg.SendMessageParams{ChatID: update.Message.Chat.ID, Text: update.Message.Text})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
