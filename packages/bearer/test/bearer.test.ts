import { isGuard, optional } from '@portcullis/core';
import { createKeySet, generateSigningKey } from '@portcullis/jwt';
import { createMemoryStore } from '@portcullis/store';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../../test/support/serve.js';
import { createTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.js';
import { type BearerGuard, type BearerOptions, bearer, type RemoteIssuerOptions } from '../src/index.js';
import { type Mounted, mount } from './support/mount.js';

let home: TestIssuer;
let usual: RemoteIssuerOptions;
let mounted: Mounted | undefined;

beforeAll(async () => {
  home = await createTestIssuer();
  usual = optionsFor(home);
});

afterEach(async () => {
  await mounted?.close();
  mounted = undefined;
});

function optionsFor({ issuer, audience, jwks }: TestIssuer): RemoteIssuerOptions {
  return { issuer, audience, algorithms: ['ES256'], jwks };
}

function localIssuer() {
  return {
    issuer: home.issuer,
    keySet: createKeySet(home.jwks, ['ES256']),
    algorithms: ['ES256'],
    revocations: createMemoryStore().revocations,
    authorityOf: () => undefined,
  };
}

describe('bearer, at creation', () => {
  it.each<[string, () => object, RegExp]>([
    ['a missing issuer', () => ({ issuer: undefined }), /: issuer is missing$/],
    ['a missing audience', () => ({ audience: undefined }), /: audience is missing$/],
    ['missing algorithms', () => ({ algorithms: undefined }), /: algorithms is missing, list at least one/],
    ['an unknown option', () => ({ audiences: ['a'] }), /: unknown option "audiences"/],
    ['an http issuer', () => ({ issuer: 'http://login.example' }), /: issuer is http:.* must be https/],
    ['an issuer that is no URL', () => ({ issuer: 'login' }), /: issuer is no absolute URL$/],
    ['an issuer with a query', () => ({ issuer: 'https://login.example?a' }), /: issuer has a query$/],
    ['an issuer object that is none', () => ({ issuer: {} }), /: issuer is an object, but no token issuer$/],
    ['an empty audience', () => ({ audience: '' }), /: audience is not made of text$/],
    ['an empty list of audiences', () => ({ audience: [] }), /: audience is not made of text$/],
    ['an unknown algorithm', () => ({ algorithms: ['HS256'] }), /HS256/],
    ['algorithms as a text', () => ({ algorithms: 'ES256' }), /: algorithms is missing, list at least one/],
    ['an empty key set', () => ({ jwks: { keys: [] } }), /: keys is missing/],
    ['keys over http', () => ({ jwks: 'http://login.example/jwks' }), /url is http:.* must be https/],
    ['keys of another algorithm', () => ({ algorithms: ['RS256'] }), /keys\[0\] does not fit RS256/],
    ['an empty claim for the client', () => ({ clientClaim: '' }), /: clientClaim is not made of text$/],
    ['required claims as a text', () => ({ requiredClaims: 'sub' }), /: requiredClaims is not made of text$/],
    [
      'revocations without a memory',
      () => ({ revocations: viewWithout('rememberedMs') }),
      /not a revocation view/,
    ],
    ['revocations that are no view', () => ({ revocations: {} }), /: revocations is not a revocation view/],
    ['keys beside an issuer object', () => ({ issuer: localIssuer() }), /: jwks is given, but the issuer is/],
    ['a token length of 0', () => ({ maxTokenBytes: 0 }), /: maxTokenBytes is 0, must be a number/],
    ['a tolerance below 0', () => ({ clockToleranceSeconds: -1 }), /: clockToleranceSeconds is -1/],
    ['a cache of one entry', () => ({ cache: { maxEntries: 1 } }), /: cache.maxEntries is 1/],
    ['an unknown bound of the cache', () => ({ cache: { ttl: 5 } }), /: cache: unknown option "ttl"/],
    ['cache: true', () => ({ cache: true }), /: cache: options must be an object$/],
    ['another status', () => ({ invalidCredentialStatus: 400 }), /must be 401 or 403$/],
    [
      'a switch for the query that is no boolean',
      () => ({ acceptQueryToken: 'yes' }),
      /must be true or false$/,
    ],
    ['a switch for the body that is no boolean', () => ({ acceptBodyToken: 1 }), /must be true or false$/],
    ['an empty scope', () => ({ scope: '' }), /: scope is not text$/],
    ['a realm that is no text', () => ({ realm: 7 }), /: realm is not text$/],
    [
      'metadata over http',
      () => ({ resourceMetadata: 'http://api.example/' }),
      /: resourceMetadata is http:/,
    ],
    ['a clock that is none', () => ({ clock: {} }), /: clock has no function now$/],
    ['issuer beside issuers', () => ({ issuers: [usual] }), /: unknown option "issuer"/],
  ])('refuses %s with one clear line', (_what, changes, message) => {
    const create = () => bearer({ ...usual, ...changes() } as unknown as BearerOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no options', () => undefined, /options must be an object$/],
    [
      'revocations beside an issuer object',
      localWithRevocations,
      /: revocations is given, but the issuer is/,
    ],
    ['no issuer at all', () => ({ issuers: [] }), /: issuers is not a list of issuers$/],
    [
      'a setting on one of several issuers',
      () => ({ issuers: [{ ...usual, realm: 'a' }] }),
      /unknown option "realm"/,
    ],
    ['one issuer twice', () => ({ issuers: [usual, usual] }), /is listed twice$/],
    ['a weak key', () => ({ ...usual, algorithms: ['RS256'], jwks: { keys: [weakKey] } }), /at least 2048/],
  ])('refuses %s', (_what, options, message) => {
    const create = () => bearer(options() as BearerOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('does not compile without an audience, or without algorithms for an issuer elsewhere', () => {
    const { issuer, audience, algorithms } = usual;
    // @ts-expect-error There is no default audience.
    expect(() => bearer({ issuer: String(issuer), algorithms })).toThrow(/audience is missing$/);
    // @ts-expect-error There are no default algorithms.
    expect(() => bearer({ issuer: String(issuer), audience })).toThrow(/algorithms is missing/);
  });

  it('takes an http issuer on loopback', () => {
    for (const issuer of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
      expect(isGuard(bearer({ ...usual, issuer }))).toBe(true);
    }
  });

  it('makes a guard that has a name and takes part in compositions', () => {
    const guard = bearer(usual);
    expect(guard.name).toBe('bearerMiddleware');
    expect(isGuard(optional(guard))).toBe(true);
  });
});

describe('bearer', () => {
  it('leaves a frozen principal of client, user and what the token declares', async () => {
    mounted = await mount(bearer(usual));
    const token = home.mint({ roles: ['teller'], permissions: ['accounts:read'], jti: 'j1' });
    const client = { id: 'app', issuer: home.issuer };
    const user = { id: 'alice', issuer: home.issuer };
    const lists = { scopes: ['accounts:read'], roles: ['teller'], permissions: ['accounts:read'] };
    expect(await mounted.send(token)).toEqual({
      status: 200,
      principal: {
        client,
        user,
        ...lists,
        credentials: { token: { kind: 'token', id: 'j1', client, user, ...lists } },
      },
    });
  });

  it('RFC 9068 §2.2: names no user where the token speaks for its client', async () => {
    mounted = await mount(bearer(usual));
    const { principal } = await mounted.send(home.mint({ sub: 'app', scope: undefined }));
    const client = { id: 'app', issuer: home.issuer };
    expect(principal).toMatchObject({ client, scopes: [], roles: [], permissions: [] });
    expect(principal).not.toHaveProperty('user');
    expect(principal?.credentials.token).not.toHaveProperty('scopes');
  });

  it('takes the client from another claim where it is told so', async () => {
    mounted = await mount(bearer({ ...usual, clientClaim: 'azp', requiredClaims: [] }));
    const token = home.mint({
      client_id: undefined,
      azp: 'portal',
      iat: undefined,
      jti: undefined,
      sub: undefined,
    });
    expect(await mounted.send(token)).toMatchObject({ status: 200, principal: { client: { id: 'portal' } } });
    expect(await mounted.send(home.mint())).toEqual({ status: 401, reason: 'missing_claim' });
  });

  it('keeps two issuers apart that have the same kid and name the same sub', async () => {
    const one = await createTestIssuer({ issuer: 'https://one.example', kid: 'k' });
    const two = await createTestIssuer({
      issuer: 'https://two.example',
      kid: 'k',
      audience: 'https://two.api',
    });
    mounted = await mount(bearer({ issuers: [optionsFor(one), optionsFor(two)] }));
    expect(await mounted.send(one.mint())).toMatchObject({ principal: { user: { issuer: one.issuer } } });
    expect(await mounted.send(two.mint())).toMatchObject({ principal: { user: { issuer: two.issuer } } });
    expect(await mounted.send(one.mint({ iss: two.issuer, aud: two.audience }))).toMatchObject({
      reason: 'bad_signature',
    });
    expect(await mounted.send(one.mint({ aud: two.audience }))).toMatchObject({ reason: 'wrong_audience' });
  });

  it('holds each issuer to its own algorithms', async () => {
    const { publicJwk } = await generateSigningKey('EdDSA');
    const other = { ...usual, issuer: 'https://other.example', algorithms: ['EdDSA'] as const };
    mounted = await mount(bearer({ issuers: [usual, { ...other, jwks: { keys: [publicJwk] } }] }));
    expect(await mounted.send(home.mint())).toMatchObject({ status: 200 });
    expect(await mounted.send(home.mint({ iss: other.issuer }))).toMatchObject({
      reason: 'algorithm_not_allowed',
    });
  });

  it('fetches keys from a URL once they are needed, and no more when it is closed', async () => {
    let fetched = 0;
    const keys = await serve((_req, res) => {
      fetched++;
      res.setHeader('Content-Type', 'application/json').end(JSON.stringify(home.jwks));
    });
    const [open, closed] = [0, 1].map(() => bearer({ ...usual, jwks: `${keys.url}/jwks` })) as [
      BearerGuard,
      BearerGuard,
    ];
    closed.close();
    mounted = await mount(open);
    const mountedClosed = await mount(closed);
    expect(await mountedClosed.send(home.mint())).toEqual({ status: 503, reason: 'keys_unavailable' });
    expect(fetched).toBe(0);
    expect(await mounted.send(home.mint())).toMatchObject({ status: 200 });
    expect(await mounted.send(home.mint())).toMatchObject({ status: 200 });
    expect(fetched).toBe(1);
    await mountedClosed.close();
    await keys.close();
  });

  it('finds the keys of an issuer by its metadata', async () => {
    const discovered = await serveIssuer();
    mounted = await mount(bearer({ issuer: discovered.url, audience: home.audience, algorithms: ['ES256'] }));
    expect(await mounted.send(home.mint({ iss: discovered.url }))).toMatchObject({ status: 200 });
    await discovered.close();
  });

  it('leaves key sets open that it did not make', () => {
    let closed = 0;
    const { find } = createKeySet(home.jwks, ['ES256']);
    const keySet = { find, close: () => closed++ };
    bearer({ ...usual, jwks: keySet }).close();
    bearer({ issuer: { ...localIssuer(), keySet } as never, audience: home.audience }).close();
    expect(closed).toBe(0);
  });
});

async function serveIssuer(): Promise<Served> {
  const served = await serve((req, res) => {
    const metadata = { issuer: served.url, jwks_uri: `${served.url}/jwks` };
    const answer = req.url === '/jwks' ? home.jwks : metadata;
    res.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  });
  return served;
}

function viewWithout(member: string): object {
  const view = { isRevoked: () => false, changeOf: () => 0, freshUntil: 0, rememberedMs: 0 };
  return { ...view, [member]: undefined };
}

function localWithRevocations(): object {
  return { issuer: localIssuer(), audience: home.audience, revocations: createMemoryStore().revocations };
}

/** A public RSA key of 1024 bits. */
const weakKey = {
  kty: 'RSA',
  e: 'AQAB',
  n: Buffer.alloc(128, 0xb5).toString('base64url'),
};
