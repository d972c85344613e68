import type { Application } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { serve } from '../../../test/support/serve.js';
import { serveTls } from '../../../test/support/serve-tls.js';
import { requireTls } from '../src/require-tls.js';
import { type SecureHeadersOptions, secureHeaders } from '../src/secure-headers.js';
import { exchange } from './support/exchange.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()));
});

const apiHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const year = 'max-age=31536000; includeSubDomains';

describe('secureHeaders, created', () => {
  it.each<[unknown, string]>([
    [{ hsts: false }, 'unknown option "hsts"; known are preset, contentSecurityPolicy'],
    [null, 'options must be an object'],
    [{ preset: 'page' }, 'preset must be "api" or "pages", not "page"'],
    [{ preset: 'toString' }, 'preset must be "api" or "pages", not "toString"'],
    [{ contentSecurityPolicy: { scriptSrc: ["'self'"] } }, '"scriptSrc" is no directive'],
    [{ contentSecurityPolicy: { 'script-src': 'self' } }, 'script-src must be an array of text'],
    [{ contentSecurityPolicy: { 'script-src': [() => "'self'"] } }, 'script-src must be an array of text'],
    [{ contentSecurityPolicy: { 'script-src': ['self'] } }, 'should be quoted'],
    [{ contentSecurityPolicy: { 'script-src': ["'self'; default-src *"] } }, 'invalid directive value'],
    [{ contentSecurityPolicy: { 'script-src': ["'self'\r\nX: y"] } }, 'Invalid character in header content'],
    [{ contentSecurityPolicy: { 'default-src': null } }, 'default-src'],
    [{ contentSecurityPolicy: 'none' }, '"0" is no directive'],
    [
      { crossOriginResourcePolicy: 'none' },
      'Cross-Origin-Resource-Policy does not support the "none" policy',
    ],
    [{ crossOriginOpenerPolicy: 'none' }, 'Cross-Origin-Opener-Policy does not support the "none" policy'],
    [{ strictTransportSecurity: true }, 'strictTransportSecurity: options must be an object'],
    [{ strictTransportSecurity: { maxAge: 1 } }, 'strictTransportSecurity: unknown option "maxAge"'],
    [{ strictTransportSecurity: { maxAgeSeconds: -1 } }, 'maxAge'],
    [{ strictTransportSecurity: { maxAgeSeconds: '1' } }, 'maxAge'],
    [
      { strictTransportSecurity: { preload: 'false' } },
      'includeSubDomains and preload must be true or false',
    ],
    [
      { strictTransportSecurity: { includeSubDomains: 0 } },
      'includeSubDomains and preload must be true or false',
    ],
  ])('refuses %j', (options, problem) => {
    const create = () => secureHeaders(options as SecureHeadersOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow('Cannot create secureHeaders middleware: ');
    expect(create).toThrow(problem);
  });

  it('has a name for stack traces and route lists', () => {
    expect(secureHeaders().name).toBe('secureHeadersMiddleware');
  });
});

describe.each(bothExpresses)('secureHeaders on %s', (_name, express) => {
  function app(options?: SecureHeadersOptions, trustProxy?: unknown) {
    const made = express().disable('etag');
    if (trustProxy !== undefined) made.set('trust proxy', trustProxy);
    made.use(secureHeaders(options));
    made.get('/', (_req, res) => {
      res.send({});
    });
    return made;
  }

  /** The headers that are not there without the middleware. */
  async function added(made: Application, { path = '/', tls = false, headers = {} } = {}) {
    const served = tls ? await serveTls(made) : { ...(await serve(made)), ca: '' };
    open.push(served);
    const answer = await exchange(served.url + path, { headers, ca: served.ca });
    const usual = ['connection', 'content-length', 'content-type', 'date', 'keep-alive'];
    return Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !usual.includes(name)));
  }

  it('sets what an API needs and nothing else, and takes X-Powered-By away', async () => {
    expect(await added(app())).toEqual(apiHeaders);
  });

  it('RFC 6797 §7.2: sends Strict-Transport-Security over TLS alone', async () => {
    const spoofed = { 'X-Forwarded-Proto': 'https' };
    expect(await added(app(), { headers: spoofed })).toEqual(apiHeaders);
    expect(
      await added(app(undefined, 'loopback'), { headers: { 'X-Forwarded-Proto': 'https, http' } }),
    ).toEqual(apiHeaders);
    expect(await added(app(undefined, 'loopback'), { headers: spoofed })).toEqual({
      ...apiHeaders,
      'strict-transport-security': year,
    });
    expect(await added(app(), { tls: true })).toEqual({ ...apiHeaders, 'strict-transport-security': year });
  });

  it.each<[SecureHeadersOptions['strictTransportSecurity'], string | undefined]>([
    [false, undefined],
    [{}, year],
    [{ maxAgeSeconds: 0 }, 'max-age=0; includeSubDomains'],
    [{ includeSubDomains: false }, 'max-age=31536000'],
    [{ maxAgeSeconds: 63072000, preload: true }, 'max-age=63072000; includeSubDomains; preload'],
  ])('sends Strict-Transport-Security as told: %j', async (strictTransportSecurity = {}, value) => {
    const headers = await added(app({ strictTransportSecurity }), { tls: true });
    expect(headers['strict-transport-security']).toBe(value);
  });

  it('stands on refusals too', async () => {
    const made = express().use(secureHeaders(), requireTls());
    expect(await added(made)).toEqual({ ...apiHeaders, 'cache-control': 'no-store' });
  });

  it('sets what pages need', async () => {
    expect(await added(app({ preset: 'pages' }), { tls: true })).toEqual({
      ...apiHeaders,
      'content-security-policy':
        "default-src 'none';base-uri 'none';connect-src 'self';font-src 'self';form-action 'self';" +
        "frame-ancestors 'none';img-src 'self' data:;script-src 'self';style-src 'self'",
      'cross-origin-opener-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'strict-transport-security': year,
      'x-frame-options': 'DENY',
    });
  });

  it('changes the policy directive by directive', async () => {
    const contentSecurityPolicy = {
      'frame-ancestors': null,
      'img-src': ["'self'", 'https://cdn.example'],
      sandbox: [],
    };
    expect(await added(app({ contentSecurityPolicy }))).toEqual({
      ...apiHeaders,
      'content-security-policy': "default-src 'none';img-src 'self' https://cdn.example;sandbox",
    });
  });

  it('loosens the other policies by name', async () => {
    const loosened = {
      crossOriginResourcePolicy: 'cross-origin',
      crossOriginOpenerPolicy: 'unsafe-none',
    } as const;
    expect(await added(app(loosened))).toEqual({
      ...apiHeaders,
      'cross-origin-resource-policy': 'cross-origin',
      'cross-origin-opener-policy': 'unsafe-none',
    });
  });

  it('takes the place of an earlier one for the routes it is mounted on', async () => {
    const made = app();
    made.get('/page', secureHeaders({ preset: 'pages' }), (_req, res) => res.send('<p>'));
    const headers = await added(made, { path: '/page' });
    expect(headers['content-security-policy']).toContain("style-src 'self'");
    expect(await added(made)).toEqual(apiHeaders);
  });

  it('is not changed by what happens to its options later', async () => {
    const sources = ["'self'"];
    const made = app({ contentSecurityPolicy: { 'img-src': sources } });
    sources.push('*');
    expect((await added(made))['content-security-policy']).not.toContain('*');
  });
});
