import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, checkOptions, checkWholeNumber, type Next, systemClock } from '@portcullis/core';
import type { UsageCount, UsageRange, UsageStore } from '@portcullis/store';
import { requireFunction } from '../check-limiter-options.js';
import { keyIdOf } from '../key-id-of.js';
import { periodAt } from '../quota/quota-period.js';
import { createUsageWriter } from './usage-writer.js';

export interface MeterOptions {
  /** Where counts are kept: the `usage` of a store. */
  readonly usage: UsageStore;
  /**
   * What is called, in the words of the document: `GET /accounts/{accountId}`, never what a request has in its place. A
   * call of `undefined` is not counted.
   */
  readonly operationOf: (req: IncomingMessage) => string | undefined;
  /** How often counts are written. What a process that is killed has not written yet is lost. @default 5 */
  readonly flushSeconds?: number;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

/** Counts calls by key, day (UTC) and operation. */
export interface Meter {
  /** The middleware: counts each call that reaches it. */
  count(req: IncomingMessage, res: ServerResponse, next: Next): void;
  /**
   * The counts of a key, oldest day first: of this process up to now, of others up to their last writing.
   * Rejects when the store does not answer.
   */
  usageOf(keyId: string, range?: UsageRange): Promise<readonly UsageCount[]>;
  /** Writes what is pending. Rejects when the store does not take it; then it stays pending. */
  flush(): Promise<void>;
  /** Writes what is left. Call it when no request runs any more, before the store is closed. */
  close(): Promise<void>;
}

const action = 'Cannot create meter';
const by = 'the meter';

/**
 * Makes a meter. Calls are merged in memory and written in batches, each with an id of its own: sent again after a failure
 * it counts once, and nothing is lost while the store is away.
 *
 * Mount `meter.count` behind everything that refuses calls: what reaches it was let through, and is counted whatever the
 * handler answers. A call without a verified key is an error (500).
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * const meter = createMeter({ usage: store.usage, operationOf });
 * banking.use(application, limit, api, meter.count);
 */
export function createMeter(options: MeterOptions): Meter {
  checkOptions(action, options, ['usage', 'operationOf', 'flushSeconds', 'clock']);
  const { usage, operationOf, flushSeconds = 5, clock = systemClock } = options;
  if (typeof usage?.add !== 'function') throw new TypeError(`${action}: usage is missing`);
  requireFunction(action, 'operationOf', operationOf);
  checkWholeNumber(action, 'flushSeconds', flushSeconds, 1, 3600);
  const writer = createUsageWriter(usage, flushSeconds * 1000);
  let today = periodAt('day', clock.now());

  function dayNow(): string {
    const now = clock.now();
    if (now >= today.endsAt || now < today.beginsAt) today = periodAt('day', now);
    return today.name;
  }

  return {
    count: function meterMiddleware(req, _res, next) {
      const keyId = keyIdOf(req, by);
      const operation = operationOf(req);
      if (operation !== undefined) writer.count(keyId, dayNow(), operation);
      next();
    },
    async usageOf(keyId, range) {
      await writer.flush();
      return usage.list(keyId, range);
    },
    flush: writer.flush,
    close: writer.close,
  };
}
