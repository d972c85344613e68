import { type Clock, checkOptions, systemClock } from '@portcullis/core';
import { sweepLimit } from '../batch-limits.js';
import type { Store } from '../store.js';
import type { Memory } from './memory.js';
import { MemoryAccessTokens } from './memory-access-tokens.js';
import { MemoryApiKeys } from './memory-api-keys.js';
import { MemoryClients } from './memory-clients.js';
import { MemoryCodes } from './memory-codes.js';
import { MemoryConsents } from './memory-consents.js';
import { MemoryCounters } from './memory-counters.js';
import { MemoryFamilies } from './memory-families.js';
import { MemoryMarks } from './memory-marks.js';
import { MemoryRevocations } from './memory-revocations.js';
import { MemorySigningKeys } from './memory-signing-keys.js';
import { MemoryUsage } from './memory-usage.js';
import { MemoryUsers } from './memory-users.js';

export interface MemoryStoreOptions {
  /** @default the clock of this machine */
  readonly clock?: Clock;
  /**
   * No access token lives longer than this many seconds, and no cache relies on revocations for longer.
   * @default 86400, a day
   */
  readonly longestTokenSeconds?: number;
}

const action = 'Cannot create memory store';
const aDay = 86_400;

/**
 * A store in the memory of this process, for tests and for trying things out: a restart forgets all of it, clients,
 * keys and revocations included, and no other process sees it. Warns when `NODE_ENV` is `production`.
 *
 * @throws TypeError for an unknown option or a wrong value.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  checkOptions(action, options, ['clock', 'longestTokenSeconds']);
  const { clock = systemClock, longestTokenSeconds = aDay } = options;
  requireClock(clock);
  requireSeconds(longestTokenSeconds);
  warnInProduction();
  const revocations = new MemoryRevocations(clock, longestTokenSeconds * 1000);
  return assemble({ clock, revocations });
}

function assemble(memory: Memory): Store {
  const clients = new MemoryClients(memory);
  const users = new MemoryUsers(memory);
  const families = new MemoryFamilies(memory, clients, users);
  const codes = new MemoryCodes(memory, families);
  const accessTokens = new MemoryAccessTokens(memory, clients, users, families);
  const signingKeys = new MemorySigningKeys(memory);
  const marks = new MemoryMarks(memory);
  const counters = new MemoryCounters(memory);
  const usage = new MemoryUsage(memory);
  const swept = [codes, accessTokens, families, signingKeys, marks, counters, usage];
  return {
    clients,
    apiKeys: new MemoryApiKeys(memory, clients),
    users,
    signingKeys,
    codes,
    families,
    accessTokens,
    consents: new MemoryConsents(memory),
    marks,
    counters,
    usage,
    revocations: memory.revocations,
    sweep: (limit) => sweepAll(memory, swept, sweepLimit(limit)),
    ready: async () => {},
    close: async () => {},
  };
}

interface Swept {
  sweep(now: number, limit: number): number;
}

function sweepAll({ clock, revocations }: Memory, parts: readonly Swept[], limit: number): number {
  const now = clock.now();
  revocations.forget();
  let removed = 0;
  for (const part of parts) removed += part.sweep(now, limit - removed);
  return removed;
}

function requireClock(clock: Clock | null): void {
  if (typeof clock?.now === 'function') return;
  throw new TypeError(`${action}: clock must have a function now`);
}

function requireSeconds(value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new TypeError(
    `${action}: longestTokenSeconds must be a whole number of seconds, not ${String(value)}`,
  );
}

function warnInProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  process.emitWarning(
    'The memory store forgets every client, key and revocation at a restart and shares nothing with other processes: use a store on SQLite or PostgreSQL in production',
    { type: 'PortcullisWarning', code: 'PORTCULLIS_MEMORY_STORE' },
  );
}
