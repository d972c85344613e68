import { readFileSync } from 'node:fs';
import type { Eventually } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import { spreadOf } from '../harness/spread.js';
import { scatteredId } from './filling.js';
import { openStore, type Site } from './sites.js';

const rounds = 15;
const lookUpsPerRound = { sqlite: 4_000, postgres: 1_000 };

export type LookUp = (store: Store, n: number) => Eventually<{ readonly liveness: string } | undefined>;

/** By digest: keys of a foreign format. */
export const keyLookUps: Readonly<Record<string, LookUp>> = {
  'key by id': (store, n) => store.apiKeys.findPresented(scatteredId('key', n)),
  'key by digest': (store, n) => store.apiKeys.findPresentedByDigest(scatteredId('digest', n)),
};

const lookUps: Readonly<Record<string, LookUp>> = {
  ...keyLookUps,
  'access token': (store, n) => store.accessTokens.find(scatteredId('token', n)),
};

/** Microseconds for one look-up among so many rows, each round for other ones; and the memory of the process. */
export async function measureLookUps(site: Site, sizes: readonly number[]): Promise<object[]> {
  const ground = await site.create();
  const table: object[] = [];
  try {
    for (const rows of sizes) {
      await (await openStore(ground.options)).close();
      await ground.fill(rows);
      const store = await openStore(ground.options);
      for (const [name, lookUp] of Object.entries(lookUps)) {
        const spread = await measureLookUp(store, lookUp, rows, lookUpsPerRound[site.engine]);
        table.push({ rows, 'look-up': name, ...spread, 'own memory MiB': ownMemory() });
      }
      await store.close();
    }
  } finally {
    await ground.remove();
  }
  return table;
}

/** Microseconds for one of `count` look-ups a round. */
export async function measureLookUp(store: Store, lookUp: LookUp, rows: number, count: number) {
  const times: number[] = [];
  let next = 0;
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    for (let turn = 0; turn < count; turn += 1) {
      next = (next + 7_919) % rows;
      const answer = lookUp(store, next);
      const found = answer instanceof Promise ? await answer : (answer as Awaited<typeof answer>);
      if (found?.liveness !== 'live') throw new Error(`Row ${next} was not found`);
    }
    times.push(((performance.now() - begun) * 1000) / count);
  }
  const { lowest, median } = spreadOf(times);
  return { 'lowest µs': Number(lowest.toFixed(1)), 'median µs': Number(median.toFixed(1)) };
}

/** Without the pages of the database file that are mapped: those are the system's, and it takes them back. */
function ownMemory(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Math.round(Number(status.match(/RssAnon:\s+(\d+)/)?.[1] ?? 0) / 1024);
}
