import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from '../../../../test/support/serve.js';
import { enforceOpenApi } from '../../src/index.js';
import { documentOf, isPublic, key, swaggerOf } from '../support/document-of.js';
import { apiKey } from '../support/fake-guards.js';

const operations = { 'GET /a': { security: key } };
const load = (document: unknown) => enforceOpenApi(document as object, { schemes: { apiKey } });

/** No requirement: OpenAPI has no references there. */
const reference = [{ $ref: '#/components/schemas/Nothing' }] as never[];

/** A path item that stands elsewhere. */
const referring = (reference: string, more: object = {}) =>
  documentOf({}, { paths: { '/a': { $ref: reference } }, ...more });

describe('a document', () => {
  it.each<[string, unknown, string]>([
    ['that is a text', '{}', 'it must be an object, as JSON.parse or a YAML parser gives it'],
    ['that is missing', undefined, 'it must be an object, as JSON.parse or a YAML parser gives it'],
    ['that is an array', [], 'it must be an object, as JSON.parse or a YAML parser gives it'],
    ['without a version', {}, 'its version undefined is not known; 2.0, 3.0 and 3.1 are'],
    [
      'of a later version',
      documentOf(operations, { openapi: '3.2.0' }),
      'its version "3.2.0" is not known; 2.0, 3.0 and 3.1 are',
    ],
    ['of an older version', { swagger: '1.2' }, 'its version "1.2" is not known; 2.0, 3.0 and 3.1 are'],
    ['without an operation', documentOf({}), 'it has no operation'],
    [
      'that refers to nothing',
      referring('#/components/pathItems/A'),
      'Missing $ref pointer "#/components/pathItems/A". Token "components" does not exist.',
    ],
    [
      'that refers to a file',
      referring('./other.json#/a'),
      '#/paths/~1a refers to ./other.json#/a, outside of the document',
    ],
    [
      'with an operation beside a reference to another one',
      documentOf(
        {},
        {
          paths: {
            '/a': { $ref: '#/components/pathItems/A', get: { security: isPublic, responses: {} } },
          },
          components: { pathItems: { A: { get: { security: key, responses: {} } } } },
        },
      ),
      '#/paths/~1a has operations beside its reference; OpenAPI does not say which ones hold',
    ],
    [
      'whose security requirement refers to a schema',
      documentOf({ 'GET /a': { security: reference } }),
      '#/paths/~1a/get/security/0 is a reference; a security requirement is none',
    ],
    [
      'whose security requirement, beside another one, refers to a schema',
      documentOf(operations, { security: [{ apiKey: [] }, ...reference] }),
      '#/security/1 is a reference; a security requirement is none',
    ],
  ])('%s is refused', async (_what, document, found) => {
    const error = await load(document).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toContain(
      `Cannot enforce OpenAPI document: ${found.split(' Token')[0]}`,
    );
  });

  it('that is not valid is refused in one line that shows the place', async () => {
    const document = documentOf(operations, { security: { apiKey: [] } });
    await expect(load(document)).rejects.toThrow(
      /^Cannot enforce OpenAPI document: TYPE must be array, at "security": \{$/,
    );
  });

  it('that holds itself is refused', async () => {
    const document: Record<string, unknown> = documentOf(operations);
    document['x-self'] = document;
    await expect(load(document)).rejects.toThrow('it cannot be written as JSON');
  });

  it('that is nested deeper than the parser goes is refused', async () => {
    let deep: object = {};
    for (let depth = 0; depth < 1000; depth++) deep = { deep };
    await expect(load(documentOf(operations, { 'x-deep': deep }))).rejects.toThrow(
      'Cannot enforce OpenAPI document: its references cannot be resolved',
    );
  });

  it('that refers to another host is refused without asking it', async () => {
    let asked = 0;
    const server = createServer((_req, res) => {
      asked++;
      res.end('{}');
    });
    const { url, close } = await listen(server, 'http');
    await expect(load(referring(`${url}/a.json`))).rejects.toThrow(
      `refers to ${url}/a.json, outside of the document`,
    );
    await close();
    expect(asked).toBe(0);
  });

  it('whose path items refer to each other in a circle is refused, and does not hang', async () => {
    const pathItems = { A: { $ref: '#/components/pathItems/B' }, B: { $ref: '#/components/pathItems/A' } };
    const document = referring('#/components/pathItems/A', { components: { pathItems } });
    await expect(load(document)).rejects.toThrow('the path /a is a reference that leads nowhere');
  });

  it('is read where path items and schemes are references, and schemas refer to themselves', async () => {
    const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    const document = referring('#/components/pathItems/A', {
      components: {
        pathItems: { A: { get: { security: key, responses: { 200: { description: 'Done' } } } } },
        schemas: { Node: node },
        securitySchemes: {
          apiKey: { $ref: '#/components/securitySchemes/key' },
          key: { type: 'apiKey', in: 'header', name: 'API-Key' },
        },
      },
    });
    expect((await load(document)).operations).toMatchObject([{ name: 'GET /a', method: 'GET', path: '/a' }]);
  });

  it('of OpenAPI 3.1 may have webhooks, which are nobody to guard', async () => {
    const webhooks = { paid: { post: { responses: { 200: { description: 'Done' } } } } };
    expect((await load(documentOf(operations, { webhooks }))).operations).toHaveLength(1);
  });

  it('of OpenAPI 2.0 is read as it is', async () => {
    expect((await load(swaggerOf(operations))).operations).toMatchObject([{ name: 'GET /a' }]);
  });

  it('is neither changed nor kept: what happens to the object later changes nothing', async () => {
    const document = documentOf({ 'GET /a': { security: key } });
    const before = JSON.stringify(document);
    const api = await load(document);
    expect(JSON.stringify(document)).toBe(before);
    Object.assign(document, { security: isPublic, paths: {} });
    expect(api.operations).toHaveLength(1);
  });
});
