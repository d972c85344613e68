import type { ServiceUnavailableError } from '@portcullis/core';
import { engineFailure, reasonOf } from '@portcullis/store/engine';

/** SQLSTATEs of steps that lost to another one: serialization, deadlock, a unique value taken meanwhile. */
const lostRaces = new Set(['40001', '40P01', '23505']);

/** Did the step lose to another one, without harm to either? Then it may be taken again. */
export function isLostRace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && lostRaces.has(String(error.code));
}

/** What the caller of the store gets for it. The driver's errors never hold the password. */
export function postgresFailure(error: unknown): ServiceUnavailableError {
  return engineFailure(`PostgreSQL failed: ${reasonOf(error)}`, error);
}
