import type { Eventually } from '@portcullis/core';
import type {
  Count,
  CounterStore,
  CountReservation,
  CountWindow,
  Refund,
  Reservation,
} from '@portcullis/store';
import { countedAmount, keyDigest, refundedAmount, reservedAmount } from '@portcullis/store/engine';
import { number } from '../cells.js';
import type { SqlContext } from '../sql-context.js';
import { one, type Row } from '../statement.js';

const find = one('SELECT counted, resets_at FROM portcullis_counter WHERE digest = ? AND resets_at > ?');

/** Into the running window, or into a new one where the last is over. */
const count = `INSERT INTO portcullis_counter AS counter (digest, counted, resets_at) VALUES (?, ?, ?)
  ON CONFLICT (digest) DO UPDATE SET
    counted = excluded.counted + CASE WHEN counter.resets_at > ? THEN counter.counted ELSE 0 END,
    resets_at = CASE WHEN counter.resets_at > ? THEN counter.resets_at ELSE excluded.resets_at END`;
const hit = one(`${count} RETURNING counted, resets_at`);
const reserve = one(
  `${count}
  WHERE excluded.counted + CASE WHEN counter.resets_at > ? THEN counter.counted ELSE 0 END <= ?
  RETURNING counted, resets_at`,
);

const refund = one(
  `UPDATE portcullis_counter SET counted = CASE WHEN counted > ? THEN counted - ? ELSE 0 END
  WHERE digest = ? AND resets_at = ? AND resets_at > ? RETURNING 1`,
);

export class SqlCounters implements CounterStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  peek(key: string): Eventually<Count | undefined> {
    const { engine, clock } = this.#context;
    return engine.find(find, [keyDigest(key), clock.now()], decodeCount);
  }

  async hit(key: string, window: CountWindow): Promise<Count> {
    const amount = countedAmount(window);
    const now = this.#context.clock.now();
    const values = [keyDigest(key), amount, now + window.windowMs, now, now];
    const [counted] = await this.#context.engine.write(hit, values);
    return decodeCount(counted ?? []);
  }

  async reserve(key: string, reservation: CountReservation): Promise<Reservation> {
    const amount = reservedAmount(reservation);
    const { windowMs, limit } = reservation;
    const now = this.#context.clock.now();
    const resetsAt = now + windowMs;
    if (amount <= limit) {
      const values = [keyDigest(key), amount, resetsAt, now, now, now, limit];
      const [granted] = await this.#context.engine.write(reserve, values);
      if (granted !== undefined) return { granted: true, ...decodeCount(granted) };
    }
    return { granted: false, ...((await this.peek(key)) ?? { count: 0, resetsAt }) };
  }

  async refund(key: string, refunded: Refund): Promise<boolean> {
    const amount = refundedAmount(refunded);
    const { engine, clock } = this.#context;
    const values = [amount, amount, keyDigest(key), refunded.resetsAt, clock.now()];
    return (await engine.write(refund, values)).length > 0;
  }
}

function decodeCount(cells: Row): Count {
  return { count: number(cells[0]), resetsAt: number(cells[1]) };
}
