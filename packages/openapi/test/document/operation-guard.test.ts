import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { documentOf, isPublic, key, swaggerOf } from '../support/document-of.js';
import { type MountedApi, mountApi } from '../support/mount-api.js';

const read = { accessToken: ['accounts:read'] };
const operations = {
  'GET /both': { security: [{ apiKey: [], ...read }] },
  'GET /either': { security: [{ apiKey: [] }, read] },
  'GET /scopes': { security: [{ accessToken: ['accounts:read'] }, { accessToken: ['accounts:write'] }] },
  'GET /same': {
    security: [
      { apiKey: [], ...read },
      { ...read, apiKey: [] },
    ],
  },
  'GET /optional': { security: [{ apiKey: [] }, {}] },
  'GET /nobody': { security: [{}] },
  'GET /public': { security: isPublic },
  'GET /common': {},
};
const routes = Object.keys(operations);
const common = { security: key };

const keyed = { 'API-Key': 'good' };
const mayRead = { Authorization: 'accounts:read' };
const mayWrite = { Authorization: 'accounts:write' };
const badKey = { 'API-Key': 'bad' };
const badToken = { Authorization: 'bad' };

describe.each(bothExpresses)('security of a document, on %s', (_name, create) => {
  describe.each([
    ['3.1', documentOf(operations, common)],
    ['3.0', documentOf(operations, { openapi: '3.0.4', ...common })],
    // There an alternative cannot even be written twice.
    ['2.0', swaggerOf({ ...operations, 'GET /same': operations['GET /both'] }, common)],
  ])('of OpenAPI %s', (_version, document) => {
    let api: MountedApi;
    beforeAll(async () => {
      api = await mountApi(create, document, routes);
    });
    afterAll(() => api.close());

    it.each<[string, string, Record<string, string>, number]>([
      ['AND: nothing', '/both', {}, 401],
      ['AND: the key alone', '/both', keyed, 401],
      ['AND: the token alone', '/both', mayRead, 401],
      ['AND: a bad key beside a good token', '/both', { ...badKey, ...mayRead }, 401],
      ['AND: a good key beside a bad token', '/both', { ...keyed, ...badToken }, 401],
      ['AND: a token without the scope', '/both', { ...keyed, ...mayWrite }, 403],
      ['AND: both', '/both', { ...keyed, ...mayRead }, 200],
      ['OR: nothing', '/either', {}, 401],
      ['OR: a bad key', '/either', badKey, 401],
      ['OR: a token without the scope', '/either', mayWrite, 403],
      ['OR: the key', '/either', keyed, 200],
      ['OR: the token', '/either', mayRead, 200],
      ['OR: a good token beside a bad key', '/either', { ...badKey, ...mayRead }, 200],
      ['scopes of alternatives: neither', '/scopes', { Authorization: 'other' }, 403],
      ['scopes of alternatives: the second', '/scopes', mayWrite, 200],
      ['alternatives that say the same: half', '/same', keyed, 401],
      ['alternatives that say the same: both', '/same', { ...keyed, ...mayRead }, 200],
      ['{}: a bad key', '/optional', badKey, 401],
      ['{}: nothing', '/optional', {}, 200],
      ['{}: a good key', '/optional', keyed, 200],
      ['{} alone: a bad key is not looked at', '/nobody', badKey, 200],
      ['[]: a bad key is not looked at', '/public', badKey, 200],
      ['the security of the document: nothing', '/common', {}, 401],
      ['the security of the document: the key', '/common', keyed, 200],
    ])('%s', async (_what, path, headers, status) => {
      expect((await api.ask('GET', path, headers)).status).toBe(status);
    });

    it('asks for what would be enough, scheme by scheme', async () => {
      const none = await api.ask('GET', '/both');
      expect(none.headers.get('www-authenticate')).toContain('apiKey');
      expect(none.headers.get('www-authenticate')).toContain('token');
      const little = await api.ask('GET', '/both', { ...keyed, ...mayWrite });
      expect(little.headers.get('www-authenticate')).toBe(
        'token error="insufficient_scope", scope="accounts:read"',
      );
    });

    it('leaves the principal to the handler, and nobody where nobody was asked', async () => {
      const both = await api.ask('GET', '/both', { ...keyed, ...mayRead });
      expect(await both.json()).toEqual({ operation: 'GET /both', client: 'app' });
      const open = await api.ask('GET', '/public', keyed);
      expect(await open.json()).toEqual({ operation: 'GET /public' });
    });
  });
});

describe.each(bothExpresses)('names beside a scheme, on %s', (_name, create) => {
  it.each<[string, object, string, string]>([
    [
      'are roles where it is no OAuth, from OpenAPI 3.1 on',
      { type: 'http', scheme: 'bearer' },
      'roles:clerk',
      'roles:teller clerk',
    ],
    [
      'are scopes where it is OpenID Connect',
      { type: 'openIdConnect', openIdConnectUrl: 'https://login.example' },
      'clerk',
      'clerk teller',
    ],
  ])('%s', async (_what, accessToken, little, enough) => {
    const document = documentOf(
      { 'GET /a': { security: [{ accessToken: ['teller'] }] } },
      {
        components: {
          securitySchemes: { accessToken, apiKey: { type: 'apiKey', in: 'header', name: 'API-Key' } },
        },
      },
    );
    const api = await mountApi(create, document, ['GET /a']);
    expect((await api.ask('GET', '/a')).status).toBe(401);
    expect((await api.ask('GET', '/a', { Authorization: little })).status).toBe(403);
    expect((await api.ask('GET', '/a', { Authorization: enough })).status).toBe(200);
    await api.close();
  });
});
