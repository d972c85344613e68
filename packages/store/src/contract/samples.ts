import type { AccessTokenRecord } from '../access-token-store.js';
import type { NewApiKey } from '../api-key-store.js';
import type { ClientSecret, NewClient } from '../client-store.js';
import type { NewCode } from '../code-store.js';
import type { NewTokenFamily, NextRefreshToken } from '../family-store.js';
import type { NewSigningKey } from '../signing-key-store.js';
import type { NewUser } from '../user-store.js';

/** Milliseconds. */
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const issuer = 'https://issuer.example';

export function sampleClient(id = 'client-1', own: Partial<NewClient> = {}): NewClient {
  return {
    id,
    name: 'Claims desk',
    public: false,
    authenticationMethods: ['client_secret_basic', 'client_secret_post'],
    secrets: [sampleSecret('first')],
    grants: ['client_credentials', 'authorization_code', 'refresh_token'],
    scopes: ['claims', 'billing'],
    roles: ['full-sender'],
    permissions: ['messages:send'],
    redirectUris: ['https://client.example/callback?x=1'],
    metadata: { contact: 'desk@client.example', limits: { perMinute: 600 } },
    ...own,
  };
}

export function sampleSecret(id: string, own: Partial<ClientSecret> = {}): ClientSecret {
  return { id, digest: `digest-of-${id}`, createdAt: 1_000, ...own };
}

export function sampleUser(id = 'user-1', own: Partial<NewUser> = {}): NewUser {
  return {
    id,
    username: `name-of-${id}`.slice(0, 500),
    email: `${id.length}-${digits(id)}@people.example`,
    emailVerified: true,
    passwordHash: '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA',
    roles: ['account-owner'],
    permissions: [],
    metadata: { accounts: [{ id: 'acc-1', debit: true }] },
    ...own,
  };
}

export function sampleApiKey(id = 'key-1', own: Partial<NewApiKey> = {}): NewApiKey {
  return {
    id,
    name: 'Back office',
    clientId: 'client-1',
    prefix: 'bank',
    environment: 'live',
    digest: `digest-${id.length}-${digits(id)}`,
    pepperVersion: 1,
    scopes: ['accounts:read'],
    roles: [],
    permissions: ['api-keys:manage'],
    allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'],
    metadata: { plan: 'gold' },
    ...own,
  };
}

export function sampleSigningKey(kid = 'kid-1', own: Partial<NewSigningKey> = {}): NewSigningKey {
  return {
    kid,
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', kid },
    privateJwk: JSON.stringify({ kty: 'EC', d: `private-${kid}` }),
    ...own,
  };
}

export function sampleFamily(
  now: number,
  id = 'family-1',
  own: Partial<NewTokenFamily> = {},
): NewTokenFamily {
  return {
    id,
    clientId: 'client-1',
    userId: 'user-1',
    scopes: ['claims', 'billing'],
    createdAt: now,
    idleExpiresAt: now + 30 * minute,
    expiresAt: now + 5 * hour,
    data: { auth_time: 1_700_000_000, nonce: 'n-1' },
    ...own,
  };
}

export function sampleCode(now: number, hash = 'code-1', own: Partial<NewCode> = {}): NewCode {
  return {
    hash,
    clientId: 'client-1',
    redirectUri: 'https://client.example/callback?x=1',
    userId: 'user-1',
    challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    scopes: ['claims'],
    familyId: 'family-1',
    createdAt: now,
    expiresAt: now + minute,
    data: { nonce: 'n-1' },
    ...own,
  };
}

export function sampleAccessToken(
  now: number,
  digest = 'token-1',
  own: Partial<AccessTokenRecord> = {},
): AccessTokenRecord {
  return {
    digest,
    id: `id-of-${digest}`,
    clientId: 'client-1',
    userId: 'user-1',
    familyId: 'family-1',
    scopes: ['claims'],
    audience: ['https://api.example'],
    issuedAt: now,
    expiresAt: now + 5 * minute,
    data: {},
    ...own,
  };
}

export function nextRefreshToken(now: number, hash: string): NextRefreshToken {
  return { hash, idleExpiresAt: now + 30 * minute, sealedReply: `sealed-for-${hash}` };
}

/** The same id, as text without anything that an e-mail address or digest would not have. */
function digits(id: string): string {
  return Buffer.from(id.slice(0, 60), 'utf16le').toString('hex');
}
