package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// endStopped makes the server end the transactions of a process that has fallen
// silent in the middle of them: a machine that was stopped must not hold the locks
// of its rows against everybody else. Those of its transactions that wait for one
// another's rows give up in the end; else each would inherit a lock from the one
// before and keep it as long. A limit below what a busy machine needs would throw
// work away that is then done again, and make it busier.
const endStopped = `SET idle_in_transaction_session_timeout = '3s'; SET lock_timeout = '5s'`

// dialPostgres makes the pool; it connects when it is used.
func dialPostgres(address string) (*sql.DB, error) {
	config, err := readPostgres(address)
	if err != nil {
		return nil, err
	}
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, endStopped)
		return err
	})), nil
}

// migratePostgres migrates on connections of their own: a change of a table may
// take, and wait, as long as it needs.
func migratePostgres(ctx context.Context, address string) error {
	db, err := connectPostgres(address)
	if err != nil {
		return err
	}
	return errors.Join(distrusted(migrate(ctx, db, goose.DialectPostgres)), db.Close())
}
