import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonBody } from '../src/json-body.js';

const app = express();
const schema = z.strictObject({ name: z.string(), nested: z.strictObject({ 'a/b': z.number() }) });
app.post('/', ...jsonBody(schema), (req, res) => void res.json(req.body));
app.post('/strict', ...jsonBody(schema, { wrongMediaType: 400 }), (_req, res) => void res.json({}));

const server = createServer(app);
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const send = (body: string, type = 'application/json', path = '/') =>
  fetch(url + path, { method: 'POST', body, headers: { 'content-type': type } });

it('names each offending field once', async () => {
  const response = await send(JSON.stringify({ name: 1, nested: { 'a/b': 'x', extra: 1 }, other: 2 }));
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { errors } = (await response.json()) as { errors: { pointer: string }[] };
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
    '/name',
    '/nested/a~1b',
    '/nested/extra',
    '/other',
  ]);
});

it('points at the whole body when it is no object', async () => {
  const { errors } = (await (await send('[]')).json()) as { errors: { pointer: string }[] };
  expect(errors.map(({ pointer }) => pointer)).toEqual(['']);
});

it.each([
  ['text/plain', '/', 415],
  ['application/x-www-form-urlencoded', '/', 415],
  ['text/plain', '/strict', 400],
])('answers %s at %s with %i', async (type, path, status) => {
  expect((await send('{}', type, path)).status).toBe(status);
});

it('hands on what the schema gives', async () => {
  const body = { name: 'n', nested: { 'a/b': 1 } };
  const response = await send(JSON.stringify(body), 'application/json; charset=utf-8');
  expect(await response.json()).toEqual(body);
});
