import { engineFailure } from '@portcullis/store/engine';
import pg from 'pg';
import type { Records, StoredRecord } from './records.js';

/** Instances that start together make the table one after the other. */
const table = `BEGIN;
SELECT pg_advisory_xact_lock(hashtext('portcullis example records'));
CREATE TABLE IF NOT EXISTS example_record (
  collection text NOT NULL, owner text NOT NULL, id text COLLATE "C" NOT NULL, body jsonb NOT NULL,
  PRIMARY KEY (collection, owner, id)
);
COMMIT`;

const timeoutMs = 5000;

/** Records in PostgreSQL, for several instances. A step that fails rejects with a `ServiceUnavailableError`. */
export async function createPostgresRecords(url: string): Promise<Records> {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
  });
  // A connection that breaks while it is idle: the next query gets another one.
  pool.on('error', () => undefined);
  await pool.query(table);
  const at = 'collection = $1 AND owner = $2';
  const rows = async (text: string, ...values: readonly (string | number)[]) => {
    try {
      return (await pool.query<StoredRecord>(text, [...values])).rows;
    } catch (cause) {
      throw engineFailure('Cannot reach the records', cause);
    }
  };

  return {
    async insert({ collection, owner, id }, body) {
      const text =
        'INSERT INTO example_record VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id, body';
      return (await rows(text, collection, owner, id, JSON.stringify(body))).length > 0;
    },
    async find({ collection, owner, id }) {
      const text = `SELECT id, body FROM example_record WHERE ${at} AND id = $3`;
      return (await rows(text, collection, owner, id))[0];
    },
    async list(collection, owner, { limit, after = '' }) {
      const text = `SELECT id, body FROM example_record WHERE ${at} AND id > $3 ORDER BY id LIMIT $4`;
      return rows(text, collection, owner, after, limit);
    },
    async change({ collection, owner, id }, members) {
      const set = 'UPDATE example_record SET body = body || $4::jsonb';
      const text = `${set} WHERE ${at} AND id = $3 RETURNING id, body`;
      return (await rows(text, collection, owner, id, JSON.stringify(members)))[0];
    },
    close: () => pool.end(),
  };
}
