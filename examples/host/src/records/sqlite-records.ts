import { closeSync, openSync } from 'node:fs';
import { engineFailure } from '@portcullis/store/engine';
import Database from 'libsql';
import type { Records, StoredRecord } from './records.js';

const table = `CREATE TABLE IF NOT EXISTS record (
  collection TEXT NOT NULL, owner TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (collection, owner, id)
) WITHOUT ROWID`;

interface Row {
  readonly id: string;
  readonly body: string;
}

/**
 * Records in a private SQLite file; on the disk when a step is done. One that fails rejects with a
 * `ServiceUnavailableError`.
 */
export function createSqliteRecords(file: string): Records {
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  for (const setting of ['busy_timeout = 1000', 'journal_mode = WAL', 'synchronous = FULL']) {
    database.pragma(setting);
  }
  database.exec(table);
  const at = 'collection = ? AND owner = ?';
  const rows = (text: string, ...values: readonly (string | number)[]) => {
    try {
      return (database.prepare(text).all(...values) as readonly Row[]).map(toRecord);
    } catch (cause) {
      throw engineFailure('Cannot reach the records', cause);
    }
  };

  return {
    async insert({ collection, owner, id }, body) {
      const text = 'INSERT INTO record VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id, body';
      return rows(text, collection, owner, id, JSON.stringify(body)).length > 0;
    },
    async find({ collection, owner, id }) {
      return rows(`SELECT id, body FROM record WHERE ${at} AND id = ?`, collection, owner, id)[0];
    },
    async list(collection, owner, { limit, after = '' }) {
      const text = `SELECT id, body FROM record WHERE ${at} AND id > ? ORDER BY id LIMIT ?`;
      return rows(text, collection, owner, after, limit);
    },
    async change({ collection, owner, id }, members) {
      const set = 'UPDATE record SET body = json_patch(body, ?)';
      const text = `${set} WHERE ${at} AND id = ? RETURNING id, body`;
      return rows(text, JSON.stringify(members), collection, owner, id)[0];
    },
    async close() {
      database.close();
    },
  };
}

function toRecord({ id, body }: Row): StoredRecord {
  return { id, body: JSON.parse(body) };
}
