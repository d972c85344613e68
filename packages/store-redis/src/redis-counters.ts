import type {
  Count,
  CounterStore,
  CountReservation,
  CountWindow,
  Refund,
  Reservation,
} from '@portcullis/store';
import { countedAmount, keyDigest, refundedAmount, reservedAmount } from '@portcullis/store/engine';
import type { CommandSender } from './connection.js';
import { readServerTime, Script } from './script.js';

/** `count` and `resetsAt` of the running window, which is over at its end even where the key is still there. */
const readWindow = `${readServerTime}
local kept = redis.call('HMGET', KEYS[1], 'count', 'resetsAt')
local count, resetsAt = tonumber(kept[1] or 0), tonumber(kept[2] or 0)
local isRunning = resetsAt > now
`;

/** ARGV: amount, length of a new window. */
const countInWindow = `
if isRunning then return { 1, redis.call('HINCRBY', KEYS[1], 'count', ARGV[1]), resetsAt } end
resetsAt = now + ARGV[2]
redis.call('HSET', KEYS[1], 'count', ARGV[1], 'resetsAt', resetsAt)
redis.call('PEXPIREAT', KEYS[1], resetsAt)
return { 1, tonumber(ARGV[1]), resetsAt }
`;

const peek = new Script(`${readWindow}
return { isRunning and 1 or 0, count, resetsAt }
`);

const hit = new Script(`${readWindow}${countInWindow}`);

/** ARGV besides: limit. */
const reserve = new Script(`${readWindow}
if not isRunning then count, resetsAt = 0, now + ARGV[2] end
if count + ARGV[1] > tonumber(ARGV[3]) then return { 0, count, resetsAt } end
${countInWindow}`);

/** ARGV: amount, end of the window that it was counted in. */
const refund = new Script(`${readWindow}
if not isRunning or resetsAt ~= tonumber(ARGV[2]) then return { 0, count, resetsAt } end
redis.call('HSET', KEYS[1], 'count', math.max(0, count - ARGV[1]))
return { 1, count, resetsAt }
`);

/** One hash for each counter, which expires with its window. */
export class RedisCounters implements CounterStore {
  readonly #redis: CommandSender;
  readonly #prefix: string;

  constructor(redis: CommandSender, prefix: string) {
    this.#redis = redis;
    this.#prefix = `${prefix}:counter:`;
  }

  async peek(key: string): Promise<Count | undefined> {
    const { isDone, count } = await this.#run(peek, key);
    return isDone ? count : undefined;
  }

  async hit(key: string, window: CountWindow): Promise<Count> {
    const { count } = await this.#run(hit, key, countedAmount(window), window.windowMs);
    return count;
  }

  async reserve(key: string, reservation: CountReservation): Promise<Reservation> {
    const amount = reservedAmount(reservation);
    const { isDone, count } = await this.#run(reserve, key, amount, reservation.windowMs, reservation.limit);
    return { granted: isDone, ...count };
  }

  async refund(key: string, refunded: Refund): Promise<boolean> {
    const amount = refundedAmount(refunded);
    return (await this.#run(refund, key, amount, refunded.resetsAt)).isDone;
  }

  async #run(
    script: Script,
    key: string,
    ...values: readonly number[]
  ): Promise<{ readonly isDone: boolean; readonly count: Count }> {
    const reply = await script.run(this.#redis, this.#prefix + keyDigest(key), ...values);
    const [isDone, count = 0, resetsAt = 0] = reply as readonly number[];
    return { isDone: isDone === 1, count: { count, resetsAt } };
  }
}
