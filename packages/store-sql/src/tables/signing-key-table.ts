import type { NewSigningKey, SigningKeyRecord, SigningKeyState } from '@portcullis/store';
import { optionalNumber, parsedRecord, text } from '../cells.js';
import { many, one, oneForUpdate, type Row, type Values } from '../statement.js';

const columns = 'kid, algorithm, state, expires_at, sealed_jwk, record';

export const insertKey = one(
  `INSERT INTO portcullis_signing_key (kid, algorithm, state, sealed_jwk, record)
  VALUES (?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING RETURNING 1`,
);

/** Oldest first, those left out whose time is over. */
export const listKeys = many(
  `SELECT ${columns} FROM portcullis_signing_key WHERE expires_at IS NULL OR expires_at > ? ORDER BY position`,
);

export const holdKey = oneForUpdate(`SELECT ${columns} FROM portcullis_signing_key WHERE kid = ?`);

/** That no two keys of an algorithm are active is also an index's word, for two that become so at once. */
export const holdActiveKey = oneForUpdate(
  `SELECT ${columns} FROM portcullis_signing_key WHERE algorithm = ? AND state = 'active'`,
);

export const writeKey = one(
  'UPDATE portcullis_signing_key SET state = ?, expires_at = ?, record = ? WHERE kid = ? RETURNING 1',
);

export const removeKey = one('DELETE FROM portcullis_signing_key WHERE kid = ? RETURNING 1');

/** A key as its row has it, the private part still sealed. */
export type StoredKey = Omit<SigningKeyRecord, 'privateJwk'> & { readonly sealedJwk: string };

type KeyInColumns = 'kid' | 'algorithm' | 'state' | 'expiresAt' | 'sealedJwk';

export function newKeyValues(
  { kid, algorithm, publicJwk }: NewSigningKey,
  sealed: string,
  now: number,
): Values {
  const record: Omit<StoredKey, KeyInColumns> = { publicJwk, createdAt: now };
  return [kid, algorithm, sealed, JSON.stringify(record)];
}

export function changedKeyValues(key: StoredKey): Values {
  const { kid, algorithm: _algorithm, state, expiresAt = null, sealedJwk: _sealedJwk, ...record } = key;
  return [state, expiresAt, JSON.stringify(record), kid];
}

export function decodeKey(cells: Row): StoredKey {
  const key = parsedRecord<StoredKey>(cells[5]);
  const expiresAt = optionalNumber(cells[3]);
  key.kid = text(cells[0]);
  key.algorithm = text(cells[1]);
  key.state = keyState(text(cells[2]));
  if (expiresAt !== undefined) key.expiresAt = expiresAt;
  key.sealedJwk = text(cells[4]);
  return key;
}

function keyState(state: string): SigningKeyState {
  if (state === 'pending' || state === 'active' || state === 'retired') return state;
  throw new TypeError(`Cannot read signing key: unknown state ${state}`);
}
