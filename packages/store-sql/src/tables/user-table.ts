import type { ListOptions, NewUser, UserRecord } from '@portcullis/store';
import { isStorableId, storableUser } from '@portcullis/store/engine';
import { number, optionalText, parsedRecord, status, text } from '../cells.js';
import { many, one, oneForUpdate, type Row, type Values } from '../statement.js';
import type { RecordTable } from './managed-records.js';

const columns = 'id, username, email, status, tokens_valid_from, record';

/** The columns of a user that was joined as `person`, in the order that `decodeUser` reads. */
export const userColumns =
  'person.id, person.username, person.email, person.status, person.tokens_valid_from, person.record';

const page = many(
  `SELECT ${columns} FROM portcullis_user WHERE position > CASE WHEN CAST(? AS TEXT) IS NULL THEN 0
    ELSE (SELECT position FROM portcullis_user WHERE id = ?) END
  ORDER BY position LIMIT ?`,
);

export const findByUsername = one(`SELECT ${columns} FROM portcullis_user WHERE username = ?`);
export const findByEmail = one(`SELECT ${columns} FROM portcullis_user WHERE email = ?`);

export const userTable: RecordTable<UserRecord, NewUser, ListOptions> = {
  kind: 'user',
  find: one(`SELECT ${columns} FROM portcullis_user WHERE id = ?`),
  hold: oneForUpdate(`SELECT ${columns} FROM portcullis_user WHERE id = ?`),
  insert: one(
    `INSERT INTO portcullis_user (id, username, email, status, tokens_valid_from, record)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING position`,
  ),
  write: one(
    `UPDATE portcullis_user SET username = ?, email = ?, status = ?, tokens_valid_from = ?, record = ?
    WHERE id = ? AND NOT EXISTS
      (SELECT 1 FROM portcullis_user AS other WHERE other.id <> ? AND (other.username = ? OR other.email = ?))
    RETURNING position`,
  ),
  page: ({ after = null }, limit) =>
    after === null || isStorableId(after) ? { statement: page, values: [after, after, limit] } : undefined,
  decode: decodeUser,
  insertValues: (user) => [user.id, ...changingValues(user)],
  writeValues: (user) => [...changingValues(user), user.id, user.id, user.username, user.email ?? null],
  admit: (user, stamps) => ({ ...storableUser(user), ...stamps, tokensValidFrom: 0 }),
  revise: (user, { status, tokensValidFrom }) => ({ ...storableUser(user), status, tokensValidFrom }),
  tokensValidFrom: (user) => user.tokensValidFrom,
};

/** @param at the place of its first column, in a row that was joined. */
export function decodeUser(cells: Row, at = 0): UserRecord {
  const user = parsedRecord<UserRecord>(cells[at + 5]);
  const email = optionalText(cells[at + 2]);
  user.id = text(cells[at]);
  user.username = text(cells[at + 1]);
  if (email !== undefined) user.email = email;
  user.status = status(cells[at + 3]);
  user.tokensValidFrom = number(cells[at + 4]);
  return user;
}

function changingValues(user: UserRecord): Values {
  const { id: _id, username, email = null, status, tokensValidFrom, ...record } = user;
  return [username, email, status, tokensValidFrom, JSON.stringify(record)];
}
