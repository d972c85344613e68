import express from 'express';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { serve } from '../../../test/support/serve.js';
import { issuerUrl, serveIssuer } from './support/serve-issuer.js';

const wellKnown = '/.well-known/oauth-authorization-server';

describe.each(bothExpresses)('the issuer router on %s', (_, express) => {
  it.each([
    '/',
    '/oauth',
    '/oauth/',
    '/oauth/token/',
    '/OAuth/Token',
    '/oauth//token',
    '//oauth/token',
    '/oauth%2Ftoken',
    '/oauth/tokens',
    '/oauth/jwks.json',
    '/.well-known',
    `${wellKnown}/`,
    `${wellKnown}/other`,
    '/__proto__',
  ])('hands on what is not its own: %s', async (path) => {
    const { url } = await serveIssuer({ express });
    expect((await fetch(url + path, { method: 'POST' })).status).toBe(404);
  });

  it('RFC 8414 §2: the metadata say what is there and nothing else', async () => {
    const { url } = await serveIssuer({ express });
    const response = await fetch(url + wellKnown);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      issuer: issuerUrl,
      response_types_supported: [],
      token_endpoint: `${issuerUrl}/oauth/token`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      jwks_uri: `${issuerUrl}/oauth/jwks`,
    });
  });

  it('takes no URL from Host or X-Forwarded-Host', async () => {
    const { url } = await serveIssuer({ express, prepare: (app) => void app.set('trust proxy', true) });
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    expect(await (await fetch(url + wellKnown, { headers })).text()).not.toContain('evil');
  });

  it('answers where the metadata say, wherever they say it is', async () => {
    const paths = { token: '/v1/auth/token/issue', jwks: '/v1/auth/keys' };
    const { url } = await serveIssuer({ express, paths });
    const metadata = (await (await fetch(url + wellKnown)).json()) as Record<string, string>;
    expect(metadata['token_endpoint']).toBe(`${issuerUrl}/v1/auth/token/issue`);
    expect((await fetch(url + paths.jwks)).status).toBe(200);
    expect((await fetch(url + paths.token)).status).toBe(405);
    expect((await fetch(`${url}/oauth/token`)).status).toBe(404);
  });

  it.each([wellKnown, '/oauth/jwks'])('GET, HEAD and OPTIONS of %s; 405 for others', async (path) => {
    const { url } = await serveIssuer({ express });
    const get = await fetch(url + path);
    const head = await fetch(url + path, { method: 'HEAD' });
    expect([get.status, head.status]).toEqual([200, 200]);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    expect(await head.text()).toBe('');
    const options = await fetch(url + path, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD']);
    const post = await fetch(url + path, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('lets caches keep keys for half the time that a new one is pending', async () => {
    const { url } = await serveIssuer({ express, keyPublicationSeconds: 120 });
    expect((await fetch(`${url}/oauth/jwks`)).headers.get('cache-control')).toBe('public, max-age=60');
  });
});

describe('an issuer with a path', () => {
  const issuer = 'https://issuer.example/tenant';

  it.each([`${wellKnown}/tenant`, `/tenant${wellKnown}`, wellKnown])(
    'RFC 8414 §3.1: has its metadata at %s',
    async (path) => {
      const { url } = await serveIssuer({ issuer });
      expect(await (await fetch(url + path)).json()).toMatchObject({
        issuer,
        token_endpoint: `${issuer}/oauth/token`,
        jwks_uri: `${issuer}/oauth/jwks`,
      });
    },
  );

  it.each(['/tenant/oauth/jwks', '/oauth/jwks'])(
    'answers %s: as it came, or behind a proxy',
    async (path) => {
      const { url } = await serveIssuer({ issuer });
      expect((await fetch(url + path)).status).toBe(200);
    },
  );

  it('keeps a slash at its end in the identifier, and out of the URLs', async () => {
    const { url } = await serveIssuer({ issuer: 'https://issuer.example/' });
    expect(await (await fetch(url + wellKnown)).json()).toMatchObject({
      issuer: 'https://issuer.example/',
      jwks_uri: 'https://issuer.example/oauth/jwks',
    });
  });
});

it('answers its whole paths when it is mounted below the root', async () => {
  const { issuer } = await serveIssuer();
  const app = express();
  app.use('/oauth', issuer.router);
  const { url, close } = await serve(app);
  try {
    expect((await fetch(`${url}/oauth/jwks`)).status).toBe(200);
    expect((await fetch(`${url}/oauth/oauth/jwks`)).status).toBe(404);
  } finally {
    await close();
  }
});
