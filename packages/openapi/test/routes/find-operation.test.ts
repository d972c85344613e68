import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { rawRequest } from '../../../../test/support/raw-request.js';
import { documentOf, isPublic, key } from '../support/document-of.js';
import { handler, type MountedApi, mountApi } from '../support/mount-api.js';

const operations = {
  'GET /accounts': { security: key, operationId: 'listAccounts' },
  'POST /accounts': { security: key },
  'GET /accounts/open': { security: isPublic },
  'GET /accounts/{account-id}': { security: key },
  'GET /files/{name}.json': { security: key },
  'GET /': { security: isPublic },
};
const routes = [
  'GET /accounts',
  'POST /accounts',
  'GET /accounts/open',
  'GET /accounts/:id',
  'GET /files/:name.json',
  'GET /',
];
const keyed = { 'API-Key': 'good' };

describe.each(bothExpresses)('a request behind the document, on %s', (name, create) => {
  let api: MountedApi;
  beforeAll(async () => {
    api = await mountApi(create, documentOf(operations), routes, (router) => {
      router.use('/accounts/hidden', handler([], 'hidden'));
    });
  });
  afterAll(() => api.close());

  it.each([
    'GET /banking/accounts',
    'GET /banking/ACCOUNTS',
    'GET /banking/accounts/',
    'GET /banking/accounts?x=/banking/accounts/open',
    'GET http://anybody/banking/accounts',
    'HEAD /banking/accounts',
    'POST /banking/accounts',
    'GET /banking/accounts/1',
    'GET /banking/accounts/open%2F',
    'GET /banking/accounts/%6Fpen',
    'GET /banking/accounts/..',
    'GET /banking/accounts/.',
    'GET /banking/files/a.json',
    'GET /banking/files/open.JSON',
    'GET /banking/accounts/hidden',
    'GET /banking/accounts#',
  ])('%s is asked for the key', async (line) => {
    const before = api.handled.length;
    expect((await rawRequest(api.port, [`${line} HTTP/1.1`])).status).toBe(401);
    expect(api.handled).toHaveLength(before);
  });

  it.each([
    'GET /banking/other',
    'GET /banking/accounts//',
    'GET /banking/accounts//open',
    'GET /banking/accounts%2Fopen',
    'GET /banking/accounts/open/..',
    'GET /banking/./accounts',
    'GET /banking/files/a.txt',
    "GET /banking/accounts/'#",
  ])('%s is 404, with the key too', async (line) => {
    const before = api.handled.length;
    const answer = await rawRequest(api.port, [`${line} HTTP/1.1`, 'API-Key: good']);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 404,
      detail: 'There is nothing at this address',
    });
    expect(api.handled).toHaveLength(before);
  });

  it('GET /banking//accounts is what the Express in use takes it for, and never without the key', async () => {
    const status = name === 'Express 4' ? 401 : 404;
    expect((await rawRequest(api.port, ['GET /banking//accounts HTTP/1.1'])).status).toBe(status);
  });

  it.each([
    ['DELETE /banking/accounts', 'GET, HEAD, POST'],
    ['OPTIONS /banking/accounts', 'GET, HEAD, POST'],
    ['POST /banking/accounts/1', 'GET, HEAD'],
    ['HEADS /banking/accounts', undefined],
  ])('%s is no operation', async (line, allow) => {
    const answer = await rawRequest(api.port, [
      `${line} HTTP/1.1`,
      'API-Key: good',
      'X-HTTP-Method-Override: GET',
    ]);
    expect(answer.status).toBe(allow === undefined ? 400 : 405);
    expect(Object.fromEntries(answer.headers)['allow']).toBe(allow);
  });

  it('a broken escape is an error of Express, and nobody is let through', async () => {
    const before = api.handled.length;
    const answer = await rawRequest(api.port, ['GET /banking/accounts/%zz HTTP/1.1', 'API-Key: good']);
    expect(answer.status).toBe(400);
    expect(api.handled).toHaveLength(before);
  });

  it.each([
    ['GET', '/accounts', 'listAccounts'],
    ['HEAD', '/accounts', undefined],
    ['POST', '/accounts', 'POST /accounts'],
    ['GET', '/accounts/1', 'GET /accounts/{account-id}'],
    ['GET', '/files/a.json', 'GET /files/{name}.json'],
  ])('%s %s reaches its handler with the key', async (method, path, operation) => {
    const answer = await api.ask(method, path, keyed);
    expect(answer.status).toBe(200);
    if (operation !== undefined) expect(await answer.json()).toEqual({ operation, client: 'app' });
  });

  it('public operations reach their handlers without one, at the mount path too', async () => {
    expect((await api.ask('GET', '/accounts/open')).status).toBe(200);
    expect((await api.ask('GET', '/')).status).toBe(200);
    expect((await api.ask('GET', '')).status).toBe(200);
  });
});
