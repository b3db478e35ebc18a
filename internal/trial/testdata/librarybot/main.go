// Command librarybot is a bot as the library's examples show it: its own poller,
// a handler that looks something up and answers. The kill suite runs on it to
// prove that it notices lost messages. It must not be made any better.
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

// lookUp is how long the handler takes to find an answer.
const lookUp = 5 * time.Millisecond

func run(ctx context.Context) error {
	b, err := tg.New(os.Getenv("LOKET_TELEGRAM_TOKEN"),
		tg.WithServerURL(os.Getenv("LOKET_TELEGRAM_API_URL")), tg.WithDefaultHandler(answer),
		tg.WithHTTPClient(pollTimeout, &http.Client{Timeout: pollTimeout}))
	if err != nil {
		return fmt.Errorf("make the bot: %w", err)
	}
	fmt.Println("Loket siap: http://127.0.0.1:1")
	b.Start(ctx)
	return nil
}

func answer(ctx context.Context, b *tg.Bot, update *models.Update) {
	if update.Message == nil {
		return
	}
	select {
	case <-ctx.Done():
		return
	case <-time.After(lookUp):
	}
	_, err := b.SendMessage(ctx, &tg.SendMessageParams{ChatID: update.Message.Chat.ID, Text: "Jawaban: " + update.Message.Text})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
