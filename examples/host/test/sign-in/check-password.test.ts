import { systemClock } from '@portcullis/core';
import { createFailureCounts, createMemoryStore } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { createPasswordCheck } from '../../src/sign-in/check-password.js';
import { createUser } from '../../src/sign-in/create-user.js';

const tooMany = { status: 429 };
const address = '192.0.2.1';
const alice = {
  username: 'Alice',
  email: 'Alice@Bank.example',
  password: 'correct horse',
  roles: ['viewer'],
};

async function ready(limits = {}) {
  const store = createMemoryStore();
  const user = await createUser(store, alice);
  const check = createPasswordCheck(store.users, createFailureCounts(store.counters, limits, systemClock));
  return {
    store,
    user,
    check,
    attempt: (username: string, password: string) => check({ username, password, address }),
  };
}

describe('a password', () => {
  it.each([
    ['wrong', 'alice', 'wrong'],
    ['of nobody', 'bob', alice.password],
    ['empty', 'alice', ''],
    ['without a name', '', alice.password],
    ['of a name that cannot be', 'a\u0000b', alice.password],
  ])('is refused when it is %s', async (_, username, password) => {
    const { attempt } = await ready();
    expect(await attempt(username, password)).toBeUndefined();
  });

  it.each(['suspended', 'revoked'] as const)('is refused for a user who is %s', async (status) => {
    const { attempt, store, user } = await ready();
    await store.users.setStatus(user?.id ?? '', status);
    expect(await attempt('alice', alice.password)).toBeUndefined();
  });

  it('is refused for a user who has none', async () => {
    const { attempt, store } = await ready();
    const guest = { id: 'guest', username: 'guest', emailVerified: false };
    await store.users.insert({ ...guest, roles: [], permissions: [], metadata: {} });
    expect(await attempt('guest', '')).toBeUndefined();
  });

  it.each(['alice', 'ALICE', ' alice@bank.example', 'Alice@BANK.example'])(
    'is taken for %s',
    async (username) => {
      const { attempt, user } = await ready();
      expect(await attempt(username, alice.password)).toEqual(user);
    },
  );

  it('is kept as Argon2id', async () => {
    expect((await ready()).user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('takes as long for nobody as for somebody', async () => {
    const { attempt } = await ready({ perClient: 1000 });
    const times: Record<string, number[]> = { alice: [], nobody: [] };
    for (let sample = 0; sample < 9; sample += 1) {
      for (const [username, taken] of Object.entries(times)) {
        const begun = performance.now();
        await attempt(username, 'wrong');
        taken.push(performance.now() - begun);
      }
    }
    const [known = 0, unknown = 0] = Object.values(times).map((taken) => Math.min(...taken));
    expect(unknown).toBeGreaterThan(known / 2);
    expect(known).toBeGreaterThan(unknown / 2);
  });
});

it('asks the store as much of nobody as of somebody', async () => {
  const { attempt, store } = await ready();
  const asked: string[] = [];
  for (const by of ['findByUsername', 'findByEmail'] as const) {
    const find = store.users[by].bind(store.users);
    Object.assign(store.users, { [by]: (name: string) => asked.push(`${name} ${by}`) && find(name) });
  }
  await attempt('alice', 'wrong');
  await attempt('nobody', 'wrong');
  const lookups = (name: string) => [`${name} findByUsername`, `${name} findByEmail`];
  expect(asked).toEqual([...lookups('alice'), ...lookups('nobody')]);
});

describe('failures', () => {
  it('are borne ten times, by either name, then the right password is refused too', async () => {
    const { attempt } = await ready();
    for (let failure = 0; failure < 5; failure += 1) {
      await attempt('alice', 'wrong');
      await attempt('alice@bank.example', 'wrong');
    }
    await expect(attempt('alice', alice.password)).rejects.toMatchObject(tooMany);
    expect(await attempt('bob', 'wrong')).toBeUndefined();
  });

  it('of parallel guesses are judged no more often than that', async () => {
    const { attempt } = await ready();
    const guesses = Array.from({ length: 30 }, (_, guess) =>
      attempt('alice', guess === 29 ? alice.password : 'wrong'),
    );
    const results = await Promise.allSettled(guesses);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(results.at(-1)).toMatchObject({ status: 'rejected', reason: tooMany });
  });

  it('are no right passwords: a burst of them is never refused', async () => {
    const { attempt, user } = await ready({ perClient: 3, perAddress: 3 });
    const logins = await Promise.all(Array.from({ length: 12 }, () => attempt('alice', alice.password)));
    expect(logins).toEqual(logins.map(() => user));
  });

  it('count for their address too', async () => {
    const { attempt, check } = await ready({ perAddress: 2 });
    await attempt('bob', 'wrong');
    await attempt('carol', 'wrong');
    await expect(attempt('alice', alice.password)).rejects.toMatchObject(tooMany);
    const elsewhere = { username: 'alice', password: alice.password, address: '192.0.2.2' };
    expect(await check(elsewhere)).toBeDefined();
  });
});
