import { reasonOf } from '@portcullis/store/engine';
import { ClusterConnection } from './cluster-connection.js';
import { requireNoEviction } from './eviction.js';
import { Link } from './link.js';
import { NoticeRelay } from './notice-relay.js';
import { RedisCounters } from './redis-counters.js';
import { RedisMarks } from './redis-marks.js';
import { ServerConnection } from './server-connection.js';
import type { StoreSettings } from './store-options.js';

/** For each half of the first connection, in milliseconds: the driver is loaded meanwhile. */
const startMs = 5_000;

/** The half of the store that is in Redis: one connection for commands, one that hears of notices. */
export class RedisHalf {
  readonly commands: Link;
  readonly marks: RedisMarks;
  readonly counters: RedisCounters;
  readonly #settings: StoreSettings;
  readonly #relay: NoticeRelay;
  readonly #subscription: Link<ServerConnection>;
  readonly #channel: string;

  constructor(settings: StoreSettings) {
    const { prefix, durable } = settings;
    const channel = `${prefix}:notices`;
    this.#channel = channel;
    this.#settings = settings;
    this.commands = linkForCommands(settings);
    this.marks = new RedisMarks(this.commands, prefix);
    this.counters = new RedisCounters(this.commands, prefix);
    this.#relay = new NoticeRelay({ feed: durable.revocations, redis: this.commands, channel });
    this.#subscription = linkForNotices(settings, this.#relay, channel);
  }

  /** Connects. Rejects with one clear line, also when something is not allowed that requests will need. */
  async open(): Promise<void> {
    try {
      await this.commands.open();
      await this.#tryCommands();
      await this.#subscription.open();
    } catch (cause) {
      this.#subscription.close();
      this.commands.close();
      throw new Error(`Cannot open Redis store at ${this.#settings.place}: ${reasonOf(cause)}`, { cause });
    }
    this.#relay.start();
  }

  /** Notices that are being told are told first. */
  async close(): Promise<void> {
    this.#subscription.close();
    await this.#relay.close();
    this.commands.close();
  }

  async #tryCommands(): Promise<void> {
    await this.counters.hit('ready', { windowMs: 1 });
    await this.marks.rememberOnce('ready', Date.now() + 60_000);
    await this.commands.send(undefined, ['PUBLISH', this.#channel, 'ready']);
  }
}

function linkForCommands({ servers, isCluster, mayEvict, timeoutMs }: StoreSettings): Link {
  return new Link({
    timeoutMs,
    startMs: Math.max(timeoutMs, startMs),
    create: (onLost, connectMs) =>
      isCluster
        ? new ClusterConnection(servers, connectMs, onLost)
        : new ServerConnection(servers[0], connectMs, onLost),
    async prepare(connection) {
      await connection.send(undefined, ['PING']);
      if (!mayEvict) await requireNoEviction(connection);
    },
  });
}

/** Every node of a cluster passes on what is published at any other, so one of them is enough: each in turn. */
function linkForNotices(
  { servers, timeoutMs }: StoreSettings,
  relay: NoticeRelay,
  channel: string,
): Link<ServerConnection> {
  let attempts = 0;
  return new Link({
    timeoutMs,
    startMs: Math.max(timeoutMs, startMs),
    create(onLost, connectMs) {
      const server = servers[attempts % servers.length] ?? servers[0];
      attempts += 1;
      return new ServerConnection(server, connectMs, onLost);
    },
    prepare: (connection) => connection.subscribe(channel, (sender) => relay.hear(sender)),
    onOpen: () => relay.hear(),
  });
}
