import type { Store } from '../store.js';
import type { ContractCase, StoreFixture, StoreHarness } from './harness.js';
import type { SettableClock } from './settable-clock.js';

/** What a case works on. */
export interface CaseContext {
  readonly store: Store;
  readonly clock: SettableClock;
  /** One more store on the same data. */
  open(): Promise<Store>;
}

/** Sentences about one part of the store, each with what proves it. */
export type CaseBodies = Readonly<Record<string, (context: CaseContext) => Promise<void>>>;

/** The cases of one part of the store. `clock` says what they move. */
export function casesOf(
  part: string,
  clock: ContractCase['clock'],
  bodies: CaseBodies,
): readonly ContractCase[] {
  return Object.entries(bodies).map(([sentence, body]) => ({
    name: `${part}: ${sentence}`,
    clock,
    run: (harness: StoreHarness) => runCase(harness, body),
  }));
}

async function runCase(harness: StoreHarness, body: CaseBodies[string]): Promise<void> {
  const fixture: StoreFixture = await harness.make();
  try {
    await body?.({ store: await fixture.open(), clock: fixture.clock, open: () => fixture.open() });
  } finally {
    await fixture.close();
  }
}
