// Every message and what was answered, on disk before anything else happens:
// better-sqlite3, a write-ahead log, a flush with every commit.
'use strict';

const Database = require('better-sqlite3');

// open returns the ledger in a file, which is made when it is not there.
function open(file) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE IF NOT EXISTS messages (
    chat INTEGER NOT NULL, message INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, received_at INTEGER NOT NULL,
    entry TEXT, answer TEXT, answered_at INTEGER,
    PRIMARY KEY (chat, message)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS unanswered ON messages (received_at) WHERE answered_at IS NULL`);
  const insert = db.prepare('INSERT INTO messages (chat, message, name, text, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const update = db.prepare('UPDATE messages SET entry = ?, answer = ?, answered_at = ? WHERE chat = ? AND message = ?');
  const select = db.prepare('SELECT chat, message, text FROM messages WHERE answered_at IS NULL ORDER BY received_at');
  return {
    // take keeps a message; false: it has come before.
    take: ({ chat, message, name, text }) => insert.run(chat, message, name, text, Date.now()).changes === 1,
    answered: ({ chat, message }, entry, answer) => update.run(entry, answer, Date.now(), chat, message),
    unanswered: () => select.all(),
    close: () => db.close(),
  };
}

module.exports = { open };
