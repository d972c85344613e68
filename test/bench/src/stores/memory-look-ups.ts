import { createMemoryStore, type Store } from '@portcullis/store';
import { collectGarbage } from '../harness/collect-garbage.js';
import { clientDetails, clients, keyDetails, scatteredId } from './filling.js';
import { keyLookUps, measureLookUp } from './look-ups.js';

const lookUpsPerRound = 20_000;

/** Microseconds for one look-up of a key among so many in the memory of the process, and what they take there. */
export async function measureMemoryLookUps(sizes: readonly number[]): Promise<object[]> {
  const table: object[] = [];
  for (const rows of sizes) {
    const before = usedHeap();
    const store = createMemoryStore();
    await fillMemory(store, rows);
    const heap = usedHeap() - before;
    for (const [name, lookUp] of Object.entries(keyLookUps)) {
      const spread = await measureLookUp(store, lookUp, rows, lookUpsPerRound);
      table.push({ rows, 'look-up': name, ...spread, 'own memory MiB': heap });
    }
    await store.close();
  }
  return table;
}

/** The same keys and clients as are filled into tables. */
export async function fillMemory(store: Store, rows: number): Promise<void> {
  for (let n = 0; n < clients; n += 1) {
    await store.clients.insert({ id: `client-${n}`, ...clientDetails });
  }
  for (let n = 0; n < rows; n += 1) {
    await store.apiKeys.insert({
      id: scatteredId('key', n),
      clientId: `client-${n % clients}`,
      digest: scatteredId('digest', n),
      ...keyDetails,
    });
  }
}

function usedHeap(): number {
  collectGarbage();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}
