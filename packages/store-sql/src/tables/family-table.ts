import type { FirstRefreshToken, NewTokenFamily, TokenFamily } from '@portcullis/store';
import { number, optionalNumber, optionalText, parsedRecord, text } from '../cells.js';
import { one, type Row, type Values } from '../statement.js';
import { clientColumns, clientWidth } from './client-table.js';
import { userColumns } from './user-table.js';

const names = [
  ...['id', 'client_id', 'user_id', 'generation', 'current_hash', 'previous_hash', 'rotated_at'],
  ...['sealed_reply', 'created_at', 'idle_expires_at', 'expires_at', 'revoked_at', 'record'],
];
const columns = names.join(', ');

export const insertFamily = one(
  `INSERT INTO portcullis_family (id, client_id, user_id, generation, current_hash, created_at,
    idle_expires_at, expires_at, record)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1`,
);

export const readFamily = one(`SELECT ${columns} FROM portcullis_family WHERE id = ?`);

/** With its client and its user, where the store has them. */
export const findFamily = one(
  `SELECT ${names.map((name) => `family.${name}`).join(', ')}, ${clientColumns}, ${userColumns}
  FROM portcullis_family AS family
  LEFT JOIN portcullis_client AS client ON client.id = family.client_id
  LEFT JOIN portcullis_user AS person ON person.id = family.user_id
  WHERE family.id = ?`,
);
export const clientAt = names.length;
export const userAt = clientAt + clientWidth;

/** The compare-and-set that lets one of all who hold the same token have the next. */
export const rotateFamily = one(
  `UPDATE portcullis_family SET generation = generation + 1, previous_hash = current_hash, current_hash = ?,
    rotated_at = ?, sealed_reply = ?, idle_expires_at = CASE WHEN expires_at < ? THEN expires_at ELSE ? END
  WHERE id = ? AND current_hash = ? AND revoked_at IS NULL AND expires_at > ? AND idle_expires_at > ?
  RETURNING ${columns}`,
);

export const prolongFamily = one(
  `UPDATE portcullis_family SET idle_expires_at = CASE
    WHEN idle_expires_at >= ? THEN idle_expires_at
    WHEN expires_at < ? THEN expires_at
    ELSE ? END
  WHERE id = ? AND current_hash = ? AND revoked_at IS NULL AND expires_at > ? AND idle_expires_at > ?
  RETURNING 1`,
);

/** The first refresh token, for a family without one. */
export const startFamily = one(
  `UPDATE portcullis_family SET generation = 1, current_hash = ?,
    idle_expires_at = CASE WHEN expires_at < ? THEN expires_at ELSE ? END
  WHERE id = ? AND current_hash IS NULL RETURNING 1`,
);

export const revokeFamily = one(
  'UPDATE portcullis_family SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING 1',
);

type FamilyRest = Pick<TokenFamily, 'scopes' | 'data'>;

export function familyValues(family: NewTokenFamily, first: FirstRefreshToken | undefined): Values {
  const { id, clientId, userId = null, createdAt, idleExpiresAt, expiresAt, ...rest } = family;
  const record: FamilyRest = rest;
  const idle = first === undefined ? idleExpiresAt : Math.min(first.idleExpiresAt, expiresAt);
  const started = [first === undefined ? 0 : 1, first?.hash ?? null];
  return [id, clientId, userId, ...started, createdAt, idle, expiresAt, JSON.stringify(record)];
}

export function decodeFamily(cells: Row): TokenFamily {
  const family = parsedRecord<TokenFamily>(cells[12]);
  const userId = optionalText(cells[2]);
  const revokedAt = optionalNumber(cells[11]);
  family.id = text(cells[0]);
  family.clientId = text(cells[1]);
  if (userId !== undefined) family.userId = userId;
  family.generation = number(cells[3]);
  family.createdAt = number(cells[8]);
  family.idleExpiresAt = number(cells[9]);
  family.expiresAt = number(cells[10]);
  if (revokedAt !== undefined) family.revokedAt = revokedAt;
  return Object.assign(family, decodeTokens(cells));
}

/** What is absent before the first refresh token, or before the first rotation. */
function decodeTokens(
  cells: Row,
): Pick<TokenFamily, 'currentHash' | 'previousHash' | 'rotatedAt' | 'sealedReply'> {
  const currentHash = optionalText(cells[4]);
  const previousHash = optionalText(cells[5]);
  const rotatedAt = optionalNumber(cells[6]);
  const sealedReply = optionalText(cells[7]);
  return {
    ...(currentHash !== undefined && { currentHash }),
    ...(previousHash !== undefined && { previousHash }),
    ...(rotatedAt !== undefined && { rotatedAt }),
    ...(sealedReply !== undefined && { sealedReply }),
  };
}
