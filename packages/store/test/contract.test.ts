import {
  contractCasesFor,
  SettableClock,
  type StoreHarness,
  storeContract,
} from '@portcullis/store/contract';
import { describe, expect, it } from 'vitest';
import { createMemoryStore, type Store } from '../src/index.js';

/** A memory store with one part of it replaced by something that looks right. */
function harnessOf(spoil: (store: Store) => Partial<Store>): StoreHarness {
  return {
    clock: 'all',
    async make() {
      const clock = new SettableClock();
      const store = createMemoryStore({ clock });
      const spoilt: Store = { ...store, ...spoil(store) };
      return { clock, open: async () => spoilt, close: () => store.close() };
    },
  };
}

/** The same object, some of its methods replaced. */
function replaced<T extends object>(whole: T, own: Partial<T>): T {
  return new Proxy(whole, {
    get(target, name) {
      const value: unknown = Reflect.get(Object.hasOwn(own, name) ? own : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function failures(harness: StoreHarness): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of storeContract) {
    await run(harness).catch(() => failed.push(name));
  }
  return failed;
}

const nextTick = () => new Promise((resolve) => setImmediate(resolve));

describe('the contract', () => {
  it('has a name of its own for every case', () => {
    expect(new Set(storeContract.map(({ name }) => name)).size).toBe(storeContract.length);
  });

  it('leaves out only what moves a clock that the store does not follow', () => {
    const make = harnessOf(() => ({})).make;
    const counts = (['all', 'records', 'nothing'] as const).map(
      (clock) => contractCasesFor({ clock, make }).length,
    );
    expect(counts[0]).toBe(storeContract.length);
    expect(counts[0]).toBeGreaterThan(counts[1] ?? 0);
    expect(counts[1]).toBeGreaterThan(counts[2] ?? 0);
    expect(counts[2]).toBeGreaterThan(150);
  });

  it.each<[string, (store: Store) => Partial<Store>, string]>([
    [
      'looks a mark up and writes it in two steps',
      ({ marks }) => {
        const seen = new Set<string>();
        const rememberOnce = async (key: string, until: number) => {
          if (seen.has(key)) return false;
          await nextTick();
          seen.add(key);
          return marks.rememberOnce(`${key}${Math.random()}`, until);
        };
        return { marks: { rememberOnce } };
      },
      'marks: of 50 who remember one key at once, one is first',
    ],
    [
      'consumes a code that it read before',
      ({ codes }) => ({
        codes: replaced(codes, {
          async consume(hash, refreshToken) {
            const code = await codes.find(hash);
            await nextTick();
            const result = await codes.consume(hash, refreshToken);
            return code !== undefined && code.consumedAt === undefined ? { consumed: true, code } : result;
          },
        }),
      }),
      'codes: of 50 who redeem one code at once, one does, and the others see the replay',
    ],
    [
      'forgets to tell the view of a revoked family',
      ({ families, revocations }) => ({
        families,
        revocations: replaced(revocations, {
          isRevoked: ({ familyId: _familyId, ...subject }) => revocations.isRevoked(subject),
        }),
      }),
      'families: a revoked family is refused by the view at once, and by other instances soon',
    ],
    [
      'counts in two steps',
      ({ counters }) => ({
        counters: replaced(counters, {
          async reserve(key, reservation) {
            const count = (await counters.peek(key))?.count ?? 0;
            await nextTick();
            if (count >= reservation.limit) return counters.reserve(key, reservation);
            return { granted: true, ...(await counters.hit(key, reservation)) };
          },
        }),
      }),
      'counters: of 50 reservations at once, exactly as many are granted as fit',
    ],
    [
      'adds scopes to a consent that it read before',
      ({ consents }) => ({
        consents: replaced(consents, {
          async give(userId, clientId, scopes) {
            const before = (await consents.find(userId, clientId))?.scopes ?? [];
            await nextTick();
            await consents.withdraw(userId, clientId);
            return consents.give(userId, clientId, [...before, ...scopes]);
          },
        }),
      }),
      'consents: of 50 scopes given at once, none is lost',
    ],
    [
      'looks for a batch of usage before it adds it',
      ({ usage }) => {
        const seen = new Set<string>();
        const add: typeof usage.add = async (batchId, counts) => {
          if (seen.has(batchId)) return false;
          await nextTick();
          seen.add(batchId);
          return usage.add(`${batchId}${Math.random()}`, counts);
        };
        return { usage: replaced(usage, { add }) };
      },
      'usage: of 50 who add one batch at once, one does',
    ],
    [
      'lets a rotation win over a newer one',
      ({ families }) => ({
        families: replaced(families, {
          async rotate(id, currentHash, next) {
            await nextTick();
            const current = (await families.find(id))?.family.currentHash ?? currentHash;
            return families.rotate(id, current, next);
          },
        }),
      }),
      'families: of 50 rotations of one token at once, one wins, and the family lives',
    ],
    [
      'judges a token when it is written',
      ({ accessTokens }) => ({
        accessTokens: replaced(accessTokens, {
          async find(digest) {
            const found = await accessTokens.find(digest);
            return found && { ...found, liveness: 'live' };
          },
        }),
      }),
      'access tokens: a revocation of its user among 50 inserts wins over every one of them',
    ],
  ])('fails a store that %s', async (_what, spoil, name) => {
    expect(await failures(harnessOf(spoil))).toContain(name);
  });

  it('closes the fixture of a case that fails', async () => {
    let closed = 0;
    const broken: StoreHarness = {
      clock: 'all',
      make: async () => ({
        clock: new SettableClock(),
        open: () => Promise.reject(new Error('no store')),
        close: async () => {
          closed += 1;
        },
      }),
    };
    await expect(storeContract[0]?.run(broken)).rejects.toThrow('no store');
    expect(closed).toBe(1);
  });
});
