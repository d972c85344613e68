import { InvalidTokenError, onDecision, ServiceUnavailableError } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import express from 'express';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { serve } from '../../../../test/support/serve.js';
import { authorizationCode, createClients, tokenIssuer } from '../../src/index.js';
import {
  type Asked,
  answerOf,
  codeChallenge,
  redirectUri,
  serveAuthorization,
} from '../support/serve-authorization.js';
import { audience, issuerUrl } from '../support/serve-issuer.js';

describe.each(bothExpresses)('on %s, RFC 6749 §4.1.2.1: nobody is redirected', (_, express) => {
  it.each<[string, Asked]>([
    ['no client_id', { client_id: undefined }],
    ['an empty client_id', { client_id: '' }],
    ['an unknown client', { client_id: 'nobody' }],
    ['a very long client_id', { client_id: 'x'.repeat(3000) }],
    ['client_id twice', { client_id: ['a', 'b'] }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['redirect_uri twice, both registered', { redirect_uri: [redirectUri, redirectUri] }],
    ['a redirect_uri of somebody else', { redirect_uri: 'https://evil.example/callback' }],
    ['a longer redirect_uri', { redirect_uri: `${redirectUri}/x` }],
    ['a redirect_uri with a query', { redirect_uri: `${redirectUri}?x` }],
    ['another host on loopback', { redirect_uri: 'http://localhost:1234/callback' }],
    ['a redirect_uri in javascript', { redirect_uri: 'javascript:alert(1)' }],
  ])('%s', async (_case, asked) => {
    const { ask, post } = await serveAuthorization({ express });
    for (const response of [await ask(asked), await post(asked)]) {
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });

  it.each(['suspend', 'revoke'] as const)('a client after %s', async (change) => {
    const { ask, clients, client } = await serveAuthorization({ express });
    await clients[change](client.id);
    const response = await ask();
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  it('a request of more than 4096 characters', async () => {
    const { ask, post } = await serveAuthorization({ express });
    const asked = { state: 'x'.repeat(4096) };
    for (const response of [await ask(asked), await post(asked)]) {
      expect([response.status, response.headers.get('location')]).toEqual([413, null]);
    }
  });

  it('a store that does not answer: 503, and it may be tried again', async () => {
    const { ask, store } = await serveAuthorization({ express });
    Object.assign(store.clients, {
      find: () =>
        Promise.reject(new ServiceUnavailableError('ECONNREFUSED', { reason: 'store_unavailable' })),
    });
    const response = await ask();
    expect([response.status, response.headers.get('location')]).toEqual([503, null]);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.text()).not.toContain('ECONNREFUSED');
  });

  it('a bug before anything is known: the error is for the app', async () => {
    const { ask, store, errors } = await serveAuthorization({ express });
    Object.assign(store.clients, { find: () => Promise.reject(new Error('a bug')) });
    expect((await ask()).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ message: 'a bug' })]);
  });

  it('a query that cannot be read', async () => {
    const { endpoint, formOf } = await serveAuthorization({ express });
    for (const broken of ['%', '%zz', '%ff', '%0a', '%00', '%ed%a0%80']) {
      const response = await fetch(`${endpoint}?${formOf({})}&nonce=${broken}`, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('a form in another media type, and one with a query beside it', async () => {
    const { endpoint, formOf } = await serveAuthorization({ express });
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await fetch(endpoint, json)).status).toBe(400);
    expect((await fetch(`${endpoint}?x=1`, { method: 'POST', body: formOf({}) })).status).toBe(400);
  });

  it('the page is no place to inject anything, and holds nothing of what was sent', async () => {
    const { ask } = await serveAuthorization({ express });
    const evil = '"><script>alert(1)</script>';
    for (const asked of [
      { client_id: evil },
      { redirect_uri: evil },
      { redirect_uri: undefined, state: evil },
    ]) {
      const response = await ask(asked);
      const html = await response.text();
      expect(html).not.toContain('script');
      expect(html).not.toContain('alert');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('x-frame-options')).toBe('DENY');
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('what the client hears, by redirect', () => {
  it.each<[string, Asked, string]>([
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['implicit', { response_type: 'token' }, 'unsupported_response_type'],
    ['hybrid', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['response_type in capitals', { response_type: 'CODE' }, 'unsupported_response_type'],
    ['response_mode=fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['response_mode=form_post', { response_mode: 'form_post' }, 'invalid_request'],
    ['response_type twice', { response_type: ['code', 'code'] }, 'invalid_request'],
    ['scope twice', { scope: ['claims', 'claims'] }, 'invalid_request'],
    ['an unknown parameter twice', { color: ['red', 'red'] }, 'invalid_request'],
    ['code_challenge twice', { code_challenge: [codeChallenge, codeChallenge] }, 'invalid_request'],
    ['a scope that the client has not', { scope: 'admin' }, 'invalid_scope'],
    ['one scope too many', { scope: 'claims admin' }, 'invalid_scope'],
    ['two spaces between scopes', { scope: 'claims  billing' }, 'invalid_scope'],
    ['request', { request: 'e30.e30.' }, 'request_not_supported'],
    ['request_uri', { request_uri: 'urn:x' }, 'request_uri_not_supported'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['prompt=none beside another', { prompt: 'none login' }, 'invalid_request'],
    ['prompt with two spaces', { prompt: 'login  consent' }, 'invalid_request'],
    ['max_age below 0', { max_age: '-1' }, 'invalid_request'],
    ['max_age as a fraction', { max_age: '1.5' }, 'invalid_request'],
    ['max_age without a number', { max_age: 'soon' }, 'invalid_request'],
    ['a moment without a number', { signed_in_after: 'now' }, 'invalid_request'],
    ['an unknown decision', { decision: 'allow' }, 'invalid_request'],
    ['RFC 7636 §4.4.1: no code_challenge', { code_challenge: undefined }, 'invalid_request'],
    ['RFC 7636 §4.3: no method, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['s256', { code_challenge_method: 's256' }, 'invalid_request'],
    ['S512', { code_challenge_method: 'S512' }, 'invalid_request'],
    ['a challenge of 42 characters', { code_challenge: codeChallenge.slice(1) }, 'invalid_request'],
    ['a challenge of 44 characters', { code_challenge: `${codeChallenge}A` }, 'invalid_request'],
    ['a padded challenge', { code_challenge: `${codeChallenge.slice(1)}=` }, 'invalid_request'],
    ['a challenge in base64', { code_challenge: `${codeChallenge.slice(1)}+` }, 'invalid_request'],
    ['a challenge with a dot', { code_challenge: `${codeChallenge.slice(1)}.` }, 'invalid_request'],
    ['a challenge in another script', { code_challenge: `${codeChallenge.slice(1)}é` }, 'invalid_request'],
  ])('%s', async (_case, asked, error) => {
    const { ask, post } = await serveAuthorization();
    for (const response of [await ask(asked), await post(asked)]) {
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toMatch(/^https:\/\/app\.example\/callback\?error=/);
      expect(answerOf(response)).toEqual({
        error,
        error_description: expect.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/),
        state: 'S',
        iss: issuerUrl,
      });
    }
  });

  it('a repeated state is not sent back: nobody knows which one', async () => {
    const { ask } = await serveAuthorization();
    const answer = answerOf(await ask({ state: ['a', 'b'] }));
    expect(answer).toMatchObject({ error: 'invalid_request', iss: issuerUrl });
    expect(answer).not.toHaveProperty('state');
  });

  it('unauthorized_client, where the record does not list the grant', async () => {
    const { ask, clients, client } = await serveAuthorization();
    await clients.update(client.id, { grants: ['refresh_token'] });
    expect(answerOf(await ask())['error']).toBe('unauthorized_client');
  });

  it('temporarily_unavailable, when the store fails on the way', async () => {
    const { ask, store } = await serveAuthorization({
      askConsent: () => '/consent',
    });
    Object.assign(store.consents, {
      find: () => {
        throw new ServiceUnavailableError('ECONNREFUSED 10.0.0.7', { reason: 'store_unavailable' });
      },
    });
    const answer = answerOf(await ask());
    expect(answer).toMatchObject({ error: 'temporarily_unavailable', state: 'S', iss: issuerUrl });
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
  });

  it('server_error for a bug, and the app hears of it', async () => {
    const { app, heard, form } = await appWith(() => {
      throw new Error('ECONNREFUSED 10.0.0.7');
    });
    const { url, close } = await serve(app);
    onTestFinished(close);
    const response = await fetch(`${url}/oauth/authorize?${form}`, { redirect: 'manual' });
    expect(answerOf(response)).toEqual({
      error: 'server_error',
      error_description: 'The request cannot be answered now',
      state: 'S',
      iss: issuerUrl,
    });
    await expect.poll(() => heard).toEqual([expect.objectContaining({ message: 'ECONNREFUSED 10.0.0.7' })]);
  });

  it('a code of another protocol, thrown by the host, is not passed on', async () => {
    const { ask } = await serveAuthorization({
      authenticate: () => {
        throw new InvalidTokenError('Session is over', { reason: 'expired' });
      },
    });
    expect(answerOf(await ask())['error']).toBe('server_error');
  });

  it('RFC 6749 §4.1.2: state comes back as it was sent, byte by byte', async () => {
    const { ask, post } = await serveAuthorization();
    await fc.assert(
      fc.asyncProperty(state, fc.boolean(), fc.boolean(), async (value, good, byPost) => {
        const asked = { state: value, scope: good ? 'claims' : 'admin' };
        const response = byPost ? await post(asked) : await ask(asked);
        const sent = new URL(response.headers.get('location') ?? '').searchParams;
        expect(sent.getAll('state')).toEqual([value]);
        expect(sent.has(good ? 'code' : 'error')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

/** Any text but control characters and halves of surrogate pairs, with what URLs are sensitive to. */
const state = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...' &=?#+%/\\"\'<>;:@é中🔑aZ0._~-') }),
  fc
    .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
    .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text)),
);

it.each([
  ['https://app.example/keep?a=1&b=', 'https://app.example/keep?a=1&b=', '&'],
  ['https://app.example/keep?', 'https://app.example/keep?', ''],
  ['https://app.example/keep?a=1&', 'https://app.example/keep?a=1&', ''],
  ['http://127.0.0.1/callback', 'http://127.0.0.1:50123/callback', '?'],
  ['com.example.app:/callback', 'com.example.app:/callback', '?'],
])('the answer is added to what was presented of %s', async (registered, presented, separator) => {
  const { ask, clients, client } = await serveAuthorization();
  await clients.update(client.id, { redirectUris: [registered] });
  const location = (await ask({ redirect_uri: presented })).headers.get('location') ?? '';
  expect(location.startsWith(`${presented}${separator}code=`)).toBe(true);
  expect(location).toMatch(/code=[\w-]{43}&state=S&iss=https%3A%2F%2Fissuer.example$/);
});

it('whatever is sent, nobody is redirected to a place that is not registered', async () => {
  const { ask, client } = await serveAuthorization();
  const value = fc.oneof(
    fc.constantFrom(
      client.id,
      redirectUri,
      'code',
      'claims',
      'S256',
      codeChallenge,
      'none',
      'login',
      'deny',
      '1',
    ),
    fc.constantFrom('https://evil.example/', '//evil.example', 'javascript:alert(1)', '\\', '%00', "'", '['),
    fc.webUrl(),
    fc.string({ maxLength: 20 }),
  );
  const names = [
    ...['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'prompt'],
    ...[
      'code_challenge_method',
      'response_mode',
      'max_age',
      'signed_in_after',
      'decision',
      '__proto__',
      'iss',
    ],
  ];
  const asked = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, fc.array(value, { maxLength: 2 })), {
    maxKeys: 4,
  });
  await fc.assert(
    fc.asyncProperty(asked, async (parameters) => {
      const { status, headers } = await ask(parameters);
      const location = headers.get('location');
      if (status === 303) expect(location).toMatch(/^https:\/\/app\.example\/callback\?(?:code|error)=/);
      else expect([[400, 413].includes(status), location]).toEqual([true, null]);
    }),
    { numRuns: 150 },
  );
});

it('a response without state has none', async () => {
  const { ask } = await serveAuthorization();
  expect(Object.keys(answerOf(await ask({ state: undefined })))).toEqual(['code', 'iss']);
  expect(Object.keys(answerOf(await ask({ state: '' })))).toEqual(['code', 'iss']);
});

it('a redirect URI in another script becomes a Location that HTTP can carry', async () => {
  const { ask, clients, client } = await serveAuthorization();
  await clients.update(client.id, { redirectUris: ['https://app.example/zurück中'] });
  const response = await ask({ redirect_uri: 'https://app.example/zurück中' });
  expect(response.headers.get('location')).toMatch(/^https:\/\/app\.example\/zur%C3%BCck%E4%B8%AD\?code=/);
});

it('takes no HEAD, which browsers and mail scanners send without anybody asking', async () => {
  const { ask } = await serveAuthorization();
  for (const method of ['HEAD', 'PUT', 'DELETE']) {
    const response = await ask({}, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  }
});

it('each code and each refusal is a decision, sending to a page is none', async () => {
  let page: string | undefined;
  const { ask, client } = await serveAuthorization({
    authenticate: () => (page === undefined ? { user: { id: 'ann' } } : { page }),
  });
  const heard: unknown[] = [];
  onTestFinished(
    onDecision(({ outcome, part, reason, client: by }) => heard.push([outcome, part, reason, by?.id])),
  );
  await ask();
  await ask({ scope: 'admin' });
  await ask({ client_id: 'nobody' });
  page = '/login';
  await ask();
  await ask({ prompt: 'none' });
  expect(heard).toEqual([
    ['allow', 'authorize', 'allowed', client.id],
    ['deny', 'authorize', 'invalid_scope', client.id],
    ['deny', 'authorize', 'unknown_client', undefined],
    ['deny', 'authorize', 'login_required', client.id],
  ]);
});

/** An app whose error handler listens, and an issuer whose host does as it is told. */
async function appWith(authenticate: () => never) {
  const store = createMemoryStore();
  const clients = createClients({ store });
  const { id } = await clients.createPublic({
    name: 'App',
    grants: ['authorization_code'],
    redirectUris: [redirectUri],
  });
  const issuer = tokenIssuer({
    issuer: issuerUrl,
    audience,
    store,
    clients,
    grants: [authorizationCode],
    paths: { authorize: '/oauth/authorize' },
    authenticate,
    askConsent: null,
  });
  const heard: unknown[] = [];
  const app = express();
  app.use(issuer.router);
  app.use((error: unknown, _req: express.Request, _res: express.Response, next: express.NextFunction) => {
    heard.push(error);
    next(error);
  });
  const form = new URLSearchParams({
    response_type: 'code',
    client_id: id,
    redirect_uri: redirectUri,
    state: 'S',
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  });
  return { app, heard, form };
}
