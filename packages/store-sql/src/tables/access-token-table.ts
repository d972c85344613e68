import type { AccessTokenRecord, TokenFamily } from '@portcullis/store';
import { number, optionalNumber, optionalText, parsedRecord, text } from '../cells.js';
import { one, type Row, type Values } from '../statement.js';
import { clientColumns, clientWidth } from './client-table.js';
import { userColumns } from './user-table.js';

const names = ['digest', 'id', 'client_id', 'user_id', 'family_id', 'issued_at', 'expires_at', 'record'];

export const insertAccessToken = one(
  `INSERT INTO portcullis_access_token (${names.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING RETURNING 1`,
);

/** With all those who may end it: its own revocation, family, client and user. */
export const findAccessToken = one(
  `SELECT ${names.map((name) => `token.${name}`).join(', ')}, family.created_at, family.revoked_at,
    notice.number, ${clientColumns}, ${userColumns}
  FROM portcullis_access_token AS token
  LEFT JOIN portcullis_family AS family ON family.id = token.family_id
  LEFT JOIN portcullis_notice AS notice ON notice.kind = 'token' AND notice.subject = token.id
  LEFT JOIN portcullis_client AS client ON client.id = token.client_id
  LEFT JOIN portcullis_user AS person ON person.id = token.user_id
  WHERE token.digest = ?`,
);
const familyAt = names.length;
export const revocationAt = familyAt + 2;
export const clientAt = revocationAt + 1;
export const userAt = clientAt + clientWidth;

export function accessTokenValues(token: AccessTokenRecord): Values {
  const { digest, id, clientId, userId = null, familyId = null, issuedAt, expiresAt, ...record } = token;
  return [digest, id, clientId, userId, familyId, issuedAt, expiresAt, JSON.stringify(record)];
}

export function decodeAccessToken(cells: Row): AccessTokenRecord {
  const token = parsedRecord<AccessTokenRecord>(cells[7]);
  const userId = optionalText(cells[3]);
  const familyId = optionalText(cells[4]);
  token.digest = text(cells[0]);
  token.id = text(cells[1]);
  token.clientId = text(cells[2]);
  if (userId !== undefined) token.userId = userId;
  if (familyId !== undefined) token.familyId = familyId;
  token.issuedAt = number(cells[5]);
  token.expiresAt = number(cells[6]);
  return token;
}

/** Of the family, as much as its tokens are judged by; `undefined` when there is none. */
export function decodeFamilyState(cells: Row): Pick<TokenFamily, 'createdAt' | 'revokedAt'> | undefined {
  const createdAt = optionalNumber(cells[familyAt]);
  const revokedAt = optionalNumber(cells[familyAt + 1]);
  return createdAt === undefined ? undefined : { createdAt, ...(revokedAt !== undefined && { revokedAt }) };
}
