import type {
  AccessTokenRecord,
  NewApiKey,
  NewClient,
  NewCode,
  NewSigningKey,
  NewTokenFamily,
  NewUser,
} from '@portcullis/store';

/** Records for tests of stores, each with nothing in it that a test did not ask for. */

export function clientOf(id: string): NewClient {
  return {
    id,
    name: 'Claims desk',
    public: false,
    authenticationMethods: ['client_secret_basic'],
    secrets: [{ id: 'first', digest: 'digest-of-first', createdAt: 0 }],
    grants: ['client_credentials', 'authorization_code', 'refresh_token'],
    scopes: ['claims'],
    roles: [],
    permissions: [],
    redirectUris: ['https://client.example/callback'],
    metadata: {},
  };
}

export function userOf(id: string): NewUser {
  return { id, username: `name-of-${id}`, emailVerified: false, roles: [], permissions: [], metadata: {} };
}

export function apiKeyOf(id: string, clientId = 'client'): NewApiKey {
  return {
    id,
    name: 'Back office',
    clientId,
    prefix: 'bank',
    environment: 'test',
    digest: `digest-of-${id}`,
    pepperVersion: 1,
    metadata: {},
  };
}

export function signingKeyOf(kid: string): NewSigningKey {
  return { kid, algorithm: 'ES256', publicJwk: { kty: 'EC', kid }, privateJwk: '{"kty":"EC","d":"private"}' };
}

export function familyOf(id: string, now = Date.now()): NewTokenFamily {
  const expiresAt = now + 3_600_000;
  return {
    id,
    clientId: 'client',
    userId: 'user',
    scopes: ['claims'],
    createdAt: now,
    idleExpiresAt: expiresAt,
    expiresAt,
    data: {},
  };
}

/** The code of the family of the same name. */
export function codeOf(id: string, now = Date.now()): NewCode {
  return {
    hash: id,
    clientId: 'client',
    redirectUri: 'https://client.example/callback',
    userId: 'user',
    challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    scopes: ['claims'],
    familyId: id,
    createdAt: now,
    expiresAt: now + 600_000,
    data: {},
  };
}

export function accessTokenOf(id: string, now = Date.now()): AccessTokenRecord {
  return {
    digest: `digest-of-${id}`,
    id,
    clientId: 'client',
    scopes: ['claims'],
    audience: ['https://api.example'],
    issuedAt: now,
    expiresAt: now + 600_000,
    data: {},
  };
}

/** A refresh token, good for an hour. */
export function refreshTokenOf(hash: string): { hash: string; idleExpiresAt: number; sealedReply: string } {
  return { hash, idleExpiresAt: Date.now() + 3_600_000, sealedReply: `sealed-for-${hash}` };
}
