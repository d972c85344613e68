import { randomId } from '@portcullis/core';
import type { RevocationFeed } from '@portcullis/store';
import type { CommandSender } from './connection.js';
import { RetriedTask } from './retried-task.js';

export interface NoticeRelayOptions {
  /** Of the durable store: what counts. */
  readonly feed: RevocationFeed;
  readonly redis: CommandSender;
  readonly channel: string;
}

/** What failed is tried again after so long: a publication while Redis is away, a reading while the database is. */
const retryMs = 250;

/**
 * Tells the other instances that there is something new to read, and reads when they say so. A message holds nothing
 * but its sender: what is revoked stands in the durable store alone, so whoever can write to Redis can revoke nothing and
 * lift nothing.
 */
export class NoticeRelay {
  readonly #sender = randomId();
  readonly #options: NoticeRelayOptions;
  readonly #tellOthers: RetriedTask;
  readonly #catchUp: RetriedTask;
  #stop = (): void => {};

  constructor(options: NoticeRelayOptions) {
    const { feed, redis, channel } = options;
    this.#options = options;
    this.#tellOthers = new RetriedTask(
      () => redis.send(undefined, ['PUBLISH', channel, this.#sender]),
      retryMs,
    );
    this.#catchUp = new RetriedTask(() => feed.catchUp(), retryMs);
  }

  /** From now on the notices of this instance are told. */
  start(): void {
    this.#stop();
    this.#stop = this.#options.feed.onNotice(() => this.#tellOthers.ask());
  }

  /** A message came, or messages may have been missed: without one it reads in any case. */
  hear(sender?: string): void {
    if (sender !== this.#sender) this.#catchUp.ask();
  }

  /** A notice that is being told is told first. */
  async close(): Promise<void> {
    this.#stop();
    await Promise.all([this.#tellOthers.close(), this.#catchUp.close()]);
  }
}
