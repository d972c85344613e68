import type { ClientListOptions, ClientRecord, NewClient } from '@portcullis/store';
import { isStorableId, storableClient } from '@portcullis/store/engine';
import { number, optionalText, parsedRecord, status, text } from '../cells.js';
import { many, one, oneForUpdate, type Row, type Values } from '../statement.js';
import type { RecordTable } from './managed-records.js';

const columns = 'id, owner_id, status, tokens_valid_from, record';

/** The columns of a client that was joined as `client`, in the order that `decodeClient` reads. */
export const clientColumns =
  'client.id, client.owner_id, client.status, client.tokens_valid_from, client.record';
export const clientWidth = 5;

const afterId = `position > CASE WHEN CAST(? AS TEXT) IS NULL THEN 0
  ELSE (SELECT position FROM portcullis_client WHERE id = ?) END`;
const all = many(`SELECT ${columns} FROM portcullis_client WHERE ${afterId} ORDER BY position LIMIT ?`);
const ofOwner = many(
  `SELECT ${columns} FROM portcullis_client WHERE owner_id = ? AND ${afterId} ORDER BY position LIMIT ?`,
);

export const clientTable: RecordTable<ClientRecord, NewClient, ClientListOptions> = {
  kind: 'client',
  find: one(`SELECT ${columns} FROM portcullis_client WHERE id = ?`),
  hold: oneForUpdate(`SELECT ${columns} FROM portcullis_client WHERE id = ?`),
  insert: one(
    `INSERT INTO portcullis_client (id, owner_id, status, tokens_valid_from, record) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING position`,
  ),
  write: one(
    `UPDATE portcullis_client SET owner_id = ?, status = ?, tokens_valid_from = ?, record = ? WHERE id = ?
    RETURNING position`,
  ),
  page: ({ ownerId, after = null }, limit) => {
    if (after !== null && !isStorableId(after)) return undefined;
    if (ownerId === undefined) return { statement: all, values: [after, after, limit] };
    return isStorableId(ownerId) ? { statement: ofOwner, values: [ownerId, after, after, limit] } : undefined;
  },
  decode: decodeClient,
  insertValues: (client) => [client.id, ...changingValues(client)],
  writeValues: (client) => [...changingValues(client), client.id],
  admit: (client, stamps) => ({ ...storableClient(client), ...stamps, tokensValidFrom: 0 }),
  revise: (client, { status, secrets, tokensValidFrom }) => ({
    ...storableClient({ ...client, secrets }),
    status,
    tokensValidFrom,
  }),
  tokensValidFrom: (client) => client.tokensValidFrom,
};

/** @param at the place of its first column, in a row that was joined. */
export function decodeClient(cells: Row, at = 0): ClientRecord {
  const client = parsedRecord<ClientRecord>(cells[at + 4]);
  const ownerId = optionalText(cells[at + 1]);
  client.id = text(cells[at]);
  if (ownerId !== undefined) client.ownerId = ownerId;
  client.status = status(cells[at + 2]);
  client.tokensValidFrom = number(cells[at + 3]);
  return client;
}

function changingValues(client: ClientRecord): Values {
  const { id: _id, ownerId = null, status, tokensValidFrom, ...record } = client;
  return [ownerId, status, tokensValidFrom, JSON.stringify(record)];
}
