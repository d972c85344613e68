import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@portcullis/store';
import type { ExampleContext } from '@portcullis-examples/host';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.js';
import { type ApiDocument, createDocument } from '../document.js';

const issuer = 'http://127.0.0.1:3000';
const folder = mkdtempSync(join(tmpdir(), 'portcullis-banking-'));
const store = createMemoryStore();
const context: ExampleContext = {
  issuer,
  folder,
  store,
  secrets: ['s'.repeat(40)],
  settings: {
    ...{ port: 0, host: '127.0.0.1', issuer: undefined, dataDir: folder, databaseUrl: undefined },
    ...{ redisUrl: undefined, accessTokenSeconds: 300, trustProxy: false, failureLimitPerAddress: 300 },
    ...{ secrets: [], production: false },
  },
};

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

type Paths = Record<string, Record<string, { security?: unknown }>>;

const operations = Object.entries<object>(createDocument(issuer).paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ path, method, place: `${method.toUpperCase()} ${path}` })),
);

const samples = operations.filter(({ place }) =>
  ['GET /banking/products', 'GET /banking/accounts/{accountId}', 'POST /banking/transfers'].includes(place),
);

/** What the start says when the document was changed; nothing when it starts. */
async function startWith(change: (paths: Paths, document: ApiDocument) => void): Promise<string> {
  const document = createDocument(issuer);
  change(document.paths as unknown as Paths, document);
  try {
    await (await createApp(context, document)).close();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** In a message a route has its path as Express knows it. */
const routeOf = (place: string) => place.replaceAll(/\{(\w+)\}/g, ':$1');

describe('the start fails, with a line that names the operation', () => {
  it('without its security, each of them', async () => {
    const found = await startWith((paths) => {
      for (const { path, method } of operations) delete paths[path]?.[method]?.security;
    });
    for (const { place } of operations) expect(found).toContain(`${place} has no security of its own`);
  });

  it.each(samples)('without the security of $place alone', async ({ path, method, place }) => {
    const found = await startWith((paths) => {
      delete paths[path]?.[method]?.security;
    });
    expect(found).toMatch(/^[^\n]*$/);
    expect(found).toContain(`${place} has no security of its own`);
  });

  it.each(samples)('without $place, which has a route', async ({ path, method, place }) => {
    const found = await startWith((paths) => {
      delete paths[path]?.[method];
    });
    expect(found).toMatch(/^[^\n]*$/);
    expect(found).toContain(`the route ${routeOf(place)} is not in the document`);
  });

  it('with an operation that has no route', async () => {
    const found = await startWith((paths) => {
      const [security, responses] = [[{ apiKey: [] }], { 200: { description: 'All of them' } }];
      paths['/banking/cards'] = { get: { security, responses } as object };
    });
    expect(found).toContain('GET /banking/cards has no route');
  });

  it.each([
    [{ apiKey: [], accessToken: ['accounts:wirte'] }, 'accounts:wirte'],
    [{ apikey: [] }, 'apikey'],
  ])('with a security that nobody knows: %j', async (requirement, named) => {
    const found = await startWith((paths) => {
      Object.assign(paths['/banking/accounts']?.['get'] ?? {}, { security: [requirement] });
    });
    expect(found).toContain('GET /banking/accounts');
    expect(found).toContain(named);
  });
});

it('starts with the document as it is', async () => {
  expect(await startWith(() => {})).toBe('');
});
