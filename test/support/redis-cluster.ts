import { temporaryFolder, until } from './engines.js';
import { freePort } from './free-port.js';
import { type RedisServer, startRedisServer } from './redis-server.js';

/** A Redis Cluster of the test's own: some masters, without replicas. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  readonly urls: readonly string[];
  /** The node that has a key. */
  nodeOf(key: string): RedisServer;
  /** Gives the slot of a key, with all that is in it, to another node. */
  moveSlotOf(key: string): void;
  remove(): Promise<void>;
}

const slots = 16_384;

/** @param masters How many nodes share the slots. */
export async function startRedisCluster(masters: number): Promise<RedisCluster> {
  const folder = temporaryFolder();
  const busPorts: number[] = [];
  const startNode = async (): Promise<RedisServer> => {
    const busPort = await freePort();
    const server = await startRedisServer(
      ...['--dir', folder.path, '--cluster-enabled', 'yes', '--cluster-port', String(busPort)],
      ...['--cluster-config-file', `nodes-${busPort}.conf`, '--cluster-node-timeout', '15000'],
    );
    busPorts.push(busPort);
    return server;
  };
  const nodes: RedisServer[] = [];
  for (let started = 0; started < masters; started += 1) nodes.push(await startNode());
  const first = (index: number): string => String(Math.floor((index * slots) / masters));
  const last = (index: number): string => String(Math.floor(((index + 1) * slots) / masters) - 1);
  for (const [index, node] of nodes.entries()) {
    node.command('CLUSTER', 'ADDSLOTSRANGE', first(index), last(index));
    node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    nodes[0]!.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(busPorts[index]));
  }
  const isWhole = (node: RedisServer): boolean => {
    const info = node.command('CLUSTER', 'INFO');
    return info.includes('cluster_state:ok') && info.includes(`cluster_size:${masters}`);
  };
  await until('the cluster is whole', 20_000, () => nodes.every(isWhole));
  const nodeOf = (key: string): RedisServer => {
    const answers = nodes.map((node) => node.command('EXISTS', key));
    return nodes[answers.findIndex((answer) => !answer.startsWith('MOVED'))]!;
  };
  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    nodeOf,
    moveSlotOf: (key) => moveSlot(nodes, nodeOf(key), key),
    async remove() {
      await Promise.all(nodes.map((node) => node.stop()));
      folder.remove();
    },
  };
}

function moveSlot(nodes: readonly RedisServer[], source: RedisServer, key: string): void {
  const target = nodes.find((node) => node !== source)!;
  const slot = source.command('CLUSTER', 'KEYSLOT', key);
  const [sourceId, targetId] = [source, target].map((node) => node.command('CLUSTER', 'MYID'));
  target.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(sourceId));
  source.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(targetId));
  source.command('MIGRATE', '127.0.0.1', String(target.port), key, '0', '5000');
  for (const node of [target, source]) {
    node.command('CLUSTER', 'SETSLOT', slot, 'NODE', String(targetId));
  }
}
