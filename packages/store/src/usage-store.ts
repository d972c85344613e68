import type { Eventually } from '@portcullis/core';

/** So many counts go in one batch. */
export const MAX_USAGE_COUNTS = 1000;

/** How often a key was used for an operation in a day. */
export interface UsageCount {
  readonly keyId: string;
  /** `YYYY-MM-DD`, by UTC. */
  readonly day: string;
  /** What was called, in the words of the app: `GET /accounts/{accountId}`. Not what a request has in its place. */
  readonly operation: string;
  /** 1 to 1 000 000 000 in a batch. */
  readonly calls: number;
}

/** Days as in `UsageCount`, both included. */
export interface UsageRange {
  /** @default the first day there is */
  readonly from?: string;
  /** @default the last day there is */
  readonly to?: string;
}

/** Use of API keys, each method one atomic step. The keys need not be in the store. Counts are never swept. */
export interface UsageStore {
  /**
   * Adds up to 1000 counts, all or none. The same batch can be sent again when its answer was lost: an id that was added
   * before adds nothing. It is remembered for a day.
   * @param batchId chosen by the caller, at random: another batch of that id is lost.
   * @returns false when the id was added before.
   */
  add(batchId: string, counts: readonly UsageCount[]): Eventually<boolean>;
  /** The counts of a key, oldest day first, and those of a day by operation in the order of code points. */
  list(keyId: string, range?: UsageRange): Eventually<readonly UsageCount[]>;
}
