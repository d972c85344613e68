import { afterAll, describe, expect, it } from 'vitest';
import { type Answer, type Browser, createBrowser, hiddenFieldsOf } from './browser.js';
import { expectOAuthError, expectProblem, jsonOf } from './gateway.js';
import { authorizationUrl, type DemoUser, startPayments, type Tokens, verifier } from './payments.js';

const payments = await startPayments();
const { demo, url } = payments;
const { client_id, redirect_uri } = demo.public_client;
const [admin, operator, viewer] = demo.users;

afterAll(() => payments.stop());

/** At the login page of an authorization request. */
async function atLogin(changes = {}): Promise<{ browser: Browser; page: Answer }> {
  const browser = createBrowser();
  const page = await browser.follow(await browser.get(authorizationUrl(payments, changes)));
  expect([page.status, page.url.pathname]).toEqual([200, '/v1/auth/login']);
  return { browser, page };
}

/** At the consent page, where it is asked. */
async function atConsent({ username, password }: Pick<DemoUser, 'username' | 'password'>, changes = {}) {
  const { browser, page } = await atLogin({ prompt: 'consent', ...changes });
  const consent = await browser.follow(
    await browser.follow(await browser.submit(page, { username, password })),
  );
  expect([consent.status, consent.url.pathname]).toEqual([200, '/v1/auth/consent']);
  return { browser, page: consent };
}

async function codeOf(browser: Browser, consent: Answer): Promise<string> {
  const { location } = await browser.follow(await browser.submit(consent, { decision: 'allow' }));
  const code = new URL(location).searchParams.get('code');
  expect(code).toEqual(expect.any(String));
  return code ?? '';
}

const redeem = (code: string, changes = {}) => {
  const code_verifier = verifier;
  return payments.ask('issue', {
    ...{ grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier },
    ...changes,
  });
};

const statusOf = async (method: string, path: string, token: string, body?: object) =>
  (await payments.send(method, path, token, body)).status;

describe('GET /v1/auth/authorize', () => {
  it.each([
    ['an unknown client', { client_id: 'ghost' }],
    ['a key, which has no redirect URI', { client_id: demo.keys[0].client_id }],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/callback' }],
  ])('answers with a page of its own, never a redirect, for %s', async (_, changes) => {
    const { status, headers, location } = await createBrowser().get(authorizationUrl(payments, changes));
    expect([status, location, headers.get('cache-control')]).toEqual([400, '', 'no-store']);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
  });

  it.each([
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['an unknown scope', { scope: 'everything' }, 'invalid_scope'],
    ['nobody signed in and prompt=none', { prompt: 'none' }, 'login_required'],
  ])('tells the app of %s', async (_, changes, error) => {
    const { status, location } = await createBrowser().get(authorizationUrl(payments, changes));
    expect([302, 303]).toContain(status);
    expect(location.startsWith(`${redirect_uri}?`)).toBe(true);
    const { searchParams } = new URL(location);
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual([error, 'state-1']);
  });
});

describe('the login form', () => {
  it('is a plain form in a page without scripts, frames or caches', async () => {
    const { browser, page } = await atLogin();
    expect(page.body).toMatch(/<form method="post" action="\/v1\/auth\/login">/);
    for (const name of ['username', 'password'])
      expect(page.body).toMatch(new RegExp(`<input[^>]* name="${name}"`));
    expect(page.body).not.toMatch(/<script|javascript:|\son\w+="|style="/i);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`form-action 'self' ${new URL(redirect_uri).origin}`);
    const style = await browser.get(new URL('sign-in.css', page.url));
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });

  it('keeps its session in a cookie that no script reads and no other site sends', async () => {
    const response = await fetch(authorizationUrl(payments), { redirect: 'manual' });
    const login = await fetch(new URL(response.headers.get('location') ?? '', url));
    const [cookie = '', ...more] = login.headers.getSetCookie();
    expect(more).toEqual([]);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).toMatch(/; Max-Age=3600/);
    expect(cookie).not.toMatch(/Secure|Domain/);
  });

  it.each([
    ['missing', { csrf: '' }],
    ['wrong', { csrf: 'x'.repeat(43) }],
  ])('403 for a CSRF field that is %s, before anything else', async (_, fields) => {
    const { browser, page } = await atLogin();
    const { username, password } = admin;
    const answer = await browser.submit(page, { username, password, interaction: 'none', ...fields });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([403, 'no-store']);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('403 for the form of another session, and for one without a session', async () => {
    const mine = await atLogin();
    const { page } = await atLogin();
    const { username, password } = admin;
    expect((await mine.browser.submit(page, { username, password })).status).toBe(403);
    mine.browser.cookies.clear();
    expect((await mine.browser.submit(mine.page, { username, password })).status).toBe(403);
  });

  it('tells programs of a refusal in problem details', async () => {
    const response = await fetch(`${url}/v1/auth/login`, { method: 'POST', body: new URLSearchParams() });
    await expectProblem(response, 403);
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    await expectProblem(await fetch(`${url}/v1/auth/login`, json), 415);
    await expectProblem(await fetch(`${url}/v1/auth/login`), 400);
    for (const [page, allow] of [
      ['consent', 'GET, HEAD, POST'],
      ['sign-in.css', 'GET, HEAD'],
    ]) {
      const put = await fetch(`${url}/v1/auth/${page}`, { method: 'PUT' });
      expect(put.headers.get('allow')).toBe(allow);
      await expectProblem(put, 405);
    }
  });

  it.each([
    ['a wrong password', { username: admin.username, password: 'wrong' }],
    ['an unknown user', { username: 'nobody', password: admin.password }],
    ['the password of somebody else', { username: admin.username, password: viewer.password }],
    ['no password', { username: admin.username, password: '' }],
    ['nothing', {}],
  ])('says the same of %s, and nobody is signed in', async (_, fields: Record<string, string>) => {
    const { browser, page } = await atLogin();
    const answer = await browser.submit(page, fields);
    expect([answer.status, answer.location]).toEqual([401, '']);
    expect(answer.body).toContain('User name or password is wrong');
    expect(answer.body).not.toContain(admin.password);
    const again = await browser.get(authorizationUrl(payments));
    expect(new URL(again.location, url).pathname).toBe('/v1/auth/login');
  });

  it('shows what was typed as text, never as markup', async () => {
    const { browser, page } = await atLogin({ login_hint: '"><script>alert(1)</script>' });
    expect(page.body).not.toContain('<script>');
    const answer = await browser.submit(page, { username: '"><img src=x>', password: 'x' });
    expect(answer.body).not.toContain('<img');
  });

  it.each(['', 'none', Buffer.from('client_id=ghost').toString('base64url')])(
    '400 for an interaction that is none: %j',
    async (interaction) => {
      const browser = createBrowser();
      const answer = await browser.get(`${url}/v1/auth/login?interaction=${interaction}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store']);
    },
  );

  it('never leads anywhere but to its own authorization endpoint', async () => {
    const { username, password } = admin;
    const { browser, page } = await atLogin();
    const evil = `${hiddenFieldsOf(page)['interaction']}`.replace(/^.{4}/, 'AAAA');
    expect((await browser.submit(page, { username, password, interaction: evil })).status).toBe(400);
    const answer = await browser.submit(page, { username, password, next: 'https://evil.example' });
    expect(answer.status).toBe(303);
    expect(answer.location.startsWith('/v1/auth/authorize?')).toBe(true);
  });

  it.each(['username', 'email'] as const)(
    'takes the %s, in any case, and renews the session',
    async (name) => {
      const { browser, page } = await atLogin();
      const before = [...browser.cookies.values()];
      const typed = ` ${admin[name].toUpperCase()} `;
      const answer = await browser.submit(page, { username: typed, password: admin.password });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([303, 'no-store']);
      const after = [...browser.cookies.values()];
      expect(after).toHaveLength(1);
      expect(after).not.toEqual(before);
    },
  );

  it('leaves the session of before signed out', async () => {
    const { browser, page } = await atLogin();
    const [before = ['', '']] = [...browser.cookies];
    await browser.submit(page, { username: admin.username, password: admin.password });
    browser.cookies.set(...before);
    const again = await browser.get(authorizationUrl(payments));
    expect(new URL(again.location, url).pathname).toBe('/v1/auth/login');
  });
});

describe('the consent form', () => {
  it('asks for each scope by name, by allow and deny', async () => {
    const { page } = await atConsent(viewer, { scope: 'transactions:read transfers:initiate' });
    expect(page.body).toContain('transactions:read');
    expect(page.body).toContain('transfers:initiate');
    expect(page.body).not.toContain('accounts:create');
    for (const decision of ['allow', 'deny'])
      expect(page.body).toMatch(new RegExp(`<button type="submit" name="decision" value="${decision}"`));
    expect(page.headers.get('content-security-policy')).toContain(new URL(redirect_uri).origin);
  });

  it('sends who is not signed in to the login first', async () => {
    const { page } = await atConsent(viewer);
    const answer = await createBrowser().get(page.url);
    expect([answer.status, new URL(answer.location, url).pathname]).toEqual([303, '/v1/auth/login']);
  });

  it.each([
    ['a missing CSRF field', 403, { csrf: '', decision: 'allow' }],
    ['a wrong one', 403, { csrf: 'x', decision: 'allow' }],
    ['no decision', 400, {}],
    ['another decision', 400, { decision: 'perhaps' }],
  ])('refuses %s: %i', async (_, status, fields: Record<string, string>) => {
    const { browser, page } = await atConsent(viewer);
    expect((await browser.submit(page, fields)).status).toBe(status);
  });

  it('deny: access_denied for the app, and asked again the next time', async () => {
    const { browser, page } = await atConsent(viewer);
    const { location } = await browser.follow(await browser.submit(page, { decision: 'deny' }));
    const { searchParams } = new URL(location);
    expect(location.startsWith(`${redirect_uri}?`)).toBe(true);
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual(['access_denied', 'state-1']);
    const again = await browser.get(authorizationUrl(payments));
    expect(new URL(again.location, url).pathname).toBe('/v1/auth/consent');
  });

  it('is asked once per scope, and again with prompt=consent', async () => {
    const { browser, page } = await atConsent(operator, { scope: 'transactions:read' });
    await codeOf(browser, page);
    const leadsTo = async (changes: Record<string, string>) => {
      const { location } = await browser.get(authorizationUrl(payments, changes));
      return new URL(location, url);
    };
    const again = await leadsTo({ scope: 'transactions:read' });
    expect(again.searchParams.get('code')).toEqual(expect.any(String));
    expect((await leadsTo({ scope: 'transactions:manage' })).pathname).toBe('/v1/auth/consent');
    const asked = await leadsTo({ scope: 'transactions:read', prompt: 'consent' });
    expect(asked.pathname).toBe('/v1/auth/consent');
    const login = await leadsTo({ scope: 'transactions:read', prompt: 'login' });
    expect(login.pathname).toBe('/v1/auth/login');
  });
});

describe('the code', () => {
  it('comes with state and issuer, and is good once, for its verifier', async () => {
    const { browser, page } = await atConsent(admin);
    const { location } = await browser.follow(await browser.submit(page, { decision: 'allow' }));
    const { searchParams } = new URL(location);
    expect([searchParams.get('state'), searchParams.get('iss')]).toEqual(['state-1', url]);
    const code = searchParams.get('code') ?? '';
    await expectOAuthError(await redeem(code, { code_verifier: 'x'.repeat(43) }), 400, 'invalid_grant');
    await expectOAuthError(await redeem(code, { redirect_uri: `${redirect_uri}2` }), 400, 'invalid_grant');
    const response = await redeem(code);
    expect(response.status).toBe(200);
    const tokens = await jsonOf<Tokens>(response);
    expect(tokens).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) });
    expect(await statusOf('GET', '/v1/transactions', tokens.access_token)).toBe(200);
    await expectOAuthError(await redeem(code), 400, 'invalid_grant');
    expect(await statusOf('GET', '/v1/transactions', tokens.access_token)).toBe(401);
  });

  it('is redeemed as JSON too', async () => {
    const { browser, page } = await atConsent(admin);
    const code = await codeOf(browser, page);
    const parameters = {
      grant_type: 'authorization_code',
      client_id,
      redirect_uri,
      code,
      code_verifier: verifier,
    };
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(parameters);
    const response = await fetch(`${url}/v1/auth/token/issue`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
  });
});

describe("a user's token", () => {
  const tokensOf = async (user: DemoUser, changes = {}) => {
    const { browser, page } = await atConsent(user, changes);
    return jsonOf<Tokens>(await redeem(await codeOf(browser, page)));
  };

  it('has what both the scope and the role of the user allow', async () => {
    const { access_token, scope } = await tokensOf(operator);
    expect(scope?.split(' ').sort()).toEqual([
      'terminals:assign',
      'transactions:manage',
      'transactions:read',
    ]);
    expect(await statusOf('GET', '/v1/transactions', access_token)).toBe(200);
    expect(await statusOf('GET', '/v1/api-keys', access_token)).toBe(403);
    const narrowed = await tokensOf(admin, { scope: 'api-keys:manage' });
    expect(narrowed.scope).toBe('api-keys:manage');
    expect(await statusOf('GET', '/v1/api-keys', narrowed.access_token)).toBe(200);
    expect(await statusOf('GET', '/v1/transactions', narrowed.access_token)).toBe(403);
  });

  it('invalid_scope where nothing is left', async () => {
    const { browser, page } = await atLogin({ scope: 'api-keys:manage', prompt: 'consent' });
    const { username, password } = viewer;
    let answer = await browser.submit(page, { username, password });
    while (answer.location.startsWith('/')) {
      answer = await browser.follow(answer);
      if (answer.status === 200) answer = await browser.submit(answer, { decision: 'allow' });
    }
    expect(new URL(answer.location).searchParams.get('error')).toBe('invalid_scope');
  });

  it("reaches the user's merchant alone, and is refreshed without a secret", async () => {
    const { refresh_token } = await tokensOf(admin);
    const response = await payments.ask('refresh', { client_id, refresh_token });
    const { access_token } = await jsonOf<Tokens>(response);
    const foreign = `/v1/transactions/${demo.other_merchant.transaction_id}`;
    expect(await statusOf('PATCH', foreign, access_token, { note: 'x' })).toBe(404);
    expect(
      await statusOf('PATCH', `/v1/transactions/${demo.sample.transaction_id}`, access_token, { note: 'x' }),
    ).toBe(200);
    expect((await payments.ask('revoke', { client_id, token: access_token })).status).toBe(200);
    expect(await statusOf('GET', '/v1/transactions', access_token)).toBe(401);
  });
});

describe('passwords', () => {
  it('a burst of right ones is never refused', async () => {
    const attempts = Array.from({ length: 15 }, async () => {
      const { browser, page } = await atLogin();
      return browser.submit(page, { username: admin.username, password: admin.password });
    });
    const answers = await Promise.all(attempts);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  });

  it('ten failures in a minute: 429 with Retry-After for the right one too, by either name; others are unaffected', async () => {
    const { browser, page } = await atLogin();
    const attempt = (username: string, password: string) => browser.submit(page, { username, password });
    const guesses = await Promise.all(
      Array.from({ length: 14 }, (_, guess) => attempt('locked', `guess ${guess}`)),
    );
    const statuses = guesses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    for (let guess = 0; guess < 5; guess += 1) {
      expect((await attempt(viewer.username, `guess ${guess}`)).status).toBe(401);
      expect((await attempt(viewer.email, `guess ${guess}`)).status).toBe(401);
    }
    const refused = await attempt(viewer.username, viewer.password);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await attempt(operator.username, operator.password)).status).toBe(303);
  });
});
