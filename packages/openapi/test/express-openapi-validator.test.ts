import type { RequestHandler, Response } from 'express';
import express from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../../test/support/serve.js';
import { enforceOpenApi } from '../src/index.js';
import { key, securitySchemes } from './support/document-of.js';
import { apiKey } from './support/fake-guards.js';

const transfer = {
  type: 'object',
  required: ['amount'],
  additionalProperties: false,
  properties: { amount: { type: 'string', pattern: '^\\d+\\.\\d{2}$' } },
};
const document = {
  openapi: '3.0.4',
  info: { title: 'Transfers', version: '1' },
  servers: [{ url: 'https://api.example/banking' }],
  paths: {
    '/transfers/{id}': {
      put: {
        security: key,
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        requestBody: { required: true, content: { 'application/json': { schema: transfer } } },
        responses: { 200: { description: 'Done' } },
      },
    },
  },
  components: { securitySchemes },
};

describe('with express-openapi-validator behind the guards', () => {
  let served: Served;
  beforeAll(async () => {
    const api = await enforceOpenApi(document, { schemes: { apiKey } });
    const router = express.Router();
    const validator = OpenApiValidator.middleware({
      apiSpec: document as never,
      validateSecurity: false,
    }) as unknown as RequestHandler[];
    router.use(api, express.json(), ...validator);
    router.put('/transfers/:id', (req, res) => {
      res.json({ id: req.params['id'], client: req.principal?.client.id });
    });
    api.check(router);
    const app = express();
    app.use('/banking', router);
    app.use((error: { status?: number }, _req: unknown, res: Response, _next: unknown) => {
      res.sendStatus(error.status ?? 500);
    });
    served = await serve(app);
  });
  afterAll(() => served.close());

  const put = (path: string, body: object, headers: Record<string, string> = { 'API-Key': 'good' }) =>
    fetch(`${served.url}/banking${path}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('a body off the schema is 401 without the key: guards come first', async () => {
    expect((await put('/transfers/1', {}, {})).status).toBe(401);
    expect((await put('/transfers/1', {}, { 'API-Key': 'bad' })).status).toBe(401);
  });

  it.each([
    ['/transfers/1', {}],
    ['/transfers/1', { amount: 12.5 }],
    ['/transfers/1', { amount: '12.50', more: true }],
    ['/transfers/one', { amount: '12.50' }],
  ])('with the key %s %j is 400', async (path, body) => {
    expect((await put(path, body)).status).toBe(400);
  });

  it('what fits the schema reaches the handler', async () => {
    const answer = await put('/transfers/1', { amount: '12.50' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ client: 'app' });
  });
});
