import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Guard } from '@portcullis/core';
import express, { type Router } from 'express';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serve } from '../../../test/support/serve.js';
import { enforceOpenApi, type OpenApiMiddleware } from '../src/index.js';
import { routeOfTemplate } from '../src/path-shape.js';
import { documentOf, type Operations } from './support/document-of.js';
import { accessToken, apiKey, fakeGuard } from './support/fake-guards.js';
import { handler } from './support/mount-api.js';

const require = createRequire(import.meta.url);

/** A route for each operation, those without parameters first. */
function routerOf(api: OpenApiMiddleware): Router {
  const router = express.Router();
  router.use(api);
  const sorted = [...api.operations].sort(
    (a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')),
  );
  for (const { method, path, name } of sorted) {
    router[method.toLowerCase() as 'get'](routeOfTemplate(path), handler([], name));
  }
  api.check(router);
  return router;
}

describe('the document that Figma publishes', () => {
  const file = require.resolve('@figma/rest-api-spec/openapi/openapi.yaml');
  const document = parse(readFileSync(file, 'utf8'));
  const token: Guard = fakeGuard('apiKey', 'x-figma-token');
  const schemes = {
    PersonalAccessToken: token,
    PlanAccessToken: token,
    OAuth2: accessToken,
    OrgOAuth2: accessToken,
  };

  it('is enforced as it is: keys or tokens, and the scopes of each operation', async () => {
    const api = await enforceOpenApi(document, { schemes });
    expect(api.operations.length).toBeGreaterThan(50);
    const served = await serve(express().use(routerOf(api)));
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(served.url + path, { headers })).status;
    expect(await ask('/v1/files/abc/comments')).toBe(401);
    expect(await ask('/v1/files/abc/comments', { Authorization: 'file_comments:read' })).toBe(403);
    expect(await ask('/v1/files/abc/comments', { Authorization: 'file_comments:read files:read' })).toBe(200);
    expect(await ask('/v1/files/abc/comments', { 'X-Figma-Token': 'good' })).toBe(200);
    expect(await ask('/v1/files/abc/secrets', { 'X-Figma-Token': 'good' })).toBe(404);
    await served.close();
  });
});

describe('a document of a thousand operations', () => {
  const schemaOf = (index: number) => ({
    type: 'object',
    properties: { next: { $ref: `#/components/schemas/S${(index + 1) % 1000}` }, text: { type: 'string' } },
  });
  const operations: Operations = Object.fromEntries(
    Array.from({ length: 500 }, (_none, index) => [
      [`GET /v1/resource-${index}/{id}`, { security: [{ apiKey: [], accessToken: ['accounts:read'] }] }],
      [`POST /v1/resource-${index}`, { security: [{ apiKey: [] }] }],
    ]).flat(),
  );
  const document = documentOf(operations);
  const schemas = Object.fromEntries(
    Array.from({ length: 1000 }, (_none, index) => [`S${index}`, schemaOf(index)]),
  );
  Object.assign(document.components, { schemas });

  it('starts, and finds the last of them', async () => {
    const api = await enforceOpenApi(document, { schemes: { apiKey, accessToken } });
    const served = await serve(express().use(routerOf(api)));
    const headers = { 'API-Key': 'good', Authorization: 'accounts:read' };
    const answer = await fetch(`${served.url}/v1/resource-499/1`, { headers });
    expect(await answer.json()).toMatchObject({ operation: 'GET /v1/resource-499/{id}' });
    await served.close();
  });
});
