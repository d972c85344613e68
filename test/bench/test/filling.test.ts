import { createMemoryStore } from '@portcullis/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithPostgres } from '../../support/engines.js';
import { scatteredId } from '../src/stores/filling.js';
import { fillMemory } from '../src/stores/memory-look-ups.js';
import { type Ground, openStore, type Site, sites } from '../src/stores/sites.js';

it('gives every row an id of its own', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => scatteredId('key', n));
  expect(new Set(ids).size).toBe(ids.length);
});

/** The tables are filled in SQL: what stands there must be what the measurement looks for. */
function finds(site: Site): void {
  let ground: Ground;
  beforeAll(async () => {
    ground = await site.create();
  });
  afterAll(() => ground.remove());

  it(`finds the rows that it filled in, live: ${site.name}`, async () => {
    const store = await openStore(ground.options);
    await ground.fill(300);
    for (const n of [0, 1, 299]) {
      const [key, digest, token] = ['key', 'digest', 'token'].map((kind) => scatteredId(kind, n));
      expect(await store.apiKeys.findPresented(key ?? '')).toMatchObject({ liveness: 'live' });
      expect(await store.apiKeys.findPresentedByDigest(digest ?? '')).toMatchObject({ key: { id: key } });
      expect(await store.accessTokens.find(token ?? '')).toMatchObject({ liveness: 'live' });
    }
    expect(await store.apiKeys.findPresented(scatteredId('key', 300))).toBeUndefined();
    await store.close();
  });
}

it('finds the keys that it filled into memory, live', async () => {
  const store = createMemoryStore();
  await fillMemory(store, 300);
  for (const n of [0, 1, 299]) {
    const id = scatteredId('key', n);
    expect(await store.apiKeys.findPresented(id)).toMatchObject({ liveness: 'live' });
    expect(await store.apiKeys.findPresentedByDigest(scatteredId('digest', n))).toMatchObject({
      key: { id },
    });
  }
  expect(await store.apiKeys.findPresented(scatteredId('key', 300))).toBeUndefined();
  await store.close();
});

const [sqlite, , postgres] = sites;
if (sqlite !== undefined) finds(sqlite);
describeWithPostgres('on PostgreSQL', () => {
  if (postgres !== undefined) finds(postgres);
});
