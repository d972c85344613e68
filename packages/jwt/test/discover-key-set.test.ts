import { ServiceUnavailableError } from '@portcullis/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discoverKeySet } from '../src/discover-key-set.js';
import type { KeySet } from '../src/key-set.js';
import { generateSigningKey, type SigningKey } from '../src/signing-key.js';
import type { VerificationKey } from '../src/verification-key.js';
import { json, type KeyServer, startKeyServer } from './support/key-server.js';

const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';

let key: SigningKey;
let server: KeyServer;
const opened: KeySet[] = [];

/** Answers these paths with these documents, the key set included, and everything else with a page. */
function serve(documents: Record<string, unknown>): void {
  const all: Record<string, unknown> = { '/jwks': { keys: [key.publicJwk] }, ...documents };
  server.answer = (req, res) => {
    const document = all[req.url ?? ''];
    if (document === undefined) res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello');
    else json(document)(req, res);
  };
}

async function find(issuer: string): Promise<VerificationKey | undefined> {
  const keys = discoverKeySet({ issuer, algorithms: ['ES256'] });
  opened.push(keys);
  return keys.find(key.kid, 'ES256');
}

beforeAll(async () => {
  key = await generateSigningKey('ES256');
});
beforeEach(async () => {
  server = await startKeyServer((_req, res) => res.end());
});
afterEach(async () => {
  for (const keys of opened.splice(0)) keys.close();
  await server.stop();
});

describe('discoverKeySet', () => {
  it.each<[string, object, RegExp]>([
    ['no issuer', {}, /issuer is missing/],
    ['an http issuer off loopback', { issuer: 'http://issuer.example' }, /must be https/],
    ['a query in the issuer', { issuer: 'https://issuer.example?a' }, /issuer has a query/],
    ['an unknown option', { issuer: 'https://issuer.example', url: 'x' }, /unknown option "url"/],
  ])('does not start with %s', (_what, options, message) => {
    const start = () =>
      discoverKeySet({ algorithms: ['ES256'], ...options } as { issuer: string; algorithms: ['ES256'] });
    expect(start).toThrow(TypeError);
    expect(start).toThrow(message);
  });

  it.each<[string, (issuer: string) => unknown]>([
    ['another issuer', () => 'https://elsewhere.example'],
    ['the issuer with a slash more', (issuer) => `${issuer}/`],
    ['the issuer in capitals', (issuer) => issuer.toUpperCase()],
    ['no issuer', () => undefined],
    ['a list', (issuer) => [issuer]],
  ])('RFC 8414 §3.3: refuses metadata that names %s', async (_what, named) => {
    const metadata = { issuer: named(server.origin), jwks_uri: server.jwksUrl };
    serve({ [OAUTH]: metadata, [OPENID]: metadata });
    await expect(find(server.origin)).rejects.toThrow(ServiceUnavailableError);
    expect(server.requests).toEqual([OAUTH, OPENID]);
  });

  it.each([
    undefined,
    null,
    '',
    '/jwks',
    'http://keys.example/jwks',
    'file:///etc/keys',
    'https://a:b@keys.example',
  ])('refuses metadata whose jwks_uri is %j', async (jwks_uri) => {
    serve({ [OAUTH]: { issuer: server.origin, jwks_uri } });
    const error: Error = await find(server.origin).then(
      () => new Error('found a key'),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ status: 503, reason: 'keys_unavailable' });
    expect(error.cause).toBeInstanceOf(AggregateError);
  });

  it('answers 503 when neither document is there', async () => {
    serve({});
    await expect(find(server.origin)).rejects.toMatchObject({ status: 503 });
  });

  it('RFC 8414 §3.1: reads the metadata of an OAuth server', async () => {
    serve({ [OAUTH]: { issuer: server.origin, jwks_uri: server.jwksUrl } });
    expect(await find(server.origin)).toMatchObject({ kid: key.kid });
    expect(server.requests).toEqual([OAUTH, '/jwks']);
  });

  it('OpenID Connect Discovery §4: else reads the configuration of an OpenID provider', async () => {
    serve({ [OPENID]: { issuer: server.origin, jwks_uri: server.jwksUrl } });
    expect(await find(server.origin)).toMatchObject({ kid: key.kid });
    expect(server.requests).toEqual([OAUTH, OPENID, '/jwks']);
  });

  it.each(['/tenant', '/tenant/'])(
    'puts the well-known part before a path, and behind it: %s',
    async (path) => {
      const issuer = `${server.origin}${path}`;
      serve({ [`/tenant${OPENID}`]: { issuer, jwks_uri: server.jwksUrl } });
      expect(await find(issuer)).toMatchObject({ kid: key.kid });
      expect(server.requests).toEqual([`${OAUTH}/tenant`, `/tenant${OPENID}`, '/jwks']);
    },
  );
});
