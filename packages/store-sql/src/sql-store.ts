import type { Clock, Sealer } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import { engineFailure, REPLAY_MARGIN_MS, sweepLimit } from '@portcullis/store/engine';
import type { Engine } from './engine.js';
import { NoticeFeed } from './notice-feed.js';
import type { SqlContext } from './sql-context.js';
import type { Statement } from './statement.js';
import { SqlAccessTokens } from './tables/sql-access-tokens.js';
import { SqlApiKeys } from './tables/sql-api-keys.js';
import { SqlClients } from './tables/sql-clients.js';
import { SqlCodes } from './tables/sql-codes.js';
import { SqlConsents } from './tables/sql-consents.js';
import { SqlCounters } from './tables/sql-counters.js';
import { SqlFamilies } from './tables/sql-families.js';
import { SqlMarks } from './tables/sql-marks.js';
import { SqlSigningKeys } from './tables/sql-signing-keys.js';
import { SqlUsage } from './tables/sql-usage.js';
import { SqlUsers } from './tables/sql-users.js';
import {
  sweepAccessTokens,
  sweepCodes,
  sweepCounters,
  sweepFamilies,
  sweepMarks,
  sweepNotices,
  sweepSigningKeys,
  sweepUsageBatches,
} from './tables/sweeps.js';

/** What both stores are made of. */
export interface SqlStoreParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly rememberedMs: number;
  readonly pollMs: number;
  readonly staleAfterMs: number;
}

/** So many rows go in one statement: more would hold up everybody else. */
const sweptAtOnce = 250;

/** The store, on whichever engine. */
export function createSqlStore(parts: SqlStoreParts): Store {
  const { engine, clock } = parts;
  const feed = new NoticeFeed(parts);
  const context: SqlContext = { engine, clock, feed };
  const signingKeys = new SqlSigningKeys(context, parts.sealer);
  const open = async (): Promise<void> => {
    await engine.open();
    await signingKeys.list();
    await feed.open();
  };
  let opened: Promise<void> | undefined;
  let closed = false;
  return {
    clients: new SqlClients(context),
    apiKeys: new SqlApiKeys(context),
    users: new SqlUsers(context),
    signingKeys,
    codes: new SqlCodes(context),
    families: new SqlFamilies(context),
    accessTokens: new SqlAccessTokens(context),
    consents: new SqlConsents(context),
    marks: new SqlMarks(context),
    counters: new SqlCounters(context),
    usage: new SqlUsage(context),
    revocations: feed,
    sweep: (limit) => sweep(context, sweepLimit(limit)),
    ready() {
      if (closed) return Promise.reject(engineFailure('Cannot open the store: it was closed'));
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    async close() {
      closed = true;
      feed.close();
      await engine.close();
    },
  };
}

async function sweep({ engine, clock, feed }: SqlContext, limit: number): Promise<number> {
  const now = clock.now();
  const withMargin = now - REPLAY_MARGIN_MS;
  feed.forget();
  const ends: readonly (readonly [Statement, number])[] = [
    [sweepCodes, withMargin],
    [sweepAccessTokens, withMargin],
    [sweepFamilies, withMargin - feed.rememberedMs],
    [sweepSigningKeys, withMargin],
    [sweepMarks, now],
    [sweepCounters, now],
    [sweepUsageBatches, now],
    [sweepNotices, now],
  ];
  let removed = 0;
  for (const [statement, end] of ends) removed += await sweepTable(engine, statement, end, limit - removed);
  return removed;
}

async function sweepTable(engine: Engine, statement: Statement, end: number, limit: number): Promise<number> {
  let removed = 0;
  while (removed < limit) {
    const asked = Math.min(sweptAtOnce, limit - removed);
    const rows = await engine.write(statement, [end, asked]);
    removed += rows.length;
    if (rows.length < asked) break;
  }
  return removed;
}
