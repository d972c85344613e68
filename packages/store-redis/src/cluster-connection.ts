import { setTimeout } from 'node:timers/promises';
import type { ErrorReply } from 'redis';
import { clientOptions } from './client-options.js';
import type { Connection, OnLost } from './connection.js';
import type { ServerSettings } from './server-settings.js';

type Nodes = readonly [ServerSettings, ...ServerSettings[]];
type Cluster = ReturnType<typeof clusterOf>;

/**
 * A connection to each master of a Redis Cluster. Where one of them breaks, all of it is lost: the connection in its
 * place asks anew which nodes there are.
 */
export class ClusterConnection implements Connection {
  readonly #nodes: Nodes;
  readonly #connectMs: number;
  readonly #onLost: OnLost;
  #cluster: Cluster | undefined;
  #replyError: typeof ErrorReply | undefined;

  /** @param nodes Some of the nodes; user, password and TLS of the first hold for those that are not among them. */
  constructor(nodes: Nodes, connectMs: number, onLost: OnLost) {
    this.#nodes = nodes;
    this.#connectMs = connectMs;
    this.#onLost = onLost;
  }

  async open(): Promise<void> {
    const { createCluster, ErrorReply } = await import('redis');
    this.#replyError = ErrorReply;
    this.#cluster = clusterOf(createCluster, this.#nodes, this.#connectMs);
    this.#cluster.on('error', this.#onLost).on('node-error', this.#onLost);
    await this.#cluster.connect();
  }

  async send(key: string | undefined, command: readonly string[]): Promise<unknown> {
    return this.#cluster?.sendCommand(key, false, [...command]);
  }

  isReply(error: unknown): error is Error {
    return this.#replyError !== undefined && error instanceof this.#replyError;
  }

  async memoryInfo(): Promise<readonly string[]> {
    const cluster = this.#cluster;
    const infos = cluster?.masters.map(async (node) => {
      const client = await cluster.nodeClient(node);
      return String(await client.sendCommand(['INFO', 'memory']));
    });
    return Promise.all(infos ?? []);
  }

  destroy(): void {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    if (cluster !== undefined) void release(cluster, this.#connectMs);
  }
}

function clusterOf(createCluster: typeof import('redis')['createCluster'], nodes: Nodes, connectMs: number) {
  const [first] = nodes;
  return createCluster({
    rootNodes: nodes.map((node) => nodeOptions(node, connectMs)),
    defaults: nodeOptions(first, connectMs),
    RESP: 2,
  });
}

/** Pings keep a connection without traffic from being taken for a dead one. */
function nodeOptions(settings: ServerSettings, connectMs: number) {
  const { socket, RESP: _, ...options } = clientOptions(settings, connectMs);
  return { ...options, socket: { ...socket, socketTimeout: 3 * connectMs }, pingInterval: connectMs };
}

/** A node that is just being connected to cannot be let go before that has come to its end. */
async function release(cluster: Cluster, connectMs: number): Promise<void> {
  const connecting = cluster.masters.map(({ connectPromise }) => connectPromise);
  const patience = setTimeout(connectMs, undefined, { ref: false });
  await Promise.race([Promise.allSettled(connecting), patience]);
  for (const { client } of cluster.masters) if (client?.isOpen) client.destroy();
  await cluster.close().catch(() => {});
}
