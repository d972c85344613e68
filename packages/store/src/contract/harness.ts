import type { Store } from '../store.js';
import type { SettableClock } from './settable-clock.js';

/** One empty set of data, and the means to open stores on it. */
export interface StoreFixture {
  /** The stores' clock, as far as `StoreHarness.clock` says; elsewhere the time that cases count from. */
  readonly clock: SettableClock;
  /** Another store on the same data: another instance of the app, or the app after a restart. `ready()` has been awaited. */
  open(): Promise<Store>;
  /** Closes the stores and drops the data. */
  close(): Promise<void>;
}

/** What a store under test brings to the contract. */
export interface StoreHarness {
  /**
   * What follows the settable clock: everything, the records but not marks and counters (whose engine keeps a time of
   * its own), or nothing.
   */
  readonly clock: 'all' | 'records' | 'nothing';
  /** A new, empty set of data. */
  make(): Promise<StoreFixture>;
}

/** One rule of the contract. */
export interface ContractCase {
  readonly name: string;
  /** What must follow the settable clock for the case to be run. */
  readonly clock: StoreHarness['clock'];
  /** Rejects with an `AssertionError` that says what is wrong. */
  run(harness: StoreHarness): Promise<void>;
}
