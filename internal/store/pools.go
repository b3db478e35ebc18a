package store

import "database/sql"

// Pools tells how the ledger's pools of connections stand, one by one: "chat"
// reads, and on PostgreSQL writes; on SQLite "writer" is the one that writes.
func (s *Store) Pools(tell func(pool string, stats sql.DBStats)) {
	for name, db := range s.pools {
		tell(name, db.Stats())
	}
}
