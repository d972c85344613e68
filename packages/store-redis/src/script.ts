import { createHash } from 'node:crypto';
import type { CommandSender } from './connection.js';

/**
 * A program that Redis runs as one atomic step, on one key: a cluster runs it on the node of that key. It is sent by its
 * name, and once in full to a server that does not know it (yet, or any more).
 */
export class Script {
  readonly #text: string;
  /** SHA-1 is the name that Redis gives a script. */
  readonly #name: string;

  constructor(text: string) {
    this.#text = text;
    this.#name = createHash('sha1').update(text).digest('hex');
  }

  /** @param values What the script reads as `ARGV`. */
  async run(redis: CommandSender, key: string, ...values: readonly number[]): Promise<unknown> {
    const input = ['1', key, ...values.map(String)];
    try {
      return await redis.send(key, ['EVALSHA', this.#name, ...input]);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.send(key, ['EVAL', this.#text, ...input]);
    }
  }
}

/** The time of the server, in milliseconds since the epoch, as the local `now` of a script: no other clock counts. */
export const readServerTime = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
