import { createMemoryStore } from '@portcullis/store';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestIssuer, type TestIssuer } from '../../../../test/support/test-issuer.js';
import { type BearerOptions, bearer, type IntrospectionOptions } from '../../src/index.js';
import { type IntrospectionServer, json, serveIntrospection } from '../support/introspection-server.js';
import { type Mounted, mount } from '../support/mount.js';
import { newClient } from '../support/new-client.js';

const clock = { ms: Date.now(), now: () => clock.ms };
const token = 'opaque-token-1';
let home: TestIssuer;
let server: IntrospectionServer;
let mounted: Mounted;

beforeAll(async () => {
  home = await createTestIssuer({ now: clock.now });
});
beforeEach(async () => {
  clock.ms = 1_900_000_000_000;
  server = await serveIntrospection(json(active()));
  mounted = await mount(guard());
});
afterEach(() => mounted.close());

const seconds = () => Math.floor(clock.ms / 1000);

function active(changes: object = {}): object {
  const { issuer: iss, audience: aud } = home;
  const usual = { active: true, iss, aud, client_id: 'app', sub: 'alice', scope: 'accounts:read' };
  return { ...usual, token_type: 'Bearer', jti: 'j1', iat: seconds(), exp: seconds() + 300, ...changes };
}

function guard(introspection: Partial<IntrospectionOptions> = {}, changes: object = {}) {
  const { issuer, audience } = home;
  const asked = { url: server.url, clientId: 'api', clientSecret: 's3cret', ...introspection };
  return bearer({ issuer, audience, introspection: asked, clock, ...changes } as BearerOptions);
}

async function remount(introspection: Partial<IntrospectionOptions>, changes: object = {}): Promise<void> {
  await mounted.close();
  mounted = await mount(guard(introspection, changes));
}

describe('a token that its issuer is asked about', () => {
  it.each<[string, object, string]>([
    ['inactive', { active: false }, 'unknown_token'],
    ['of another issuer', { iss: 'https://other.example' }, 'wrong_issuer'],
    ['for another audience', { aud: 'https://other.example' }, 'wrong_audience'],
    ['for nobody in particular', { aud: undefined }, 'missing_claim'],
    ['expired', { exp: 1_900_000_000 }, 'expired'],
    ['not valid yet', { nbf: 1_900_000_006 }, 'not_yet_valid'],
    ['perhaps a refresh token', { token_type: undefined }, 'missing_claim'],
    ['bound to a key', { cnf: { jkt: 'a' } }, 'unverifiable_binding'],
    ['bound to a key in an unknown way', { cnf: {} }, 'unverifiable_binding'],
    ['without a client', { client_id: undefined }, 'invalid_claim'],
  ])('is refused when it is %s', async (_what, changes, reason) => {
    server.answer = json(active(changes));
    expect(await mounted.send(token)).toEqual({ status: 401, reason });
  });

  it('is not asked about when it is no token: 400', async () => {
    expect(await mounted.send('two tokens')).toEqual({ status: 400, reason: 'malformed_header' });
    expect(server.questions).toEqual([]);
  });

  it('leaves a principal of client, user and what the answer declares', async () => {
    server.answer = json(active({ roles: ['teller'] }));
    const client = { id: 'app', issuer: home.issuer };
    const user = { id: 'alice', issuer: home.issuer };
    const lists = { scopes: ['accounts:read'], roles: ['teller'] };
    expect(await mounted.principalOf(token)).toEqual({
      client,
      user,
      ...lists,
      permissions: [],
      credentials: { token: { kind: 'token', id: 'j1', client, user, ...lists } },
    });
  });

  it('names no user where it speaks for its client, and declares nothing that is not said', async () => {
    server.answer = json(active({ sub: undefined, scope: undefined, jti: undefined }));
    const { credentials, ...principal } = await mounted.principalOf(token);
    const client = { id: 'app', issuer: home.issuer };
    expect(principal).toEqual({ client, scopes: [], roles: [], permissions: [] });
    expect(credentials).toEqual({ token: { kind: 'token', client } });
  });

  it('takes the client from another member where it is told so', async () => {
    await remount({}, { clientClaim: 'azp' });
    server.answer = json(active({ client_id: undefined, azp: 'portal' }));
    expect(await mounted.principalOf(token)).toMatchObject({ client: { id: 'portal' } });
  });

  it('may look like a JWT, where no JWTs are taken', async () => {
    const jwt = home.mint();
    await mounted.principalOf(jwt);
    expect(server.questions.map(({ form }) => form['token'])).toEqual([jwt]);
  });
});

describe('the question, RFC 7662 §2.1', () => {
  it('is a POST with the token, authenticated by Basic', async () => {
    await remount({ clientId: 'the api', clientSecret: 'a:b%c+ü' });
    await mounted.principalOf(token);
    const [question] = server.questions;
    expect(question).toMatchObject({
      method: 'POST',
      form: { token, token_type_hint: 'access_token' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    });
    const basic = question?.headers.authorization?.replace(/^Basic /, '') ?? '';
    expect(Buffer.from(basic, 'base64').toString()).toBe('the+api:a%3Ab%25c%2B%C3%BC');
  });

  it('has client id and secret in the form where it is told so', async () => {
    await remount({ clientAuthentication: 'client_secret_post' });
    await mounted.principalOf(token);
    const credentials = { client_id: 'api', client_secret: 's3cret' };
    expect(server.questions[0]?.form).toEqual({ token, token_type_hint: 'access_token', ...credentials });
    expect(server.questions[0]?.headers.authorization).toBeUndefined();
  });

  it('is asked once for fifty requests that come together', async () => {
    const ask = () => fetch(mounted.url, { headers: { authorization: `Bearer ${token}` } });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.answer = async (req, res) => {
      await released;
      json(active())(req, res);
    };
    const asked = Array.from({ length: 50 }, ask);
    setTimeout(release, 50);
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(server.questions).toHaveLength(1);
  });

  it('is asked for each token by itself', async () => {
    await Promise.all(['one', 'two', 'three'].map((name) => mounted.send(name)));
    expect(server.questions.map(({ form }) => form['token']).sort()).toEqual(['one', 'three', 'two']);
  });
});

describe('the answer', () => {
  const count = () => server.questions.length;

  it('is believed from the first sight on', async () => {
    const principal = await mounted.principalOf(token);
    for (let sight = 0; sight < 4; sight++) expect(await mounted.principalOf(token)).toBe(principal);
    expect(count()).toBe(1);
  });

  it('is believed for maxAgeSeconds, to the millisecond', async () => {
    await remount({ maxAgeSeconds: 10 });
    await mounted.principalOf(token);
    clock.ms += 9_999;
    await mounted.principalOf(token);
    expect(count()).toBe(1);
    clock.ms += 1;
    server.answer = json({ active: false });
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'unknown_token' });
  });

  it('is believed until exp and no longer, whatever its age may be', async () => {
    await remount({ maxAgeSeconds: 3600 });
    server.answer = json(active({ exp: seconds() + 100 }));
    await mounted.principalOf(token);
    clock.ms += 99_999;
    await mounted.principalOf(token);
    expect(count()).toBe(1);
    clock.ms += 1;
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'expired' });
    expect(count()).toBe(2);
  });

  it('is believed for maxAgeSeconds where it names no end', async () => {
    server.answer = json(active({ exp: undefined }));
    await mounted.principalOf(token);
    clock.ms += 60_000;
    await mounted.principalOf(token);
    expect(count()).toBe(2);
  });

  it('is asked for again when the clock is set back', async () => {
    await mounted.principalOf(token);
    server.answer = json(active({ iat: undefined }));
    clock.ms -= 3_600_000;
    await mounted.principalOf(token);
    expect(count()).toBe(2);
  });

  it.each<[string, Partial<IntrospectionOptions>, object]>([
    ['maxAgeSeconds is 0', { maxAgeSeconds: 0 }, {}],
    ['there is no cache', {}, { cache: false }],
  ])('is asked for each time where %s', async (_what, introspection, changes) => {
    await remount(introspection, changes);
    for (let sight = 0; sight < 3; sight++) await mounted.principalOf(token);
    expect(count()).toBe(3);
  });

  it('"inactive" is believed for a moment', async () => {
    server.answer = json({ active: false });
    for (let sight = 0; sight < 3; sight++) {
      expect(await mounted.send(token)).toEqual({ status: 401, reason: 'unknown_token' });
      clock.ms += 1_666;
    }
    expect(count()).toBe(1);
    clock.ms += 2;
    server.answer = json(active());
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('"inactive" is forgotten when the clock is set back', async () => {
    server.answer = json({ active: false });
    await mounted.send(token);
    clock.ms -= 1;
    await mounted.send(token);
    expect(count()).toBe(2);
  });

  it('"inactive" is asked for each time where inactiveSeconds is 0', async () => {
    await remount({ inactiveSeconds: 0 });
    server.answer = json({ active: false });
    for (let sight = 0; sight < 3; sight++) await mounted.send(token);
    expect(count()).toBe(3);
  });

  it('about one token that was invented pushes out nothing that is known', async () => {
    const principal = await mounted.principalOf(token);
    server.answer = json({ active: false });
    for (let guess = 0; guess < 50; guess++) await mounted.send(`guess-${guess}`);
    expect(await mounted.principalOf(token)).toBe(principal);
  });

  it('does not outlive a revocation that is known here', async () => {
    const store = createMemoryStore({ clock });
    await store.clients.insert(newClient('app'));
    await remount({}, { revocations: store.revocations });
    await mounted.principalOf(token);
    await store.clients.setStatus('app', 'suspended');
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    await store.clients.setStatus('app', 'active');
    await mounted.principalOf(token);
    await store.accessTokens.revoke('j1', clock.ms + 300_000);
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
  });
});

describe('an issuer that signs some tokens and is asked about others', () => {
  beforeEach(() => remount({}, { algorithms: ['ES256'], jwks: home.jwks }));

  it('is not asked about a JWT, good or bad', async () => {
    const jwt = home.mint();
    expect(await mounted.send(jwt)).toMatchObject({ status: 200 });
    expect(await mounted.send(jwt.slice(0, -3))).toMatchObject({ status: 401 });
    expect(await mounted.send(home.mint({ iss: 'https://other.example' }))).toMatchObject({
      status: 401,
      reason: 'wrong_issuer',
    });
    expect(await mounted.send('eyJhbGciOiJub25lIn0.e30.')).toMatchObject({ status: 401 });
    expect(server.questions).toEqual([]);
  });

  it.each(['opaque', 'ya29.opaque', 'v4.local.opaque', 'e.b.c.d.e', 'abc=='])(
    'is asked about what does not look like one: %s',
    async (opaque) => {
      expect(await mounted.send(opaque)).toMatchObject({ status: 200 });
      expect(server.questions.map(({ form }) => form['token'])).toEqual([opaque]);
    },
  );
});
