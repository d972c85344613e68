import {
  allOf,
  type Decision,
  defineGuard,
  onDecision,
  refusals,
  ServiceUnavailableError,
} from '@portcullis/core';
import { createKeySet, type KeySet } from '@portcullis/jwt';
import { createMemoryStore } from '@portcullis/store';
import express5, { type Express } from 'express';
import express4 from 'express4';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestIssuer, type TestIssuer } from '../../../../test/support/test-issuer.js';
import { type BearerOptions, bearer } from '../../src/index.js';
import { bearerStrategy } from '../../src/passport/index.js';
import { type PassportAppOptions, type SentRequest, servePassportApp } from '../support/passport-app.js';

const bare = 'Bearer realm="https://api.example"';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let home: TestIssuer;
const decisions: Decision[] = [];
let stop: () => void;

beforeAll(async () => {
  home = await createTestIssuer();
});
beforeEach(() => {
  decisions.length = 0;
  stop = onDecision((decision) => decisions.push(decision));
});
afterEach(() => stop());

function guard(changes: object = {}) {
  const { issuer, audience, jwks } = home;
  return bearer({ issuer, audience, algorithms: ['ES256'], jwks, ...changes } as BearerOptions);
}

function serveApp(options: Partial<PassportAppOptions> = {}) {
  return servePassportApp({ user: guard(), ...options });
}

const told = ({ status, headers }: Awaited<ReturnType<typeof fetch>>) => [
  status,
  headers.get('www-authenticate'),
];

describe('bearerStrategy, at creation', () => {
  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['options', () => ({ issuer: home.issuer, audience: home.audience })],
    ['a requirement', () => defineGuard('open', { check: () => true })],
    ['a composition', () => allOf(guard(), defineGuard('open', { check: () => true }))],
  ])('refuses %s with one clear line', (_what, make) => {
    const create = () => bearerStrategy(make() as never);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(/^Cannot create bearer strategy: this is no guard that bearer\(\) made$/);
  });

  it('is named as that of passport-http-bearer is', () => {
    expect(bearerStrategy(guard()).name).toBe('bearer');
  });
});

describe.each([
  ['Express 4', express4 as unknown as typeof express5],
  ['Express 5', express5],
])('bearerStrategy, %s', (_name, express) => {
  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a token of another scheme', { authorization: 'Basic YTpi' }],
    [
      'another scheme with parameters, for which the library says 400',
      { authorization: 'Digest a="b", c="d"' },
    ],
  ])('RFC 6750 §3.1: answers %s with 401 and a bare challenge', async (_what, headers) => {
    const { send } = await serveApp({ express });
    const answer = await send(undefined, { headers });
    expect(told(answer)).toEqual([401, bare]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(decisions.map(({ outcome, reason }) => [outcome, reason])).toEqual([['deny', 'no_credential']]);
  });

  it.each<[string, string | undefined, SentRequest, string]>([
    ['two tokens', 'abc def', {}, 'malformed_header'],
    ['no token behind the scheme', '', {}, 'malformed_header'],
    [
      'a token in header and form',
      'abc',
      { method: 'POST', headers: form, body: 'access_token=abc' },
      'token_in_two_places',
    ],
    ['a token in header and query', 'abc', { path: '/?access_token=abc' }, 'token_in_two_places'],
    ['a token that is too long', 'a'.repeat(8193), {}, 'too_large'],
  ])('RFC 6750 §3.1: answers %s with 400 and a challenge', async (_what, token, init, reason) => {
    const { send } = await serveApp({ express });
    const answer = await send(token, init);
    expect(told(answer)).toEqual([400, `${bare}, error="invalid_request"`]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ status: 400, error: 'invalid_request' });
    expect(decisions.map((decision) => decision.reason)).toEqual([reason]);
  });

  it.each<[string, (token: string) => SentRequest]>([
    ['form', (token) => ({ method: 'POST', headers: form, body: `access_token=${token}` })],
    ['form, as an array', (token) => ({ method: 'POST', headers: form, body: `access_token[]=${token}` })],
    ['query', (token) => ({ path: `/?access_token=${token}` })],
  ])('takes no token from the %s, though the library does', async (_where, init) => {
    const { send, seen } = await serveApp({ express });
    expect(told(await send(undefined, init(home.mint())))).toEqual([401, bare]);
    expect(seen).toEqual({});
  });

  it('takes one from form and query where the guard was told so', async () => {
    const { send } = await serveApp({
      express,
      user: guard({ acceptBodyToken: true, acceptQueryToken: true }),
    });
    const inForm = { method: 'POST', headers: form, body: `access_token=${home.mint()}` };
    expect((await send(undefined, inForm)).status).toBe(200);
    const answer = await send(undefined, { path: `/?access_token=${home.mint()}` });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private']);
  });

  it('answers a token that is not good with 401 and invalid_token', async () => {
    const { send } = await serveApp({ express });
    const answer = await send(home.mint({ exp: 1 }));
    expect(told(answer)).toEqual([401, `${bare}, error="invalid_token"`]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(decisions.map(({ outcome, reason }) => [outcome, reason])).toEqual([['deny', 'expired']]);
  });

  it('answers it with 403 where the provider says so', async () => {
    const { send } = await serveApp({ express, user: guard({ invalidCredentialStatus: 403 }) });
    expect(told(await send(home.mint({ exp: 1 })))).toEqual([403, `${bare}, error="invalid_token"`]);
  });

  it('answers with 503 while the keys cannot be had, and never with 401', async () => {
    const keys = { find: () => Promise.reject(down()), close() {} };
    const { send, errors } = await serveApp({ express, user: guard({ jwks: keys }) });
    const answer = await send(home.mint());
    expect(told(answer)).toEqual([503, null]);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await answer.json()).toMatchObject({ status: 503 });
    expect(errors).toEqual([]);
  });

  it('hands a bug to the error handler, at once and later', async () => {
    for (const authorityOf of [broken, async () => broken()]) {
      const { send, errors, seen } = await serveApp({ express, user: guard(local(authorityOf)) });
      expect((await send(home.mint())).status).toBe(500);
      expect(errors).toMatchObject([{ message: 'broken' }]);
      expect(seen).toEqual({});
    }
  });

  it('lets the principal through as the user, with its scope beside it, and leaves req.principal alone', async () => {
    const { send, seen } = await serveApp({ express });
    expect((await send(home.mint({ scope: 'a b' }))).status).toBe(200);
    expect(seen.user).toMatchObject({ client: { id: 'app' }, user: { id: 'alice' }, scopes: ['a', 'b'] });
    expect(seen.authInfo).toEqual({ scope: 'a b' });
    expect(seen.principal).toBeUndefined();
    expect(decisions).toMatchObject([{ outcome: 'allow', guard: 'bearerStrategy', client: { id: 'app' } }]);
  });

  it('waits for keys that have to be fetched', async () => {
    const keys = createKeySet(home.jwks, ['ES256']);
    const slow: KeySet = { find: async (kid, algorithm) => keys.find(kid, algorithm), close() {} };
    const { send } = await serveApp({ express, user: guard({ jwks: slow }) });
    expect((await send(home.mint())).status).toBe(200);
    expect(told(await send(home.mint({ exp: 1 })))).toEqual([401, `${bare}, error="invalid_token"`]);
  });
});

describe('bearerStrategy beside the guard that it was made of', () => {
  it('shares what the guard found out', async () => {
    const user = guard();
    const token = home.mint();
    let fromGuard: unknown;
    const prepare = (app: Express) =>
      app.use('/guarded', user, (req, res) => {
        fromGuard = req.principal;
        res.end();
      });
    const { send, seen } = await serveApp({ user, prepare });
    await send(token);
    await send(token, { path: '/guarded' });
    await send(token);
    expect(seen.user).toBe(fromGuard);
  });

  it('replaces what a guard left, where passport is told to assign the principal', async () => {
    const scheme = guard({ realm: 'other' });
    const { send, seen } = await serveApp({
      prepare: (app) => app.use(scheme),
      options: { assignProperty: 'principal' },
    });
    await send(home.mint());
    expect(seen.principal).toMatchObject({ client: { id: 'app' } });
    expect(seen.user).toBeUndefined();
  });
});

describe('bearerStrategy in the ways of passport', () => {
  it('tells a callback of a 401, with challenge and status', async () => {
    const heard: unknown[] = [];
    const { send } = await serveApp({
      authenticate: (authenticator) => (req, res, next) =>
        authenticator.authenticate('bearer', (...args: unknown[]) => {
          heard.push(args);
          res.status(418).end();
        })(req, res, next),
    });
    expect((await send()).status).toBe(418);
    expect((await send(home.mint({ exp: 1 }))).status).toBe(418);
    expect(heard).toEqual([
      [null, false, bare, 401],
      [null, false, `${bare}, error="invalid_token"`, 401],
    ]);
  });

  it('leaves the next strategy its turn where there is no token', async () => {
    const { send, seen } = await serveApp({
      authenticate: (authenticator) => {
        authenticator.use('anyone', {
          authenticate() {
            this.success({ name: 'anyone' });
          },
        });
        return authenticator.authenticate(['bearer', 'anyone'], { session: false });
      },
    });
    expect((await send()).status).toBe(200);
    expect(seen.user).toEqual({ name: 'anyone' });
  });

  it('hands the other refusals to the app where it asked for them', async () => {
    const { send, errors } = await serveApp({ prepare: (app) => app.use(refusals({ forward: true })) });
    expect((await send('two tokens')).status).toBe(500);
    expect(errors).toMatchObject([
      {
        status: 400,
        code: 'invalid_request',
        headers: { 'WWW-Authenticate': [`${bare}, error="invalid_request"`] },
      },
    ]);
  });

  it('does nothing more when somebody else has answered meanwhile', async () => {
    let release = () => {};
    const answered = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    const keys: KeySet = { find: () => answered, close() {} };
    const { send, seen } = await serveApp({
      user: guard({ jwks: keys }),
      prepare: (app) =>
        app.use((_req, res, next) => {
          setImmediate(() => res.status(503).end());
          res.once('finish', release);
          next();
        }),
    });
    expect((await send(home.mint())).status).toBe(503);
    await new Promise((done) => setImmediate(done));
    expect(seen).toEqual({});
    expect(decisions).toEqual([]);
  });
});

function down(): ServiceUnavailableError {
  return new ServiceUnavailableError('Cannot fetch keys', { reason: 'keys_unavailable' });
}

function broken(): never {
  throw new TypeError('broken');
}

function local(authorityOf: () => unknown): object {
  const keySet = createKeySet(home.jwks, ['ES256']);
  const { revocations } = createMemoryStore();
  const issuer = { issuer: home.issuer, keySet, algorithms: ['ES256'], revocations, authorityOf };
  return { issuer, algorithms: undefined, jwks: undefined };
}
