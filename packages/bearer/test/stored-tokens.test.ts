import { anyOf, ServiceUnavailableError, sha256 } from '@portcullis/core';
import { createKeySet } from '@portcullis/jwt';
import { type AccessTokenRecord, createMemoryStore, type Store } from '@portcullis/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.js';
import { type Authority, type BearerOptions, bearer, type LocalIssuer } from '../src/index.js';
import { type Mounted, mount } from './support/mount.js';
import { newClient } from './support/new-client.js';

const clock = { ms: 1_900_000_000_000, now: () => clock.ms };
const full: Authority = { scopes: ['accounts:read'], roles: ['teller'], permissions: ['accounts:read'] };
const token = 'an-opaque-token';

let home: TestIssuer;
let store: Store;
let mounted: Mounted;
/** Tokens that the store was asked about. */
let asked: string[];
let authority: () => Authority | Promise<Authority>;
let find: NonNullable<LocalIssuer['findAccessToken']>;

beforeEach(async () => {
  clock.ms = 1_900_000_000_000;
  home = await createTestIssuer({ now: clock.now });
  store = createMemoryStore({ clock });
  for (const id of ['app', 'other-app']) await store.clients.insert(newClient(id));
  asked = [];
  authority = () => full;
  find = (asking) => store.accessTokens.find(sha256(asking));
  mounted = await mount(guard());
});
afterEach(() => mounted.close());

function issuer(changes: Partial<LocalIssuer> = {}): LocalIssuer {
  return {
    issuer: home.issuer,
    keySet: createKeySet(home.jwks, ['ES256']),
    algorithms: ['ES256'],
    revocations: store.revocations,
    authorityOf: () => authority(),
    findAccessToken(asking) {
      asked.push(asking);
      return find(asking);
    },
    ...changes,
  };
}

function guard(options: object = {}) {
  return bearer({ issuer: issuer(), audience: home.audience, clock, ...options } as BearerOptions);
}

async function give(text: string, changes: Partial<AccessTokenRecord> = {}): Promise<void> {
  await store.accessTokens.insert({
    digest: sha256(text),
    id: `id of ${text}`,
    clientId: 'app',
    scopes: ['accounts:read'],
    audience: [home.audience],
    issuedAt: clock.ms,
    expiresAt: clock.ms + 300_000,
    data: {},
    ...changes,
  });
}

/** Sends a token until it is remembered. */
async function remembered(text: string) {
  await mounted.principalOf(text);
  const principal = await mounted.principalOf(text);
  expect(await mounted.principalOf(text)).toBe(principal);
  return principal;
}

describe('an opaque token of an issuer in this process', () => {
  it('is refused when its issuer does not know it', async () => {
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'unknown_token' });
  });

  it('is refused at its end, to the millisecond', async () => {
    await give(token);
    clock.ms += 299_999;
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
    clock.ms += 1;
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'expired' });
  });

  it.each<[string, Partial<AccessTokenRecord>, string]>([
    ['for another audience', { audience: ['https://other.example'] }, 'wrong_audience'],
    ['for nobody', { audience: [] }, 'wrong_audience'],
    ['bound to a key', { confirmation: { jkt: 'a' } }, 'unverifiable_binding'],
    ['of a client that is gone', { clientId: 'gone' }, 'revoked'],
    ['of a family that is gone', { familyId: 'gone' }, 'revoked'],
  ])('is refused when it is %s', async (_what, changes, reason) => {
    await give(token, changes);
    expect(await mounted.send(token)).toEqual({ status: 401, reason });
  });

  it('is refused while its client is suspended, and good again when that is over', async () => {
    await give(token);
    await store.clients.setStatus('app', 'suspended');
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'suspended' });
    await store.clients.setStatus('app', 'active');
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('is 503 while the store does not answer, and is not refused for good', async () => {
    await give(token);
    const working = find;
    const down = () => new ServiceUnavailableError('No store', { reason: 'store_unavailable' });
    find = () => Promise.reject(down());
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'store_unavailable' });
    find = () => {
      throw down();
    };
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'store_unavailable' });
    find = working;
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('is not looked up when it is no token: 400', async () => {
    expect(await mounted.send('two tokens')).toEqual({ status: 400, reason: 'malformed_header' });
    expect(asked).toEqual([]);
  });

  it('names client and user, and has what the records allow of its scope', async () => {
    await give(token, { userId: 'alice', scopes: ['accounts:read', 'claims'] });
    authority = async () => ({ ...full, scopes: ['accounts:read', 'accounts:write'] });
    const client = { id: 'app', issuer: home.issuer };
    const user = { id: 'alice', issuer: home.issuer };
    expect(await mounted.principalOf(token)).toEqual({
      client,
      user,
      ...full,
      credentials: { token: { kind: 'token', id: `id of ${token}`, client, user, ...full } },
    });
  });

  it('names no user where it was given to a client for itself', async () => {
    await give(token);
    expect(await mounted.principalOf(token)).not.toHaveProperty('user');
  });

  it('is read from the store on its first two sights', async () => {
    await give(token);
    for (let sight = 0; sight < 5; sight++) await mounted.principalOf(token);
    expect(asked).toEqual([token, token]);
  });
});

describe('a remembered opaque token', () => {
  it('ends on the next request when it is revoked, and no other is disturbed', async () => {
    await give(token);
    await give('sibling');
    await remembered(token);
    const principal = await remembered('sibling');
    await store.accessTokens.revoke(`id of ${token}`, clock.ms + 300_000);
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    expect(await mounted.principalOf('sibling')).toBe(principal);
  });

  it.each<[string, () => unknown]>([
    ['its family is revoked', () => store.families.revoke('f1')],
    ['its client is revoked', () => store.clients.setStatus('app', 'revoked')],
    ['its user is suspended', () => store.users.setStatus('alice', 'suspended')],
    ['the tokens of its client are ended', () => store.clients.endTokens('app')],
  ])('ends on the next request when %s', async (_what, end) => {
    await openFamily('f1');
    await addUser('alice');
    await give(token, { familyId: 'f1', userId: 'alice' });
    await give('sibling', { clientId: 'other-app' });
    await remembered(token);
    const principal = await remembered('sibling');
    clock.ms += 1;
    await end();
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    expect(await mounted.principalOf('sibling')).toBe(principal);
  });

  it('obeys a change of its client on the next request', async () => {
    await give(token);
    await remembered(token);
    const client = await store.clients.find('app');
    if (client !== undefined) await store.clients.update({ ...client, roles: [] });
    authority = () => ({ ...full, roles: [] });
    expect((await mounted.principalOf(token)).roles).toEqual([]);
  });

  it('is refused when it was revoked while its authority was read', async () => {
    await give(token);
    authority = async () => {
      await store.accessTokens.revoke(`id of ${token}`, clock.ms + 300_000);
      return full;
    };
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
  });
});

describe('JWTs and opaque tokens of one issuer', () => {
  it('are both taken, and each goes its own way only', async () => {
    await give(token);
    const jwt = home.mint({ client_id: 'app' });
    expect(await mounted.send(jwt)).toMatchObject({ status: 200 });
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
    expect(await mounted.send(jwt.slice(0, -2))).toMatchObject({ status: 401 });
    expect(await mounted.send('eyJ.eyJ.abc')).toEqual({ status: 401, reason: 'malformed_token' });
    expect(asked).toEqual([token]);
  });

  it.each(['abc', 'a.b', 'a.b.c', 'e.b', 'e.b.c.d'])(
    'are told apart by their form: %s is no JWT',
    async (text) => {
      expect(await mounted.send(text)).toEqual({ status: 401, reason: 'unknown_token' });
      expect(asked).toEqual([text]);
    },
  );

  it.each<[string, () => object]>([
    ['acceptOpaque is false', () => ({ acceptOpaque: false })],
    ['the issuer has no opaque ones', () => ({ issuer: { ...issuer(), findAccessToken: undefined } })],
  ])('are JWTs only where %s', async (_what, changes) => {
    await mounted.close();
    mounted = await mount(guard(changes()));
    await give(token);
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'malformed_token' });
    expect(await mounted.send(home.mint())).toMatchObject({ status: 200 });
    expect(asked).toEqual([]);
  });
});

describe('bearer with opaque tokens, at creation', () => {
  const other = () => issuer({ issuer: 'https://other.example' });
  const several =
    (...issuers: object[]) =>
    () =>
      bearer({ issuers, clock } as unknown as BearerOptions);

  it.each<[string, () => unknown, RegExp]>([
    [
      'acceptOpaque that is no boolean',
      () => guard({ acceptOpaque: 'no' }),
      /: acceptOpaque must be true or false$/,
    ],
    [
      'acceptOpaque where there are none',
      () => guard({ acceptOpaque: true, issuer: { ...issuer(), findAccessToken: undefined } }),
      /: acceptOpaque is true, but the issuer has no opaque tokens$/,
    ],
    [
      'a finder that is no function',
      () => guard({ issuer: { ...issuer(), findAccessToken: store } }),
      /: issuer is an object, but no token issuer$/,
    ],
    [
      'introspection of an issuer object',
      () => guard({ introspection: {} }),
      /: introspection is given, but the issuer is an object and has its own$/,
    ],
    [
      'two issuers that have them',
      () => several({ issuer: issuer(), audience: 'a' }, { issuer: other(), audience: 'a' })(),
      /nothing in one says whose it is/,
    ],
  ])('refuses %s with one clear line', (_what, create, message) => {
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('takes two issuers of which one has none that are taken', async () => {
    await give(token);
    const create = several(
      { issuer: other(), audience: 'a', acceptOpaque: false },
      { issuer: issuer(), audience: home.audience },
    );
    await mounted.close();
    mounted = await mount(create());
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
    expect(await mounted.send(home.mint({ client_id: 'app' }))).toMatchObject({ status: 200 });
  });
});

describe('two guards in one anyOf', () => {
  it('are chosen between by the form of the token', async () => {
    const stranger = await createTestIssuer({ issuer: 'https://stranger.example', now: clock.now });
    const { issuer: name, audience, jwks } = stranger;
    const remote = bearer({ issuer: name, audience, algorithms: ['ES256'], jwks, clock });
    await mounted.close();
    mounted = await mount(Object.assign(anyOf(remote, guard()), { close() {} }));
    await give(token);
    expect(await mounted.principalOf(token)).toMatchObject({ client: { issuer: home.issuer } });
    expect(await mounted.principalOf(stranger.mint())).toMatchObject({ client: { issuer: stranger.issuer } });
    expect(await mounted.principalOf(home.mint())).toMatchObject({ client: { issuer: home.issuer } });
    expect(await mounted.send('unknown')).toEqual({ status: 401, reason: 'unknown_token' });
  });
});

function openFamily(id: string) {
  const times = { createdAt: clock.ms, idleExpiresAt: clock.ms + 300_000, expiresAt: clock.ms + 300_000 };
  return store.families.open({ id, clientId: 'app', userId: 'alice', scopes: [], data: {}, ...times });
}

function addUser(id: string) {
  const nothing = { emailVerified: false, roles: [], permissions: [], metadata: {} };
  return store.users.insert({ id, username: id, ...nothing });
}
