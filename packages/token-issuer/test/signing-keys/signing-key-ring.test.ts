import { createJwtVerifier, type JWK } from '@portcullis/jwt';
import { createMemoryStore, type SigningKeyRecord, type Store } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { createClients, tokenIssuer } from '../../src/index.js';
import { movableClock } from '../support/movable-clock.js';
import {
  askToken,
  audience,
  claimsOf,
  enterClient,
  headerOf,
  issuerUrl,
  readToken,
  serveIssuer,
} from '../support/serve-issuer.js';

async function ready(options: Parameters<typeof serveIssuer>[0] = {}) {
  const bench = await serveIssuer(options);
  const client = await enterClient(bench.clients);
  const verifier = createJwtVerifier({
    issuers: [
      { issuer: issuerUrl, audience, algorithms: bench.issuer.algorithms, keys: bench.issuer.keySet },
    ],
    clock: bench.clock,
  });
  return {
    ...bench,
    verifier,
    issue: async () => (await readToken(await askToken(bench, client))).access_token,
    published: async () => {
      const response = await fetch(`${bench.url}/oauth/jwks`);
      return ((await response.json()) as { keys: JWK[] }).keys;
    },
  };
}

const kidOf = (token: string) => headerOf(token)['kid'];

describe('signing keys', () => {
  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)('sign by %s', async (algorithm) => {
    const { issue, verifier, published } = await ready({ algorithm });
    const token = await issue();
    expect(headerOf(token)['alg']).toBe(algorithm);
    await expect(Promise.resolve(verifier.verify(token))).resolves.toMatchObject({ issuer: issuerUrl });
    expect(await published()).toMatchObject([{ kid: kidOf(token), use: 'sig', alg: algorithm }]);
  });

  it('publish public members only', async () => {
    const { published } = await ready({ algorithm: 'RS256' });
    for (const key of await published()) {
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'])
        expect(key).not.toHaveProperty(member);
    }
  });

  it('are published before they sign, and until the last token of theirs has expired', async () => {
    const { issuer, issue, verifier, published, clock } = await ready({ accessTokenSeconds: 600 });
    const first = await issue();
    const rotation = await issuer.rotateKeys();
    expect(rotation.activatesAt).toBe(clock.now() + 600_000);
    expect((await published()).map(({ kid }) => kid)).toEqual([kidOf(first), rotation.kid]);

    clock.advance(599);
    const last = await issue();
    expect(kidOf(last)).toBe(kidOf(first));

    clock.advance(31);
    const next = await issue();
    expect(kidOf(next)).toBe(rotation.kid);
    await verifier.verify(last);
    await verifier.verify(next);

    clock.advance(560);
    await verifier.verify(last);
    expect((await published()).map(({ kid }) => kid)).toEqual([kidOf(first), rotation.kid]);

    clock.advance(200);
    expect((await published()).map(({ kid }) => kid)).toEqual([rotation.kid]);
  });

  it('are told by the rotation that is under way, however often it is asked for', async () => {
    const { issuer, issue } = await ready();
    await issue();
    const first = await issuer.rotateKeys();
    expect(await issuer.rotateKeys()).toEqual(first);
  });

  it('stay the same objects when they are only read again, and a withdrawn one is gone', async () => {
    const { issuer, issue, clock } = await ready();
    const kid = String(kidOf(await issue()));
    const find = async () => issuer.keySet.find(kid, 'ES256');
    const first = await find();
    clock.advance(31);
    expect(await find()).toBe(first);
    expect(first).toBeDefined();
    await issuer.rotateKeys();
    clock.advance(31);
    expect((await find())?.key.equals(first?.key as never)).toBe(true);
    clock.advance(640);
    await issue();
    clock.advance(640);
    expect(await find()).toBeUndefined();
  });

  it('rotate while tokens are issued, and every token verifies', async () => {
    const { issuer, issue, verifier, clock, store } = await ready();
    const tokens: string[] = [];
    for (let round = 0; round < 4; round++) {
      const [issued] = await Promise.all([
        Promise.all(Array.from({ length: 20 }, issue)),
        issuer.rotateKeys(),
        issuer.rotateKeys(),
      ]);
      tokens.push(...issued);
      for (const token of tokens.filter((known) => Number(claimsOf(known)['exp']) * 1000 > clock.now())) {
        await verifier.verify(token);
      }
      clock.advance(640);
    }
    const active = (await store.signingKeys.list()).filter(({ state }) => state === 'active');
    expect(active).toHaveLength(1);
    expect(new Set(tokens.map(kidOf)).size).toBeGreaterThan(2);
  });
});

describe('signing keys of several instances', () => {
  const instance = (store: Store, clock = movableClock()) =>
    tokenIssuer({
      issuer: issuerUrl,
      audience,
      store,
      clients: createClients({ store }),
      clock,
    });

  it('eight that start together end with one active key and nothing left over', async () => {
    const clock = movableClock();
    const store = slowly(createMemoryStore({ clock }));
    await Promise.all(Array.from({ length: 8 }, () => instance(store, clock).ready()));
    expect((await store.signingKeys.list()).map(({ state }) => state)).toEqual(['active']);
  });

  it('eight that rotate together end with one active key', async () => {
    const clock = movableClock();
    const store = slowly(createMemoryStore({ clock }));
    const issuers = Array.from({ length: 8 }, () => instance(store, clock));
    await Promise.all(issuers.map((issuer) => issuer.ready()));
    const [before] = await store.signingKeys.list();
    await Promise.all(issuers.map((issuer) => issuer.rotateKeys()));
    clock.advance(640);
    await Promise.all(issuers.map((issuer) => issuer.ready()));
    const keys = await store.signingKeys.list();
    expect(keys.map(({ state }) => state).sort()).toEqual(['active', 'retired']);
    expect(keys.find(({ state }) => state === 'retired')?.kid).toBe(before?.kid);
  });

  it('one that dies before it takes back what was made too much leaves a later rotation, and no haste', async () => {
    const clock = movableClock();
    const store = slowly(createMemoryStore({ clock }));
    const issuers = Array.from({ length: 2 }, () => instance(store, clock));
    const activeAfter = async (seconds: number) => {
      clock.advance(seconds);
      await Promise.all(issuers.map((issuer) => issuer.ready()));
      return (await store.signingKeys.list()).find(({ state }) => state === 'active')?.kid;
    };
    await activeAfter(0);
    store.signingKeys.remove = async () => false;
    const made = await Promise.all(issuers.map((issuer) => issuer.rotateKeys()));
    const kids = (await store.signingKeys.list()).slice(1).map(({ kid }) => kid);
    expect(kids).toHaveLength(2);
    expect(kids).toContain(made[0]?.kid);
    expect(await activeAfter(640)).toBe(kids[0]);
    expect(await activeAfter(599)).toBe(kids[0]);
    expect(await activeAfter(1)).toBe(kids[1]);
  });

  it('one learns of the key that another one has made', async () => {
    const clock = movableClock();
    const store = createMemoryStore({ clock });
    const [one, other] = [instance(store, clock), instance(store, clock)];
    await Promise.all([one.ready(), other.ready()]);
    const { kid } = await one.rotateKeys();
    clock.advance(1);
    expect(await other.keySet.find(kid, 'ES256')).toMatchObject({ kid });
  });

  it('an unknown kid makes it look into the store at most once a second', async () => {
    const clock = movableClock();
    const store = createMemoryStore({ clock });
    let reads = 0;
    const counting: Store = {
      ...store,
      signingKeys: new Proxy(store.signingKeys, {
        get(keys, name) {
          if (name === 'list') reads++;
          const member = Reflect.get(keys, name);
          return typeof member === 'function' ? member.bind(keys) : member;
        },
      }),
    };
    const issuer = instance(counting, clock);
    await issuer.ready();
    const before = reads;
    for (let time = 0; time < 1000; time++)
      expect(await issuer.keySet.find(`kid-${time}`, 'ES256')).toBeUndefined();
    expect(reads).toBe(before);
    clock.advance(1);
    await Promise.all(Array.from({ length: 100 }, () => issuer.keySet.find('nobody', 'ES256')));
    expect(reads).toBe(before + 1);
  });

  it('keeps keys of another algorithm published, and signs with its own', async () => {
    const { issue, store, clock, published } = await ready();
    const old = await issue();
    const clients = createClients({ store, clock });
    const next = tokenIssuer({ issuer: issuerUrl, audience, store, clients, clock, algorithm: 'EdDSA' });
    await next.ready();
    clock.advance(31);
    expect((await published()).map(({ alg }) => alg)).toEqual(['ES256', 'EdDSA']);
    expect(await next.keySet.find(String(kidOf(old)), 'ES256')).toBeDefined();
  });

  it('does not rely on what it read when the clock was set back since', async () => {
    const clock = movableClock();
    const store = createMemoryStore({ clock });
    const [one, other] = [instance(store, clock), instance(store, clock)];
    await Promise.all([one.ready(), other.ready()]);
    clock.advance(-3600);
    const { kid } = await one.rotateKeys();
    expect(await other.keySet.find(kid, 'ES256')).toMatchObject({ kid });
    clock.advance(600);
    await other.ready();
    expect((await store.signingKeys.list()).find(({ state }) => state === 'active')?.kid).toBe(kid);
  });

  it('reads nothing any more once it is closed', async () => {
    const clock = movableClock();
    const issuer = instance(createMemoryStore({ clock }), clock);
    await issuer.close();
    await expect(issuer.ready()).rejects.toMatchObject({ status: 503 });
  });
});

describe('a signing key that is damaged in the store', () => {
  it('is refused with one clear line, and no new one is made', async () => {
    const store = createMemoryStore();
    const clients = createClients({ store });
    await tokenIssuer({ issuer: issuerUrl, audience, store, clients }).ready();
    const [key] = await store.signingKeys.list();
    const damaged = { ...store, signingKeys: Object.create(store.signingKeys) as typeof store.signingKeys };
    damaged.signingKeys.list = async () => [{ ...(key as SigningKeyRecord), privateJwk: '{"kty":"EC"}' }];
    const issuer = tokenIssuer({ issuer: issuerUrl, audience, store: damaged, clients });
    await expect(issuer.ready()).rejects.toThrow(/^Cannot read signing key /);
    expect(await store.signingKeys.list()).toHaveLength(1);
  });
});

/** The same store, with a pause before each step on signing keys: then instances really meet. */
function slowly(store: Store): Store {
  const signingKeys = new Proxy(store.signingKeys, {
    get(keys, name) {
      const member = Reflect.get(keys, name);
      if (typeof member !== 'function') return member;
      return async (...values: readonly unknown[]) => {
        await new Promise((resolve) => setImmediate(resolve));
        return member.apply(keys, values);
      };
    },
  });
  return { ...store, signingKeys };
}
