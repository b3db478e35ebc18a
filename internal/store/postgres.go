package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// endStopped makes the server end a transaction whose process has fallen silent
// in the middle of it: a machine that was stopped must not hold its locks, the
// one on events above all, against everybody else. Within a transaction we only
// compute, for milliseconds.
const endStopped = `SET idle_in_transaction_session_timeout = '5s'`

// dialPostgres makes the pool; it connects when it is used.
func dialPostgres(address string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the address of the database: %w", err)
	}
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, endStopped)
		return err
	})), nil
}
