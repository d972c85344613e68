import { requireScopes } from '@portcullis/authorize';
import { optional, publicRoute, reportOnly } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { type EnforceOpenApiOptions, enforceOpenApi } from '../src/index.js';
import {
  documentOf,
  isPublic,
  key,
  type Operations,
  securitySchemes,
  swaggerOf,
} from './support/document-of.js';
import { accessToken, apiKey, fakeGuard } from './support/fake-guards.js';

const schemes = { apiKey, accessToken };
const read = [{ accessToken: ['accounts:read'] }];
const both: Operations = { 'GET /a': { security: key }, 'GET /b': { security: read } };

/** The lines of the error that stops the start, without what they have in common. */
async function problemsOf(document: object, options: unknown = { schemes }): Promise<readonly string[]> {
  const error: unknown = await enforceOpenApi(document, options as EnforceOpenApiOptions).catch(
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(TypeError);
  return (error as TypeError).message.split('\n').map((line) => {
    expect(line).toMatch(/^Cannot enforce OpenAPI document: /);
    return line.slice('Cannot enforce OpenAPI document: '.length);
  });
}

const withScheme = (scheme: object, security: Operations[string]['security'], more: object = {}) =>
  documentOf(
    { 'GET /a': { ...(security && { security }) } },
    { components: { securitySchemes: { it: scheme } }, ...more },
  );

describe('options', () => {
  it.each<[string, unknown, string]>([
    [
      'an unknown option',
      { schemes, strict: true },
      'unknown option "strict"; known are schemes, requireOwnSecurity',
    ],
    ['no schemes', {}, 'schemes must be an object'],
    [
      'a text in place of true or false',
      { schemes, requireOwnSecurity: 'yes' },
      'requireOwnSecurity must be true or false',
    ],
  ])('%s stops the start', async (_what, options, problem) => {
    expect(await problemsOf(documentOf(both), options)).toEqual([problem]);
  });
});

describe('an operation without security stops the start', () => {
  const some: Operations = {
    'GET /a': { security: key },
    'GET /b': {},
    'POST /b': {},
    'GET /c': { security: isPublic },
  };

  it('where neither it nor the document says anything, with one line for each', async () => {
    expect(await problemsOf(documentOf(some))).toEqual([
      'GET /b has no security; a public operation says security: []',
      'POST /b has no security; a public operation says security: []',
    ]);
  });

  it('where the document would make it public, which it must say itself', async () => {
    expect(await problemsOf(documentOf({ 'GET /b': {} }, { security: [] }))).toEqual([
      "GET /b is public by the document's default alone; let it say security: []",
    ]);
  });

  it('where it must be its own', async () => {
    const document = documentOf(some, { security: key });
    await expect(enforceOpenApi(document, { schemes: { apiKey } })).resolves.toBeTypeOf('function');
    expect(await problemsOf(document, { schemes: { apiKey }, requireOwnSecurity: true })).toEqual([
      'GET /b has no security of its own; a public operation says security: []',
      'POST /b has no security of its own; a public operation says security: []',
    ]);
  });
});

describe('paths stop the start', () => {
  it.each<[string, readonly string[], string]>([
    [
      'with other names of parameters',
      ['/a/{x}', '/a/{y}'],
      'the paths /a/{x} and /a/{y} are the same to Express',
    ],
    ['in another case', ['/a', '/A'], 'the paths /a and /A are the same to Express'],
    ['with a slash at the end', ['/a', '/a/'], 'the paths /a and /a/ are the same to Express'],
    ['with parameters side by side', ['/{a}{b}'], 'the path /{a}{b} cannot be said as a path of Express'],
    ['with a parameter that has no end', ['/{a}_b'], 'the path /{a}_b cannot be said as a path of Express'],
    ['with a query', ['/a?b=c'], 'the path /a?b=c cannot be said as a path of Express'],
    ['with a fragment', ['/a#b'], 'the path /a#b cannot be said as a path of Express'],
    ['with a character that no URL has', ['/é'], 'the path /é cannot be said as a path of Express'],
  ])('%s', async (_what, paths, problem) => {
    const operations = Object.fromEntries(paths.map((path) => [`GET ${path}`, { security: key }]));
    expect(await problemsOf(documentOf(operations))).toEqual([problem]);
  });
});

describe('schemes stop the start', () => {
  it.each<[string, object, object, readonly string[]]>([
    [
      'that the document does not declare',
      documentOf({ 'GET /a': { security: [{ nobody: [] }] } }),
      {},
      ['GET /a demands the scheme nobody, which the document does not declare'],
    ],
    [
      'that have no guard',
      documentOf(both),
      { apiKey },
      ['schemes has no guard for accessToken, which GET /b demands'],
    ],
    [
      'whose names only look alike',
      documentOf(both),
      { apiKey, accesstoken: accessToken },
      [
        'schemes has no guard for accessToken, which GET /b demands',
        'the guard for accesstoken has no scheme of this name in the document',
      ],
    ],
    [
      'with names that every object has',
      documentOf({ 'GET /a': { security: [{ constructor: [] }] } }),
      {},
      ['GET /a demands the scheme constructor, which the document does not declare'],
    ],
    [
      'whose scope no flow declares',
      documentOf({ 'GET /a': { security: [{ accessToken: ['accounts:raed'] }] } }),
      { accessToken },
      ['GET /a demands the scope accounts:raed, which accessToken does not declare'],
    ],
    [
      'whose scope no flow of OpenAPI 2.0 declares',
      swaggerOf({ 'GET /a': { security: [{ accessToken: ['accounts:raed'] }] } }),
      { accessToken },
      ['GET /a demands the scope accounts:raed, which accessToken does not declare'],
    ],
    [
      'with scopes for a key, before OpenAPI 3.1',
      documentOf({ 'GET /a': { security: [{ apiKey: ['read'] }] } }, { openapi: '3.0.4' }),
      { apiKey },
      ['GET /a demands read of apiKey, and only oauth2 has scopes'],
    ],
  ])('%s', async (_what, document, given, problems) => {
    expect(await problemsOf(document, { schemes: given })).toEqual(problems);
  });
});

describe('a guard stops the start', () => {
  const { apiKey: header, accessToken: oauth2 } = securitySchemes;
  const basic = { type: 'http', scheme: 'basic' };
  const openIdConnect = { type: 'openIdConnect', openIdConnectUrl: 'https://login.example' };
  const lets = 'the guard for it lets through a request without a credential';

  it.each<[string, object, unknown, string]>([
    [
      'that is a plain middleware',
      header,
      () => {},
      'the guard for it was not made by defineGuard or a composition',
    ],
    ['that asks nobody', header, publicRoute('a test'), 'the guard for it has no scheme in it'],
    ['that is a requirement alone', oauth2, requireScopes('a'), 'the guard for it has no scheme in it'],
    ['that is optional', header, optional(apiKey), lets],
    ['that only reports', header, reportOnly(apiKey), lets],
    [
      'that reads another header',
      header,
      fakeGuard('apiKey', 'x-key'),
      'the guard for it reads header x-key, and the document declares header api-key',
    ],
    [
      'that reads a token where a key is declared',
      header,
      accessToken,
      'the guard for it reads authorization, and the document declares header api-key',
    ],
    [
      'that reads a key where a token is declared',
      oauth2,
      apiKey,
      'the guard for it reads header api-key, and the document declares authorization',
    ],
    [
      'that reads a key where a password is declared',
      basic,
      apiKey,
      'the guard for it reads header api-key, and the document declares authorization',
    ],
    [
      'that reads a key where OpenID Connect is declared',
      openIdConnect,
      apiKey,
      'the guard for it reads header api-key, and the document declares authorization',
    ],
    [
      'that reads a header where a certificate is declared',
      { type: 'mutualTLS' },
      apiKey,
      'the guard for it reads header api-key, and the document declares tls',
    ],
    [
      'that reads a header where a query parameter is declared',
      { ...header, in: 'query' },
      apiKey,
      'the guard for it reads header api-key, and the document declares query API-Key',
    ],
  ])('%s', async (_what, scheme, guard, problem) => {
    const document = withScheme(scheme, [{ it: [] }]);
    expect(await problemsOf(document, { schemes: { it: guard } })).toEqual([problem]);
  });

  it.each<[string, object, unknown]>([
    [
      'a key in the header Authorization',
      { ...header, name: 'Authorization' },
      fakeGuard('apiKey', 'authorization'),
    ],
    ['a certificate', { type: 'mutualTLS' }, fakeGuard('certificate', 'x-cert', 'tls')],
    ['OpenID Connect', openIdConnect, accessToken],
    [
      'a place that only the app knows',
      { ...header, in: 'cookie' },
      fakeGuard('apiKey', 'cookie', 'session'),
    ],
  ])('but not one that fits: %s', async (_what, scheme, guard) => {
    const document = withScheme(scheme, [{ it: [] }]);
    await expect(enforceOpenApi(document, { schemes: { it: guard } as never })).resolves.toBeTypeOf(
      'function',
    );
  });

  it('where two of one alternative read one place, with the operation', async () => {
    const document = documentOf(
      { 'GET /a': { security: [{ one: [], two: [] }] } },
      { components: { securitySchemes: { one: basic, two: { type: 'http', scheme: 'bearer' } } } },
    );
    const two = fakeGuard('token', 'authorization');
    expect(await problemsOf(document, { schemes: { one: accessToken, two } })).toEqual([
      'GET /a: Cannot create allOf: token and token both read authorization',
    ]);
  });
});

describe('what is made of the document', () => {
  it('names its operations by operationId, or by method and path', async () => {
    const api = await enforceOpenApi(
      documentOf({ 'GET /a/{b}': { security: key, operationId: 'readB' }, 'PUT /a/{b}': { security: key } }),
      { schemes: { apiKey } },
    );
    expect(api.operations.map(({ name }) => name)).toEqual(['readB', 'PUT /a/{b}']);
    expect(Object.isFrozen(api.operations)).toBe(true);
  });

  it('needs no guard for a scheme that no operation demands', async () => {
    const api = await enforceOpenApi(documentOf({ 'GET /a': { security: key } }), { schemes: { apiKey } });
    expect(api.operations[0]?.guard.name).toBe('apiKey');
  });
});
