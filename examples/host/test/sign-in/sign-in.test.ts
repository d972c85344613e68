import { createMemoryStore } from '@portcullis/store';
import {
  authorizationCode,
  createClients,
  none,
  type TokenIssuer,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, createBrowser } from '../../../../test/examples/browser.js';
import { serve } from '../../../../test/support/serve.js';
import type { ExampleContext } from '../../src/run-example.js';
import { readSettings } from '../../src/settings.js';
import { createUser } from '../../src/sign-in/create-user.js';
import { createSignIn, type SignInOptions } from '../../src/sign-in/sign-in.js';

const password = 'correct horse';

/** An issuer with these pages and one public client, and a browser in front of them. */
async function ready(redirectUri = 'https://app.example/callback', options: Partial<SignInOptions> = {}) {
  const store = createMemoryStore();
  const clients = createClients({ store });
  const grants = ['authorization_code'];
  const { id } = await clients.createPublic({
    name: 'App',
    grants,
    scopes: ['a'],
    redirectUris: [redirectUri],
  });
  const user = await createUser(store, { username: 'alice', email: 'a@b.example', password, roles: [] });
  const app = express();
  const { url, close } = await serve(app);
  onTestFinished(close);
  const context: ExampleContext = {
    ...{ settings: readSettings({}, '.data'), issuer: url, store, secrets: ['s'.repeat(32)], folder: '' },
  };
  const signIn = createSignIn({
    ...{ context, brand: 'Bank', path: '/auth', cookieName: 'bank', mayUse: () => true },
    describeScope: (scope) => `May ${scope}`,
    ...options,
  });
  const issuer: TokenIssuer = tokenIssuer({
    ...{ issuer: url, audience: url, store, clients, clientAuthentication: [none] },
    grants: [authorizationCode],
    paths: { authorize: '/auth/authorize' },
    authenticate: signIn.authenticate,
    askConsent: signIn.askConsent,
  });
  app.use(issuer.router, signIn.pages(issuer));
  const parameters = { response_type: 'code', client_id: id, redirect_uri: redirectUri, state: 's' };
  const challenge = {
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  const authorize = `${url}/auth/authorize?${new URLSearchParams({ ...parameters, ...challenge })}`;
  const browser = createBrowser();
  return {
    ...{ store, userId: user?.id ?? '', browser, authorize },
    atLogin: async () => browser.follow(await browser.get(authorize)),
    logIn: (page: Answer) => browser.submit(page, { username: 'alice', password }),
    /** The page that the authorization endpoint leads to now, without its query. */
    leadsTo: async () => (await browser.get(authorize)).location.replace(/\?.*/, ''),
  };
}

describe('somebody who is signed in', () => {
  it.each(['suspended', 'revoked'] as const)('is nobody once the user is %s', async (status) => {
    const { atLogin, logIn, leadsTo, store, userId } = await ready();
    await logIn(await atLogin());
    expect(await leadsTo()).toBe('/auth/consent');
    await store.users.setStatus(userId, status);
    expect(await leadsTo()).toBe('/auth/login');
  });

  it('is nobody once all tokens of the user were ended, and may sign in again at once', async () => {
    const { atLogin, logIn, leadsTo, store, userId } = await ready();
    await logIn(await atLogin());
    await store.users.endTokens(userId);
    expect(await leadsTo()).toBe('/auth/login');
    await logIn(await atLogin());
    expect(await leadsTo()).toBe('/auth/consent');
  });

  it('cannot decide for a client once the user is suspended', async () => {
    const { atLogin, logIn, browser, authorize, store, userId } = await ready();
    await logIn(await atLogin());
    const consent = await browser.follow(await browser.get(authorize));
    await store.users.setStatus(userId, 'suspended');
    const answer = await browser.submit(consent, { decision: 'allow' });
    expect([answer.status, answer.location.replace(/\?.*/, '')]).toEqual([303, '/auth/login']);
    expect(
      await store.consents.find(userId, new URL(authorize).searchParams.get('client_id') ?? ''),
    ).toBeUndefined();
  });

  it('cannot decide by a form that was shown before the last login', async () => {
    const { atLogin, logIn, browser, authorize } = await ready();
    await logIn(await atLogin());
    const consent = await browser.follow(await browser.get(authorize));
    await logIn(await browser.follow(await browser.get(`${authorize}&prompt=login`)));
    expect((await browser.submit(consent, { decision: 'allow' })).status).toBe(403);
  });
});

it('keeps users from clients that are not for them, also those who signed in for another one', async () => {
  const may = { use: true };
  const { atLogin, logIn, leadsTo } = await ready(undefined, { mayUse: () => may.use });
  await logIn(await atLogin());
  expect(await leadsTo()).toBe('/auth/consent');
  may.use = false;
  expect(await leadsTo()).toBe('/auth/login');
  const answer = await logIn(await atLogin());
  expect([answer.status, answer.location]).toEqual([403, '']);
  expect(answer.body).toContain('alice may not use App');
});

it.each([
  ['https://app.example/callback', 'https://app.example'],
  ['http://127.0.0.1:8976/callback', 'http://127.0.0.1:8976'],
  ['http://[::1]:8976/callback', 'http:'],
  ['com.example.app:/callback', 'com.example.app:'],
])('lets the forms lead back to %s by %s', async (redirectUri, source) => {
  const { atLogin } = await ready(redirectUri);
  const policy = (await atLogin()).headers.get('content-security-policy') ?? '';
  expect(policy.split(';')).toContain(`form-action 'self' ${source}`);
});

it('says what the client may, in words', async () => {
  const { atLogin, logIn, browser, authorize } = await ready();
  await logIn(await atLogin());
  expect((await browser.follow(await browser.get(authorize))).body).toContain('May a <code>a</code>');
});
