import express5 from 'express';
import express4 from 'express4';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rawRequest } from '../../../test/support/raw-request.js';
import { serve } from '../../../test/support/serve.js';
import { createTestIssuer } from '../../../test/support/test-issuer.js';
import { bearer, type ProtectedResourceOptions, protectedResource } from '../src/index.js';

const resource = 'https://api.example';
const usual: ProtectedResourceOptions = { resource, authorizationServers: ['https://login.example'] };
const wellKnown = '/.well-known/oauth-protected-resource';

describe('protectedResource, at creation', () => {
  it.each<[string, object, RegExp]>([
    ['a missing resource', { resource: undefined }, /: resource is missing$/],
    ['a resource over http', { resource: 'http://api.example' }, /: resource is http:.* must be https/],
    [
      'RFC 9728 §1.2: a resource with a fragment',
      { resource: `${resource}/#a` },
      /: resource has a fragment$/,
    ],
    ['a resource with a query', { resource: `${resource}/?a` }, /: resource has a query$/],
    ['no authorization servers', { authorizationServers: undefined }, /: authorizationServers is missing$/],
    ['an empty list of them', { authorizationServers: [] }, /: authorizationServers is no list, is empty/],
    [
      'one that is no list',
      { authorizationServers: 'https://login.example' },
      /: authorizationServers is no list/,
    ],
    ['one over http', { authorizationServers: ['http://login.example'] }, /: authorizationServers is http:/],
    ['one that is no issuer', { authorizationServers: [{}] }, /: authorizationServers is missing$/],
    ['one that is nothing', { authorizationServers: [null] }, /: authorizationServers is no list/],
    [
      'a scope that is two',
      { scopes: ['a b'] },
      /: scopes is no list, is empty, or has something else in it$/,
    ],
    ['an empty list of scopes', { scopes: [] }, /: scopes is no list, is empty/],
    ['another way to send a token', { bearerMethods: ['cookie'] }, /: bearerMethods is no list/],
    ['an empty name', { name: '' }, /: name is not text$/],
    ['a page that is no URL', { documentation: 'docs' }, /: documentation is no absolute URL$/],
    ['a script for a page', { policy: 'javascript:alert(1)' }, /: policy is javascript:/],
    ['terms over http', { termsOfService: 'http://api.example/terms' }, /: termsOfService is http:/],
    ['an age below 0', { maxAgeSeconds: -1 }, /: maxAgeSeconds is -1, must be a whole number, at least 0$/],
    ['an unknown option', { scope: 'a' }, /: unknown option "scope"/],
  ])('refuses %s with one clear line', (_what, changes, message) => {
    const create = () => protectedResource({ ...usual, ...changes } as ProtectedResourceOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it.each([
    ['https://api.example', `https://api.example${wellKnown}`],
    ['https://api.example/', `https://api.example${wellKnown}`],
    ['https://api.example/v1/accounts', `https://api.example${wellKnown}/v1/accounts`],
    ['https://api.example/v1/', `https://api.example${wellKnown}/v1/`],
    ['https://api.example:8443/v1', `https://api.example:8443${wellKnown}/v1`],
    ['http://127.0.0.1:3000', `http://127.0.0.1:3000${wellKnown}`],
  ])('RFC 9728 §3.1: %s has its metadata at %s', (identifier, metadataUrl) => {
    expect(protectedResource({ ...usual, resource: identifier }).metadataUrl).toBe(metadataUrl);
  });
});

describe.each([
  ['Express 4', express4 as unknown as typeof express5],
  ['Express 5', express5],
])('protectedResource, %s', (_name, express) => {
  async function mount(options: Partial<ProtectedResourceOptions> = {}, prefix = '/') {
    const app = express();
    app.use(prefix, protectedResource({ ...usual, ...options }));
    app.use((_req, res) => {
      res.status(418).end();
    });
    const served = await serve(app);
    onTestFinished(served.close);
    return served;
  }

  it('answers with what it was told, for everybody', async () => {
    const { url } = await mount({
      authorizationServers: ['https://login.example', { issuer: 'https://other.example' }],
      scopes: ['accounts:read', 'accounts:write'],
      bearerMethods: ['header', 'body'],
      name: 'The bank',
      documentation: 'https://docs.example/',
      policy: 'https://docs.example/policy',
      termsOfService: 'https://docs.example/terms',
      maxAgeSeconds: 60,
    });
    const answer = await fetch(url + wellKnown);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    expect(await answer.json()).toEqual({
      resource,
      authorization_servers: ['https://login.example', 'https://other.example'],
      scopes_supported: ['accounts:read', 'accounts:write'],
      bearer_methods_supported: ['header', 'body'],
      resource_name: 'The bank',
      resource_documentation: 'https://docs.example/',
      resource_policy_uri: 'https://docs.example/policy',
      resource_tos_uri: 'https://docs.example/terms',
    });
  });

  it('says nothing that it was not told', async () => {
    const { url } = await mount();
    expect(await (await fetch(url + wellKnown)).json()).toEqual({
      resource,
      authorization_servers: ['https://login.example'],
      bearer_methods_supported: ['header'],
    });
  });

  it('answers at its own path alone, whatever host is named, and hands everything else on', async () => {
    const { url, port } = await mount({ resource: `${resource}/v1` });
    const status = async (path: string) => (await fetch(url + path)).status;
    expect(await status(`${wellKnown}/v1`)).toBe(200);
    expect(await status(`${wellKnown}/v1?a=b`)).toBe(200);
    for (const path of ['', '/', wellKnown, `${wellKnown}/v1/`, `${wellKnown}/V1`, `/v1${wellKnown}`]) {
      expect([path, await status(path)]).toEqual([path, 418]);
    }
    const absolute = await rawRequest(port, [`GET http://evil.example${wellKnown}/v1 HTTP/1.1`]);
    expect([absolute.status, JSON.parse(absolute.body).resource]).toEqual([200, `${resource}/v1`]);
  });

  it('answers there too when it is mounted below a path', async () => {
    const { url } = await mount({}, '/.well-known');
    expect((await fetch(url + wellKnown)).status).toBe(200);
  });

  it('takes GET and HEAD only', async () => {
    const { url } = await mount();
    const head = await fetch(url + wellKnown, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(url + wellKnown, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('RFC 9728 §5.1: is named in the challenge of a guard that was told of it', async () => {
    const { issuer, audience, jwks } = await createTestIssuer();
    const metadata = protectedResource(usual);
    const app = express();
    app.use(metadata, bearer({ issuer, audience, algorithms: ['ES256'], jwks, resourceMetadata: metadata }));
    const served = await serve(app);
    onTestFinished(served.close);
    const answer = await fetch(served.url);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer realm="${audience}", resource_metadata="${resource}${wellKnown}"`,
    );
    expect((await fetch(served.url + wellKnown)).status).toBe(200);
  });
});
