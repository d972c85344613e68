import type { ApiKeyListOptions, ApiKeyRecord, NewApiKey } from '@portcullis/store';
import { isStorableId, storableApiKey } from '@portcullis/store/engine';
import { optionalNumber, parsedRecord, status, text } from '../cells.js';
import { many, one, oneForUpdate, type Row, type Values } from '../statement.js';
import type { RecordTable } from './managed-records.js';

const columns = 'id, client_id, digest, status, last_used_at, record';

const presented = `SELECT api_key.id, api_key.client_id, api_key.digest, api_key.status, api_key.last_used_at,
    api_key.record, client.status
  FROM portcullis_api_key AS api_key
  LEFT JOIN portcullis_client AS client ON client.id = api_key.client_id`;

export const findPresented = one(`${presented} WHERE api_key.id = ?`);
export const findPresentedByDigest = one(`${presented} WHERE api_key.digest = ?`);

/** The place of the client's status in a row of `findPresented`. */
export const clientStatusAt = 6;

/** Uses come as one JSON array of `[id, usedAt]`. On PostgreSQL in the order of ids, so that two batches never wait for each other in a ring. */
export const touch = many({
  sqlite: `UPDATE portcullis_api_key SET last_used_at = used.at
    FROM (SELECT value ->> 0 AS id, max(value ->> 1) AS at FROM json_each(?) GROUP BY value ->> 0) AS used
    WHERE portcullis_api_key.id = used.id
      AND (portcullis_api_key.last_used_at IS NULL OR portcullis_api_key.last_used_at < used.at)
    RETURNING 1`,
  postgres: `WITH used AS MATERIALIZED (
      SELECT value ->> 0 AS id, max((value ->> 1)::bigint) AS at
      FROM json_array_elements(?::json) GROUP BY value ->> 0
    ), held AS MATERIALIZED (
      SELECT api_key.position, used.at FROM portcullis_api_key AS api_key
      JOIN used ON used.id = api_key.id
      WHERE api_key.last_used_at IS NULL OR api_key.last_used_at < used.at
      ORDER BY api_key.position FOR UPDATE OF api_key
    )
    UPDATE portcullis_api_key AS api_key SET last_used_at = held.at FROM held
    WHERE api_key.position = held.position
      AND (api_key.last_used_at IS NULL OR api_key.last_used_at < held.at)
    RETURNING 1`,
});

const afterId = `position > CASE WHEN CAST(? AS TEXT) IS NULL THEN 0
  ELSE (SELECT position FROM portcullis_api_key WHERE id = ?) END`;
const all = many(`SELECT ${columns} FROM portcullis_api_key WHERE ${afterId} ORDER BY position LIMIT ?`);
const ofClient = many(
  `SELECT ${columns} FROM portcullis_api_key WHERE client_id = ? AND ${afterId} ORDER BY position LIMIT ?`,
);

export const apiKeyTable: RecordTable<ApiKeyRecord, NewApiKey, ApiKeyListOptions> = {
  kind: 'apiKey',
  find: one(`SELECT ${columns} FROM portcullis_api_key WHERE id = ?`),
  hold: oneForUpdate(`SELECT ${columns} FROM portcullis_api_key WHERE id = ?`),
  insert: one(
    `INSERT INTO portcullis_api_key (id, client_id, digest, status, last_used_at, record)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING position`,
  ),
  write: one(
    `UPDATE portcullis_api_key SET client_id = ?, digest = ?, status = ?, last_used_at = ?, record = ?
    WHERE id = ? AND NOT EXISTS
      (SELECT 1 FROM portcullis_api_key AS other WHERE other.digest = ? AND other.id <> ?)
    RETURNING position`,
  ),
  page: ({ clientId, after = null }, limit) => {
    if (after !== null && !isStorableId(after)) return undefined;
    if (clientId === undefined) return { statement: all, values: [after, after, limit] };
    return isStorableId(clientId)
      ? { statement: ofClient, values: [clientId, after, after, limit] }
      : undefined;
  },
  decode: decodeApiKey,
  insertValues: (key) => [key.id, ...changingValues(key)],
  writeValues: (key) => [...changingValues(key), key.id, key.digest, key.id],
  admit: (key, stamps) => ({ ...storableApiKey(key), ...stamps }),
  revise: (key, stored) => withStoredParts(storableApiKey(key), stored),
  tokensValidFrom: () => 0,
};

export function decodeApiKey(cells: Row): ApiKeyRecord {
  const key = parsedRecord<ApiKeyRecord>(cells[5]);
  const lastUsedAt = optionalNumber(cells[4]);
  key.id = text(cells[0]);
  key.clientId = text(cells[1]);
  key.digest = text(cells[2]);
  key.status = status(cells[3]);
  if (lastUsedAt !== undefined) key.lastUsedAt = lastUsedAt;
  return key;
}

function changingValues(key: ApiKeyRecord): Values {
  const { id: _id, clientId, digest, status, lastUsedAt = null, ...record } = key;
  return [clientId, digest, status, lastUsedAt, JSON.stringify(record)];
}

function withStoredParts(key: ApiKeyRecord, stored: ApiKeyRecord): ApiKeyRecord {
  const { lastUsedAt: _lastUsedAt, replacedBy: _replacedBy, ...own } = key;
  return {
    ...own,
    status: stored.status,
    ...(stored.lastUsedAt !== undefined && { lastUsedAt: stored.lastUsedAt }),
    ...(stored.replacedBy !== undefined && { replacedBy: stored.replacedBy }),
  };
}
