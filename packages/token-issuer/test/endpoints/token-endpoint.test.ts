import { once } from 'node:events';
import { connect } from 'node:net';
import { createJwtVerifier } from '@portcullis/jwt';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import {
  askToken,
  audience,
  basic,
  claimsOf,
  enterClient,
  headerOf,
  issuerUrl,
  readToken,
  serveIssuer,
} from '../support/serve-issuer.js';

const form = 'application/x-www-form-urlencoded';
const challenge = `Basic realm="${issuerUrl}"`;

describe.each(bothExpresses)('the token endpoint on %s', (_, express) => {
  async function ready(options: Parameters<typeof serveIssuer>[0] = {}) {
    const bench = await serveIssuer({ express, ...options });
    const client = await enterClient(bench.clients);
    const post = (
      body: NonNullable<RequestInit['body']>,
      headers: RequestInit['headers'] = {},
      path = '/oauth/token',
    ) => fetch(`${bench.url}${path}`, { method: 'POST', body, headers });
    const own = { authorization: basic(client.id, client.secret), 'content-type': form };
    const inBody = `client_id=${client.id}&client_secret=${client.secret}`;
    return { ...bench, client, post, own, inBody };
  }

  describe('refuses what is no token request', () => {
    it.each([
      ['no grant_type', 'scope=claims'],
      ['an empty grant_type', 'grant_type='],
      ['grant_type twice', 'grant_type=client_credentials&grant_type=client_credentials'],
      ['scope twice', 'grant_type=client_credentials&scope=claims&scope=billing'],
      ['a parameter nobody knows twice', 'grant_type=client_credentials&x=1&x=2'],
      ['a malformed percent encoding', 'grant_type=client_credentials&scope=%'],
      ['a control character', 'grant_type=client_credentials&scope=a%00b'],
      ['raw bytes', 'grant_type=client_credentials&scope=ü'],
    ])('%s: 400 invalid_request', async (_, body) => {
      const { post, own } = await ready();
      const response = await post(body, own);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-type')).toBe('application/json');
    });

    it.each([
      ['no media type', new Uint8Array(Buffer.from('grant_type=client_credentials')), {}],
      ['JSON', '{"grant_type":"client_credentials"}', { 'content-type': 'application/json' }],
      ['text', 'grant_type=client_credentials', { 'content-type': 'text/plain' }],
      [
        'a multipart form',
        'grant_type=client_credentials',
        { 'content-type': 'multipart/form-data; boundary=x' },
      ],
      ['a media type that only begins like a form', 'a=b', { 'content-type': `${form}-x` }],
      ['another charset', 'grant_type=client_credentials', { 'content-type': `${form}; charset=utf-16` }],
      [
        'a compressed body',
        'grant_type=client_credentials',
        { 'content-type': form, 'content-encoding': 'gzip' },
      ],
    ])('%s: 400', async (_, body, headers) => {
      const { post, own } = await ready();
      const { authorization } = own;
      const response = await post(body, { authorization, ...headers });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    });

    it('more than 100 KiB, announced: 413', async () => {
      const { post, own } = await ready();
      const response = await post(`grant_type=client_credentials&x=${'x'.repeat(102_400)}`, own);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    });

    it('more than 100 KiB, in chunks: 413', async () => {
      const { url, own } = await ready();
      const chunks = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let sent = 0; sent < 110; sent++) controller.enqueue(new Uint8Array(1024).fill(0x78));
          controller.close();
        },
      });
      const init = { method: 'POST', headers: own, body: chunks, duplex: 'half' } as const;
      expect((await fetch(`${url}/oauth/token`, init)).status).toBe(413);
    });

    it('parameters in the URL: 400, and they are not echoed', async () => {
      const { post, own, client } = await ready();
      const response = await post(
        'grant_type=client_credentials',
        own,
        `/oauth/token?client_secret=${client.secret}`,
      );
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain(client.secret);
    });

    it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])('%s: 405 with Allow', async (method) => {
      const { url } = await ready();
      const response = await fetch(`${url}/oauth/token`, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
      expect(response.headers.get('cache-control')).toBe('no-store');
    });

    it('leaves nothing hanging when a client breaks off, and goes on serving', async () => {
      const bench = await ready();
      const socket = connect(Number(new URL(bench.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\nContent-Length: 100\r\n\r\na=`,
      );
      socket.end();
      await once(socket.resume(), 'close');
      expect((await askToken(bench, bench.client)).status).toBe(200);
    });
  });

  it('answers OPTIONS with what it takes, and no CORS header', async () => {
    const { url } = await ready();
    const response = await fetch(`${url}/oauth/token`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('POST');
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  describe('refuses clients', () => {
    const good = 'grant_type=client_credentials';

    it('RFC 6749 §5.2: no authentication is 401 invalid_client with a Basic challenge', async () => {
      const { post } = await ready();
      const response = await post(good, { 'content-type': form });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe(challenge);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    });

    it('gives every failure of a client the same answer', async () => {
      const { url, post, inBody, clients } = await ready();
      const suspended = await enterClient(clients);
      await clients.suspend(suspended.id);
      const revoked = await enterClient(clients);
      await clients.revoke(revoked.id);
      const attempts = [
        post(good, { 'content-type': form, authorization: basic('nobody', 'secret') }),
        post(good, { 'content-type': form, authorization: basic('', '') }),
        post(`${good}&${inBody}x`, { 'content-type': form }),
        post(`${good}&client_id=nobody&client_secret=x`, { 'content-type': form }),
        post(`${good}&client_secret=x`, { 'content-type': form }),
        post(good, { 'content-type': form, authorization: 'Bearer abc' }),
        askToken({ url }, suspended),
        askToken({ url }, revoked),
        post('grant_type=nonsense&client_id=nobody&client_secret=x', { 'content-type': form }),
      ];
      const seen = new Set<string>();
      for (const response of await Promise.all(attempts)) {
        expect(response.headers.get('www-authenticate')).toBe(challenge);
        seen.add(`${response.status} ${await response.text()}`);
      }
      expect([...seen]).toEqual([
        '401 {"error":"invalid_client","error_description":"Client authentication failed"}',
      ]);
    });

    it.each([
      ['secrets in header and body', (inBody: string) => `${good}&${inBody}`],
      ['a secret in the body beside another one in the header', () => `${good}&client_secret=x`],
      ['another client_id in the body', () => `${good}&client_id=other`],
    ])('RFC 6749 §2.3: %s: 400 invalid_request', async (_, body) => {
      const { post, own, inBody } = await ready();
      const response = await post(body(inBody), own);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    });

    it('a secret in the body beside a header of another scheme: 400', async () => {
      const { post, inBody } = await ready();
      const headers = { 'content-type': form, authorization: 'Bearer abc' };
      expect((await post(`${good}&${inBody}`, headers)).status).toBe(400);
    });

    it('a malformed Basic header: 400', async () => {
      const { post } = await ready();
      const response = await post(good, { 'content-type': form, authorization: 'Basic !!!' });
      expect(response.status).toBe(400);
    });

    it('two Authorization headers: 400', async () => {
      const { url, client } = await ready();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      const header = `Authorization: ${basic(client.id, client.secret)}\r\n`;
      socket.write(
        `POST /oauth/token HTTP/1.1\r\nHost: x\r\n${header}${header}Content-Type: ${form}\r\nContent-Length: ${good.length}\r\nConnection: close\r\n\r\n${good}`,
      );
      const [answer] = await once(socket, 'data');
      socket.destroy();
      expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('a grant that is not offered: 400 unsupported_grant_type', async () => {
      const { post, own } = await ready();
      for (const grant of ['password', 'implicit', 'authorization_code', 'Client_Credentials', '__proto__']) {
        const response = await post(`grant_type=${grant}`, own);
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
      }
    });

    it('a grant that this client may not use: 400 unauthorized_client', async () => {
      const bench = await ready();
      const other = await enterClient(bench.clients, { grants: ['authorization_code'] });
      const response = await askToken(bench, other);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'unauthorized_client' });
    });

    it.each([
      'admin',
      'claims admin',
      'claims  billing',
      ' claims',
      'claims ',
      'cla"ims',
      'cla\\ims',
      'CLAIMS',
    ])('RFC 6749 §3.3: the scope %j: 400 invalid_scope', async (scope) => {
      const bench = await ready();
      const response = await askToken(bench, bench.client, { scope });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_scope' });
    });
  });

  describe('issues', () => {
    it('RFC 9068 §2: a JWT that verifies with the published keys and says whose it is', async () => {
      const bench = await ready();
      const { access_token, ...answer } = await readToken(await askToken(bench, bench.client));
      expect(answer).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'claims billing' });
      expect(headerOf(access_token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
      const verifier = createJwtVerifier({
        issuers: [{ issuer: issuerUrl, audience, algorithms: ['ES256'], keys: bench.issuer.keySet }],
        clock: bench.clock,
      });
      const now = bench.clock.now() / 1000;
      expect((await verifier.verify(access_token)).claims).toEqual({
        iss: issuerUrl,
        sub: bench.client.id,
        aud: audience,
        client_id: bench.client.id,
        iat: now,
        exp: now + 300,
        jti: expect.stringMatching(/^[\w-]{22}$/),
        scope: 'claims billing',
      });
    });

    it('answers that no cache keeps', async () => {
      const bench = await ready();
      const response = await askToken(bench, bench.client);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('pragma')).toBe('no-cache');
      expect(response.headers.get('content-type')).toBe('application/json');
    });

    it('to a client that sends its secret in the body', async () => {
      const { post, inBody } = await ready();
      const response = await post(`grant_type=client_credentials&${inBody}`, { 'content-type': form });
      expect(response.status).toBe(200);
    });

    it('to a client that names itself in the body too', async () => {
      const bench = await ready();
      expect((await askToken(bench, bench.client, { client_id: bench.client.id })).status).toBe(200);
    });

    it.each([
      ['claims', 'claims'],
      ['billing claims', 'billing claims'],
      ['claims claims', 'claims'],
      ['', 'claims billing'],
    ])('for the scope %j a token with %j', async (scope, granted) => {
      const bench = await ready();
      const answer = await readToken(await askToken(bench, bench.client, { scope }));
      expect(answer.scope).toBe(granted);
      expect(claimsOf(answer.access_token)['scope']).toBe(granted);
    });

    it('a token without scope to a client that has none', async () => {
      const bench = await ready();
      const answer = await readToken(await askToken(bench, await enterClient(bench.clients, { scopes: [] })));
      expect(answer).not.toHaveProperty('scope');
      expect(claimsOf(answer.access_token)).not.toHaveProperty('scope');
    });

    it('a media type in capitals, with a charset', async () => {
      const { post, own } = await ready();
      const headers = { ...own, 'content-type': 'Application/X-WWW-Form-URLEncoded; Charset="UTF-8"' };
      expect((await post('grant_type=client_credentials', headers)).status).toBe(200);
    });

    it('50 tokens at once, each with an id of its own', async () => {
      const bench = await ready();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => askToken(bench, bench.client).then(readToken)),
      );
      expect(new Set(answers.map(({ access_token }) => claimsOf(access_token)['jti'])).size).toBe(50);
      expect(await bench.store.signingKeys.list()).toHaveLength(1);
    });
  });

  describe('takes a body that was parsed before it', () => {
    const parsers = {
      'express.urlencoded (simple)': () => express.urlencoded({ extended: false }),
      'express.urlencoded (extended)': () => express.urlencoded({ extended: true }),
      'express.json, which leaves forms alone': () => express.json(),
      'express.text': () => express.text({ type: form }),
      'express.raw': () => express.raw({ type: form }),
    };

    it.each(Object.entries(parsers))('by %s', async (_, parser) => {
      const bench = await ready({ prepare: (app) => void app.use(parser()) });
      expect((await askToken(bench, bench.client, { scope: 'claims' })).status).toBe(200);
    });

    it.each(Object.entries(parsers))('by %s, and refuses repeats in it', async (_, parser) => {
      const { post, own } = await ready({ prepare: (app) => void app.use(parser()) });
      const response = await post('grant_type=client_credentials&scope=claims&scope=billing', own);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    });

    it.each([
      'grant_type[]=client_credentials',
      'grant_type[a]=client_credentials',
      'grant_type=client_credentials&scope[]=claims',
      'grant_type=client_credentials&scope[x][y]=claims',
    ])('and refuses arrays and objects: %s', async (body) => {
      const { post, own } = await ready({
        prepare: (app) => void app.use(express.urlencoded({ extended: true })),
      });
      expect((await post(body, own)).status).toBe(400);
    });

    it.each([
      ['a list', ['grant_type', 'client_credentials']],
      ['a number in it', { grant_type: 'client_credentials', scope: 7 }],
      ['null in it', { grant_type: 'client_credentials', scope: null }],
      ['a list in it', { grant_type: ['client_credentials'] }],
      ['an object in it', { grant_type: { $ne: null } }],
    ])('and refuses %s', async (_, body) => {
      const { post, own } = await ready({
        prepare: (app) =>
          void app.use(express.raw({ type: form }), (req, _res, next) => {
            req.body = body;
            next();
          }),
      });
      expect((await post('x=y', own)).status).toBe(400);
    });

    it('and says so in a 500 when the body is gone', async () => {
      const { post, own, errors } = await ready({
        prepare: (app) =>
          void app.use(express.raw({ type: form }), (req, _res, next) => {
            req.body = undefined;
            next();
          }),
      });
      const response = await post('grant_type=client_credentials', own);
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('req.body');
      expect(errors).toMatchObject([{ message: expect.stringContaining('left no req.body') }]);
    });
  });
});
