import { requireId } from './storable.js';
import { MAX_USAGE_COUNTS, type UsageCount, type UsageRange } from './usage-store.js';

/** A batch id is remembered for so long, in milliseconds. */
export const USAGE_BATCH_MS = 86_400_000;

const highestCalls = 1_000_000_000;
const firstDay = '0000-01-01';
const lastDay = '9999-12-31';

/** @throws TypeError unless the id and every count of the batch can be kept. */
export function requireUsageBatch(batchId: string, counts: readonly UsageCount[]): void {
  requireId('usage', 'batchId', batchId);
  if (!Array.isArray(counts) || counts.length > MAX_USAGE_COUNTS) {
    throw new TypeError(`Cannot store usage: a batch must be a list of at most ${MAX_USAGE_COUNTS} counts`);
  }
  for (const count of counts) requireUsageCount(count);
}

/** The days of a range, both included. @throws TypeError for a day that the calendar does not have. */
export function usageDays({ from = firstDay, to = lastDay }: UsageRange = {}): Required<UsageRange> {
  requireDay('list', 'from', from);
  requireDay('list', 'to', to);
  return { from, to };
}

function requireUsageCount({ keyId, day, operation, calls }: UsageCount): void {
  requireId('usage', 'keyId', keyId);
  requireDay('store', 'day', day);
  requireId('usage', 'operation', operation);
  if (Number.isInteger(calls) && calls >= 1 && calls <= highestCalls) return;
  throw new TypeError(`Cannot store usage: calls must be a whole number from 1 to ${highestCalls}`);
}

function requireDay(action: string, name: string, value: unknown): void {
  if (isDay(value)) return;
  throw new TypeError(`Cannot ${action} usage: ${name} must be a day as YYYY-MM-DD, not ${String(value)}`);
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
