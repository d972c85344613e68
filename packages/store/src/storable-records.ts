import type { AccessTokenRecord } from './access-token-store.js';
import type { NewApiKey } from './api-key-store.js';
import { type ClientSecret, MAX_CLIENT_SECRETS, type NewClient } from './client-store.js';
import type { NewCode } from './code-store.js';
import type { FirstRefreshToken, NewTokenFamily } from './family-store.js';
import type { NewSigningKey } from './signing-key-store.js';
import { storable } from './storable.js';
import type { NewUser } from './user-store.js';

/** @throws TypeError when the client cannot be kept, or has more secrets than may live. */
export function storableClient<T extends NewClient>(client: T): T {
  if (client.secrets.length > MAX_CLIENT_SECRETS) {
    throw new TypeError(`Cannot store client: it has more than ${MAX_CLIENT_SECRETS} secrets`);
  }
  return storable<T>('client', client, { ids: ['id'], optionalIds: ['ownerId'] });
}

/** @throws TypeError when the secret cannot be kept. */
export function storableSecret(secret: ClientSecret): ClientSecret {
  return storable('client secret', secret, {
    ids: ['id', 'digest'],
    times: ['createdAt'],
    optionalTimes: ['expiresAt'],
  });
}

/** @throws TypeError when the user cannot be kept. */
export function storableUser<T extends NewUser>(user: T): T {
  return storable<T>('user', user, { ids: ['id', 'username'], optionalIds: ['email'] });
}

/** @throws TypeError when the key cannot be kept. */
export function storableApiKey<T extends NewApiKey>(key: T): T {
  return storable<T>('API key', key, { ids: ['id', 'clientId', 'digest'], optionalTimes: ['expiresAt'] });
}

/** @throws TypeError when the key cannot be kept. */
export function storableSigningKey(key: NewSigningKey): NewSigningKey {
  return storable('signing key', key, { ids: ['kid', 'algorithm'] });
}

/** With an idle deadline that is not later than the absolute one. @throws TypeError when the family cannot be kept. */
export function storableFamily(family: NewTokenFamily): NewTokenFamily {
  const idleExpiresAt = Math.min(family.idleExpiresAt, family.expiresAt);
  return storable(
    'token family',
    { ...family, idleExpiresAt },
    {
      ids: ['id', 'clientId'],
      optionalIds: ['userId'],
      times: ['createdAt', 'idleExpiresAt', 'expiresAt'],
    },
  );
}

/** @throws TypeError when the refresh token cannot be kept. */
export function storableRefreshToken<T extends FirstRefreshToken>(token: T): T {
  return storable<T>('refresh token', token, { ids: ['hash'], times: ['idleExpiresAt'] });
}

/** @throws TypeError when the code cannot be kept, or is not the code of this family. */
export function storableCode(code: NewCode, family: NewTokenFamily): NewCode {
  if (code.familyId !== family.id || code.clientId !== family.clientId || code.userId !== family.userId) {
    throw new TypeError('Cannot store code: its family is not of the same id, client and user');
  }
  return storable('code', code, {
    ids: ['hash', 'clientId', 'userId', 'familyId'],
    times: ['createdAt', 'expiresAt'],
  });
}

/**
 * @param longestMs how long a token may live: notices about its client and user are not remembered longer.
 * @throws TypeError when the token cannot be kept, or would live longer.
 */
export function storableAccessToken(token: AccessTokenRecord, longestMs: number): AccessTokenRecord {
  const copy = storable('access token', token, {
    ids: ['digest', 'id', 'clientId'],
    optionalIds: ['userId', 'familyId'],
    times: ['issuedAt', 'expiresAt'],
  });
  if (copy.expiresAt - copy.issuedAt > longestMs) {
    throw new TypeError(`Cannot store access token: it lives longer than ${longestMs / 1000} seconds`);
  }
  return copy;
}
