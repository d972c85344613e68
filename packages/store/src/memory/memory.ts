import type { Clock } from '@portcullis/core';
import type { MemoryRevocations } from './memory-revocations.js';

/** What the parts of one memory store share. */
export interface Memory {
  readonly clock: Clock;
  readonly revocations: MemoryRevocations;
}
