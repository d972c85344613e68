import type { MarkStore } from '@portcullis/store';
import { keyDigest, REPLAY_MARGIN_MS, requireTime } from '@portcullis/store/engine';
import type { CommandSender } from './connection.js';
import { readServerTime, Script } from './script.js';

/** ARGV: until when it matters, until when it is kept. */
const remember = new Script(`${readServerTime}
if tonumber(ARGV[1]) <= now then return 0 end
if redis.call('SET', KEYS[1], 1, 'NX', 'PXAT', ARGV[2]) then return 1 end
return 0
`);

/** One key for each mark, which expires by itself. */
export class RedisMarks implements MarkStore {
  readonly #redis: CommandSender;
  readonly #prefix: string;

  constructor(redis: CommandSender, prefix: string) {
    this.#redis = redis;
    this.#prefix = `${prefix}:mark:`;
  }

  async rememberOnce(key: string, until: number): Promise<boolean> {
    requireTime('mark', 'until', until);
    const place = this.#prefix + keyDigest(key);
    return (await remember.run(this.#redis, place, until, until + REPLAY_MARGIN_MS)) === 1;
  }
}
