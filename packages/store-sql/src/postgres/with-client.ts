import { engineFailure } from '@portcullis/store/engine';
import { postgresFailure } from './postgres-failure.js';
import type { PostgresClient, PostgresPool } from './postgres-pool.js';

/**
 * Does some work on a connection of the pool, all of it within `timeoutMs`: waiting for a connection, the statements,
 * the commit. A connection on which something failed, or that did not answer, is ended: the server takes back what
 * was not committed.
 */
export function withClient<T>(
  pool: PostgresPool,
  timeoutMs: number,
  work: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  const lease = new Lease(pool);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      lease.end(true);
      reject(engineFailure(`PostgreSQL failed: no answer within ${Math.round(timeoutMs)} ms`));
    }, timeoutMs);
    lease
      .use(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** One connection for one piece of work, given back once. */
class Lease {
  readonly #pool: PostgresPool;
  #client: PostgresClient | undefined;
  #ended = false;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async use<T>(work: (client: PostgresClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      const result = await work(client);
      this.end(false);
      return result;
    } catch (error) {
      this.end(true);
      throw error;
    }
  }

  /** @param broken Ends the connection in place of giving it back. */
  end(broken: boolean): void {
    this.#ended = true;
    const client = this.#client;
    this.#client = undefined;
    client?.release(broken);
    client?.off('error', ignore);
  }

  async #connect(): Promise<PostgresClient> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw postgresFailure(error);
    });
    // A connection that breaks says so by an event besides the error of its query; unheard, it would end the process.
    client.on('error', ignore);
    this.#client = client;
    if (!this.#ended) return client;
    this.end(false);
    throw engineFailure('PostgreSQL failed: the connection came too late');
  }
}

function ignore(): void {}
