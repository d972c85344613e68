import { engineFailure, reasonOf } from '@portcullis/store/engine';
import type { CommandSender, Connection, OnLost } from './connection.js';
import { withinDeadline } from './within-deadline.js';

export interface LinkOptions<C extends Connection> {
  /** A new connection, not yet open. @param connectMs Within so many milliseconds it must stand. */
  create(onLost: OnLost, connectMs: number): C;
  /** What a connection must do before it is used; a rejection ends it. */
  prepare(connection: C): Promise<void>;
  /** Called whenever a connection is ready for use: the first, and each that takes the place of a lost one. */
  onOpen?(): void;
  /** For the answer to a command, and for each half of opening a connection: until it stands, until it is prepared. */
  readonly timeoutMs: number;
  /** In place of `timeoutMs` for each half of opening the first one, because a process that starts is slow. */
  readonly startMs: number;
}

/** A broken connection is replaced after so long, and half of it more or less. */
const reopenMs = 150;

const notOpen = new Error('it is not open');
const closed = new Error('it is closed');

/**
 * One connection that is always there or on its way back. A connection on which a command has no answer in time is
 * ended, as a broken one is: nothing piles up before an engine that hangs, and while there is no connection, every command
 * fails at once.
 */
export class Link<C extends Connection = Connection> implements CommandSender {
  readonly #options: LinkOptions<C>;
  #connection: C | undefined;
  #trouble: unknown = notOpen;
  #isClosed = true;
  #timer: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions<C>) {
    this.#options = options;
  }

  /** Connects; from then on a lost connection is replaced. Rejects with what is wrong when the first one fails. */
  async open(): Promise<void> {
    this.#isClosed = false;
    await this.#connect(this.#options.startMs);
    if (this.#isClosed) throw closed;
    this.#heartbeat ??= setInterval(() => this.#beat(), this.#options.timeoutMs).unref();
  }

  send(key: string | undefined, command: readonly string[]): Promise<unknown> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.reject(redisFailure(this.#trouble));
    const { timeoutMs } = this.#options;
    const late = (): Error => new Error(`no answer within ${timeoutMs} ms`);
    return withinDeadline(timeoutMs, connection.send(key, command), late).catch((error: unknown) => {
      throw this.#judge(connection, error);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#trouble = closed;
    connection?.destroy();
  }

  async #connect(connectMs: number): Promise<void> {
    const { create, prepare, onOpen } = this.#options;
    const connection = create((error) => this.#lose(connection, error), connectMs);
    const late = (): Error => new Error(`no connection within ${2 * connectMs} ms`);
    try {
      await withinDeadline(2 * connectMs, openAndPrepare(connection, prepare), late);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    if (this.#isClosed || this.#connection !== undefined) return connection.destroy();
    this.#connection = connection;
    onOpen?.();
  }

  /** What the caller gets for an error. */
  #judge(connection: C, error: unknown): unknown {
    if (error instanceof TypeError) return error;
    if (!connection.isReply(error)) this.#lose(connection, error);
    else if (error.message.startsWith('NOSCRIPT')) return error;
    else if (error.message.startsWith('READONLY')) this.#lose(connection, error);
    return redisFailure(error);
  }

  #lose(connection: C, error: unknown): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#trouble = error;
    connection.destroy();
    this.#connectLater();
  }

  #connectLater(): void {
    if (this.#isClosed) return;
    const delay = reopenMs * (0.5 + Math.random());
    this.#timer = setTimeout(() => {
      this.#connect(this.#options.timeoutMs).catch((error: unknown) => {
        this.#trouble = error;
        this.#connectLater();
      });
    }, delay).unref();
  }

  /** An idle connection that is dead says nothing: it is asked. */
  #beat(): void {
    if (this.#connection !== undefined) this.send(undefined, ['PING']).catch(() => {});
  }
}

async function openAndPrepare<C extends Connection>(
  connection: C,
  prepare: (connection: C) => Promise<void>,
): Promise<void> {
  await connection.open();
  await prepare(connection);
}

function redisFailure(cause: unknown): Error {
  return engineFailure(`Redis failed: ${reasonOf(cause)}`, cause);
}
