import { ServiceUnavailableError } from '@portcullis/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SettableClock } from '../src/contract/index.js';
import { REPLAY_MARGIN_MS, RevocationIndex } from '../src/engine.js';
import type { RevocationNotice } from '../src/index.js';

const issuer = 'https://issuer.example';
const rememberedMs = 60_000;

function createIndex(clock = new SettableClock(), freshForMs = Number.POSITIVE_INFINITY) {
  return new RevocationIndex({ clock, rememberedMs, freshUntil: clock.now() + freshForMs });
}

function notice(number: number, own: Partial<RevocationNotice> = {}): RevocationNotice {
  const until = Date.now() + 10 * REPLAY_MARGIN_MS;
  return { number, kind: 'client', id: 'c', status: 'active', tokensValidFrom: 0, until, ...own };
}

describe('RevocationIndex', () => {
  it('throws a 503 from freshUntil on, to the millisecond, and answers again when it is fed', () => {
    const clock = new SettableClock();
    const index = createIndex(clock, 1_000);
    const end = index.freshUntil;
    clock.set(end - 1);
    expect(index.isRevoked({ issuer, clientId: 'c' })).toBe(false);
    clock.set(end);
    expect(() => index.isRevoked({ issuer, clientId: 'c' })).toThrow(ServiceUnavailableError);
    expect(() => index.isRevoked({ issuer })).toThrow(
      expect.objectContaining({ reason: 'stale_revocations' }),
    );
    index.stayFreshUntil(end + 1_000);
    expect(index.isRevoked({ issuer, clientId: 'c' })).toBe(false);
  });

  it.each([
    ['token', { tokenId: 'x' }],
    ['family', { familyId: 'x' }],
    ['client', { clientId: 'x' }],
    ['user', { userId: 'x' }],
    ['apiKey', { keyId: 'x' }],
    ['signingKey', { signingKeyId: 'x' }],
  ] as const)('refuses a revoked %s, and no id of another kind', (kind, subject) => {
    const index = createIndex();
    index.apply(notice(1, { kind, id: 'x', status: 'revoked' }));
    expect(index.isRevoked({ issuer, ...subject })).toBe(true);
    const all = { tokenId: 'x', familyId: 'x', clientId: 'x', userId: 'x', keyId: 'x', signingKeyId: 'x' };
    const others = Object.fromEntries(Object.entries(all).filter(([name]) => !(name in subject)));
    expect(index.isRevoked({ issuer, ...others })).toBe(false);
  });

  it.each([
    ['before', 999, true],
    ['in the very millisecond', 1_000, false],
    ['after', 1_001, false],
    ['at no time', undefined, true],
    ['at what is no number', Number.NaN, true],
  ])('judges a token issued %s tokensValidFrom', (_when, issuedAt, revoked) => {
    const index = createIndex();
    index.apply(notice(1, { tokensValidFrom: 1_000_000 }));
    const subject = issuedAt === undefined ? {} : { issuedAt };
    expect(index.isRevoked({ issuer, clientId: 'c', tokenId: 't', ...subject })).toBe(revoked);
  });

  it('takes a notice that comes late, twice or out of order as what it was', () => {
    const index = createIndex();
    index.apply(notice(2, { status: 'suspended' }));
    index.apply(notice(1, { status: 'active' }));
    expect(index.isRevoked({ issuer, clientId: 'c' })).toBe(true);
    index.apply(notice(3, { status: 'active' }));
    index.apply(notice(2, { status: 'suspended' }));
    expect(index.isRevoked({ issuer, clientId: 'c' })).toBe(false);
    expect(index.changeOf({ issuer, clientId: 'c' })).toBe(3);
  });

  it('gives the greatest number of client, user and key', () => {
    const index = createIndex();
    index.apply(notice(4, { kind: 'client', id: 'c' }));
    index.apply(notice(9, { kind: 'user', id: 'u' }));
    index.apply(notice(7, { kind: 'apiKey', id: 'k' }));
    expect(index.changeOf({ issuer, clientId: 'c', userId: 'u', keyId: 'k' })).toBe(9);
    expect(index.changeOf({ issuer, clientId: 'c', keyId: 'k' })).toBe(7);
    expect(index.changeOf({ issuer, userId: 'c' })).toBe(0);
  });

  it('ends in the same state, whatever the order and however often notices come', () => {
    const notices = fc.uniqueArray(
      fc.record({
        number: fc.nat(1_000),
        id: fc.constantFrom('a', 'b', '__proto__'),
        status: fc.constantFrom('active', 'suspended', 'revoked'),
      }),
      { selector: ({ number }) => number },
    );
    fc.assert(
      fc.property(notices, fc.array(fc.nat()), (made, shuffle) => {
        const inOrder = createIndex();
        const shuffled = createIndex();
        for (const own of made.toSorted((a, b) => a.number - b.number))
          inOrder.apply(notice(own.number, own));
        const again = [...made, ...made].map((own, index) => ({ own, key: shuffle[index] ?? index }));
        for (const { own } of again.toSorted((a, b) => a.key - b.key))
          shuffled.apply(notice(own.number, own));
        for (const clientId of ['a', 'b', '__proto__', 'toString']) {
          const subject = { issuer, clientId };
          expect(shuffled.isRevoked(subject)).toBe(inOrder.isRevoked(subject));
          expect(shuffled.changeOf(subject)).toBe(inOrder.changeOf(subject));
        }
      }),
    );
  });

  it('forgets at the time that the notice names, and not before', () => {
    const clock = new SettableClock();
    const index = createIndex(clock);
    const until = index.rememberUntil(clock.now());
    expect(until).toBe(clock.now() + rememberedMs + REPLAY_MARGIN_MS);
    index.apply(notice(1, { status: 'revoked', until }));
    clock.set(until - 1);
    index.forget();
    expect(index.isRevoked({ issuer, clientId: 'c' })).toBe(true);
    clock.set(until);
    index.forget();
    expect(index.isRevoked({ issuer, clientId: 'c' })).toBe(false);
    expect(index.changeOf({ issuer, clientId: 'c' })).toBe(0);
  });
});
