import { describe, expect, it } from 'vitest';
import { accessTokenLiveness, apiKeyLiveness, familyLiveness } from '../src/engine.js';
import type { AccessTokenRecord, ApiKeyRecord, TokenFamily } from '../src/index.js';

const now = 10_000;
const alive = { status: 'active', tokensValidFrom: 0 } as const;
const suspended = { status: 'suspended', tokensValidFrom: 0 } as const;
const revoked = { status: 'revoked', tokensValidFrom: 0 } as const;
const ended = { status: 'active', tokensValidFrom: 5_001 } as const;

const family: TokenFamily = {
  id: 'f',
  clientId: 'c',
  userId: 'u',
  scopes: [],
  generation: 1,
  createdAt: 5_000,
  idleExpiresAt: 20_000,
  expiresAt: 30_000,
  data: {},
};
const token: AccessTokenRecord = {
  digest: 'd',
  id: 't',
  clientId: 'c',
  userId: 'u',
  familyId: 'f',
  scopes: [],
  audience: [],
  issuedAt: 6_000,
  expiresAt: 20_000,
  data: {},
};

describe('familyLiveness', () => {
  it.each([
    ['of a client that is gone', {}, undefined, alive, 'revoked'],
    ['of a revoked client', {}, revoked, alive, 'revoked'],
    ['of a revoked user', {}, alive, revoked, 'revoked'],
    ['that began before the tokens of its client were ended', {}, ended, alive, 'revoked'],
    ['that began before the tokens of its user were ended', {}, alive, ended, 'revoked'],
    ['that was revoked itself', { revokedAt: 9_000 }, alive, alive, 'revoked'],
    ['that is revoked and over', { revokedAt: 9_000, expiresAt: now }, suspended, alive, 'revoked'],
    ['that was idle to the very millisecond', { idleExpiresAt: now }, alive, alive, 'expired'],
    ['whose end is this very millisecond', { expiresAt: now }, alive, alive, 'expired'],
    ['that is over and suspended', { expiresAt: now }, suspended, alive, 'expired'],
    ['of a suspended client', {}, suspended, alive, 'suspended'],
    ['of a suspended user', {}, alive, suspended, 'suspended'],
    ['of a user that is not kept here', {}, alive, undefined, 'live'],
    ['with a millisecond left', { idleExpiresAt: now + 1 }, alive, alive, 'live'],
    ['that began when the tokens were ended', { createdAt: 5_001 }, ended, ended, 'live'],
  ] as const)('of a family %s', (_what, own, client, user, liveness) => {
    expect(familyLiveness({ ...family, ...own }, { client, user }, now)).toBe(liveness);
  });
});

describe('accessTokenLiveness', () => {
  const facts = { token, family, client: alive, user: alive, idRevoked: false };
  it.each([
    ['whose id was revoked', { idRevoked: true }, 'revoked'],
    ['whose family is gone', { family: undefined }, 'revoked'],
    ['whose family is revoked', { family: { ...family, revokedAt: 1 } }, 'revoked'],
    ['whose client is gone', { client: undefined }, 'revoked'],
    ['whose client is revoked', { client: revoked }, 'revoked'],
    ['whose user is revoked', { user: revoked }, 'revoked'],
    ['whose family began before the tokens of the user were ended', { user: ended }, 'revoked'],
    ['whose family began before the tokens of the client were ended', { client: ended }, 'revoked'],
    ['whose end is this very millisecond', { token: { ...token, expiresAt: now } }, 'expired'],
    ['of a suspended client', { client: suspended }, 'suspended'],
    ['of a suspended user', { user: suspended }, 'suspended'],
    ['of a family that is over', { family: { ...family, expiresAt: 1, idleExpiresAt: 1 } }, 'live'],
    ['of a user that is not kept here', { user: undefined }, 'live'],
    ['with a millisecond left', { token: { ...token, expiresAt: now + 1 } }, 'live'],
  ] as const)('of a token %s', (_what, own, liveness) => {
    expect(accessTokenLiveness({ ...facts, ...own }, now)).toBe(liveness);
  });

  it('judges a token without a family by its own time of issue', () => {
    const { familyId: _familyId, ...alone } = token;
    const own = { ...facts, family: undefined, user: undefined };
    expect(accessTokenLiveness({ ...own, token: alone, client: ended }, now)).toBe('live');
    expect(accessTokenLiveness({ ...own, token: { ...alone, issuedAt: 5_000 }, client: ended }, now)).toBe(
      'revoked',
    );
  });
});

describe('apiKeyLiveness', () => {
  const key = { status: 'active' } as ApiKeyRecord;
  it.each([
    ['a revoked key', { status: 'revoked', expiresAt: now }, 'suspended', 'revoked'],
    ['a key of a revoked client', {}, 'revoked', 'revoked'],
    ['a key whose deadline is this very millisecond', { expiresAt: now }, 'active', 'expired'],
    ['an expired key of a suspended client', { expiresAt: now }, 'suspended', 'expired'],
    ['a suspended key', { status: 'suspended' }, 'active', 'suspended'],
    ['a key of a suspended client', {}, 'suspended', 'suspended'],
    ['a key with a millisecond left', { expiresAt: now + 1 }, 'active', 'live'],
    ['a key whose client is not kept here', {}, undefined, 'live'],
  ] as const)('of %s', (_what, own, clientStatus, liveness) => {
    expect(apiKeyLiveness({ ...key, ...own }, clientStatus, now)).toBe(liveness);
  });
});
