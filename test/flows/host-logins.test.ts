import { createMemoryStore } from '@portcullis/store';
import type express5 from 'express';
import * as client from 'openid-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bothExpresses } from '../support/both-expresses.js';
import { arrivedAt, type Browser, createBrowser, type Page } from './browser.js';
import { callbacks, type FlowIssuer, type Host, serveFlowIssuer } from './flow-issuer.js';
import { passportHost } from './passport-host.js';
import { sessionHost } from './session-host.js';
import { callbackPath, upstreamHost } from './upstream-host.js';
import { serveUpstreamProvider, type UpstreamProvider } from './upstream-provider.js';

describe.each(bothExpresses)('on %s', (_, express) => {
  describe('a host with sessions of its own', () => {
    it('logs the user in and asks for consent, once', async () => {
      const { flow, browser, ask, redeem } = await start(express, sessionHost);
      const login = await browser.visit(await ask());
      expect([login.url.pathname, login.body]).toEqual(['/login', expect.stringContaining('go on to App')]);
      const consent = await browser.submit(login, { user: 'alice' });
      expect(consent.body).toContain('accounts:read');
      expect(await redeem(await browser.submit(consent, { answer: 'allow' }))).toBe('alice');
      expect(await redeem(await browser.visit(await ask()))).toBe('alice');
      expect(flow.errors).toEqual([]);
    });

    it('logs the user in again for prompt=login, and asks again for prompt=consent', async () => {
      const { browser, ask, redeem, pass } = await start(express, sessionHost);
      expect(await redeem(await pass())).toBe('alice');
      const login = await browser.visit(await ask({ prompt: 'login' }));
      expect(login.url.pathname).toBe('/login');
      expect(await redeem(await browser.submit(login, { user: 'carol' }).then(allow(browser)))).toBe('carol');
      const consent = await browser.visit(await ask({ prompt: 'consent' }));
      expect(consent.url.pathname).toBe('/consent');
      expect(await redeem(await browser.submit(consent, { answer: 'allow' }))).toBe('carol');
    });

    it('shows no page for prompt=none: the client hears what is missing', async () => {
      const { browser, ask, redeem, pass } = await start(express, sessionHost);
      const silent = async () => redeem(await browser.visit(await ask({ prompt: 'none' })));
      await expect(silent()).rejects.toMatchObject({ error: 'login_required' });
      const login = await browser.visit(await ask());
      await browser.submit(login, { user: 'alice' });
      await expect(silent()).rejects.toMatchObject({ error: 'consent_required' });
      await pass();
      expect(await silent()).toBe('alice');
    });

    it('keeps two users apart, and what each has consented to', async () => {
      const { ask, redeem } = await start(express, sessionHost);
      const people = ['alice', 'bob'].map(async (user) => {
        const browser = createBrowser();
        const login = await browser.visit(await ask());
        return redeem(await allow(browser)(await browser.submit(login, { user })));
      });
      expect(await Promise.all(people)).toEqual(['alice', 'bob']);
    });
  });

  describe('a host with Passport', () => {
    it('stays at its login for a wrong password', async () => {
      const { browser, ask } = await start(express, passportHost);
      const login = await browser.visit(await ask());
      expect(await browser.submit(login, { user: 'alice', password: 'x' })).toMatchObject({ status: 401 });
      expect(await browser.visit(await ask())).toMatchObject({ status: 200, body: login.body });
    });

    it('logs the user in by a strategy, and knows them by their session', async () => {
      const { flow, browser, ask, redeem } = await start(express, passportHost);
      const login = await browser.visit(await ask());
      expect(await redeem(await browser.submit(login, { user: 'alice', password: 'sesame' }))).toBe('alice');
      expect(await redeem(await browser.visit(await ask()))).toBe('alice');
      expect(flow.errors).toEqual([]);
    });
  });

  describe('a host that does not know when its users have logged in', () => {
    it('cannot meet prompt=login: the client hears login_required, and no code comes of it', async () => {
      const { browser, ask, redeem } = await start(express, passportHost);
      const login = await browser.visit(await ask({ prompt: 'login' }));
      const back = await browser.submit(login, { user: 'alice', password: 'sesame' });
      await expect(redeem(back)).rejects.toMatchObject({ error: 'login_required' });
    });
  });

  describe('a host that sends people to the OpenID provider of their institution', () => {
    it('comes back with a user of that provider, and gives a code of its own', async () => {
      let upstream: UpstreamProvider;
      const { flow, browser, ask, redeem } = await start(
        express,
        upstreamHost(() => upstream),
      );
      upstream = await serveUpstreamProvider(flow.url + callbackPath);
      onTestFinished(upstream.close);
      const login = await browser.visit(await ask());
      expect([login.url.origin, login.body]).toEqual([upstream.url, expect.stringContaining('institution')]);
      expect(await redeem(await browser.submit(login, { user: 'dora' }))).toBe('dora');
      expect(await redeem(await browser.visit(await ask()))).toBe('dora');
      const again = await browser.visit(await ask({ prompt: 'login' }));
      expect(again.url.origin).toBe(upstream.url);
      expect(await redeem(await browser.submit(again, { user: 'dora' }))).toBe('dora');
      expect(flow.errors).toEqual([]);
    });
  });
});

/** An issuer with such a host, and a client app that sends its user there. */
async function start(express: typeof express5, host: Host) {
  const flow = await serveFlowIssuer(createMemoryStore(), { express, host });
  onTestFinished(flow.close);
  const config = await client.discovery(new URL(flow.url), flow.app.id, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
  };
  const browser = createBrowser();

  async function ask(parameters: Readonly<Record<string, string>> = {}): Promise<URL> {
    return client.buildAuthorizationUrl(config, {
      redirect_uri: callbacks.app,
      scope: 'accounts:read',
      state: checks.expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
  }

  async function redeem(page: Page): Promise<string | undefined> {
    const tokens = await client.authorizationCodeGrant(config, arrivedAt(page), checks);
    return userAt(flow, tokens.access_token);
  }

  const pass = async () =>
    allow(browser)(await browser.visit(await ask()).then((page) => logIn(browser, page)));
  return { flow, browser, ask, redeem, pass };
}

function logIn(browser: Browser, page: Page): Promise<Page> | Page {
  return page.url.pathname === '/login' ? browser.submit(page, { user: 'alice' }) : page;
}

function allow(browser: Browser) {
  return (page: Page): Promise<Page> => browser.submit(page, { answer: 'allow' });
}

async function userAt({ url }: FlowIssuer, token: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/accounts`, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { readonly user?: string }).user;
}
