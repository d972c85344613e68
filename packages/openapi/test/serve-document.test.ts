import express4 from 'express4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { type Served, serve } from '../../../test/support/serve.js';
import { enforceOpenApi } from '../src/index.js';
import { documentOf, key } from './support/document-of.js';
import { apiKey } from './support/fake-guards.js';

const document = documentOf({ 'GET /apiDoc': { security: key } });

describe.each(bothExpresses)('the document as an answer, on %s', (_name, create) => {
  let served: Served;
  beforeAll(async () => {
    const api = await enforceOpenApi(document, { schemes: { apiKey } });
    const router = create.Router();
    router.use(api).get('/apiDoc', api.document);
    api.check(router);
    served = await serve(create().use('/banking', router));
  });
  afterAll(() => served.close());

  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${served.url}/banking/apiDoc`, { method, headers: { 'API-Key': 'good', ...headers } });

  it('is guarded like any operation', async () => {
    expect((await ask({ 'API-Key': 'bad' })).status).toBe(401);
  });

  it('is the document as it was given, servers included, for private caches', async () => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(await answer.json()).toEqual(document);
  });

  it('RFC 9110 §13.1.2: is not sent again to who has it', async () => {
    const etag = (await ask()).headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await ask({ 'If-None-Match': known });
      expect([answer.status, await answer.text()]).toEqual([304, '']);
      expect(answer.headers.get('etag')).toBe(etag);
    }
    expect((await ask({ 'If-None-Match': '"other"' })).status).toBe(200);
  });

  it('answers HEAD with the length and no body', async () => {
    const answer = await ask({}, 'HEAD');
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(JSON.stringify(document))));
    expect(await answer.text()).toBe('');
  });
});

it('fits the types of Express 4 too', async () => {
  const api = await enforceOpenApi(document, { schemes: { apiKey } });
  const app = express4();
  app.use(api);
  app.get('/apiDoc', api.document);
  expect(() => api.check(app)).not.toThrow();
});
