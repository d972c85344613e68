import { formatRequest } from './bench-request.js';
import { checkAnswers, type Running } from './check-answers.js';
import { type Child, startChild } from './child.js';
import type { Case, Group, Workload } from './group.js';
import type { LoadAnswers } from './load-process.js';
import type { Placement } from './placement.js';
import type { ServerAnswers } from './server-process.js';

/** All servers of a group, alive together, with the process that will ask them. */
export interface RunningGroup {
  readonly group: Group;
  readonly workload: Workload;
  readonly load: Child<LoadAnswers>;
  server(contender: string): RunningServer;
  stop(): Promise<void>;
}

export interface RunningServer extends Running {
  readonly process: Child<ServerAnswers>;
}

export interface StartOptions {
  readonly distinct: number;
  readonly node: string;
  readonly placement: Placement;
  /** Folder for a CPU profile of each server. */
  readonly profiles: string | undefined;
}

/** Starts every contender and puts the check of right answers to each. Throws, with all stopped, on a wrong one. */
export async function startGroup(group: Group, options: StartOptions): Promise<RunningGroup> {
  const workload = await group.prepare(options.distinct);
  const children = new Map(
    group.contenders.map(({ name }) => [name, startServerProcess(group, name, options)]),
  );
  const load = startChild<LoadAnswers>(new URL('./load-process.js', import.meta.url), {
    node: options.node,
    core: options.placement.loadCore,
  });
  const stop = async () => {
    await Promise.all([...children.values(), load].map((child) => child.stop()));
    await workload.close();
  };

  try {
    const servers = await Promise.all([...children].map((child) => startServer(group, workload, ...child)));
    await checkAnswers(group, workload, servers);
    return { group, workload, load, server: (contender) => findServer(servers, contender), stop };
  } catch (error) {
    await stop();
    throw new Error(`${group.name}: ${(error as Error).message}`, { cause: error });
  }
}

function startServerProcess({ name: group }: Group, contender: string, options: StartOptions) {
  const { node, placement, profiles } = options;
  const name = `${group}-${contender.replaceAll(/\W+/g, '-')}.cpuprofile`;
  return startChild<ServerAnswers>(new URL('./server-process.js', import.meta.url), {
    node,
    core: placement.serverCore,
    flags:
      profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}`],
  });
}

/** What `contender` is sent in this case, and what it must answer. */
export async function trafficFor({ group }: RunningGroup, one: Case, { name, facts, port }: Running) {
  const requests = await one.requests(facts, port);
  return { requests: requests.map(formatRequest), status: name === group.reference ? 200 : one.status };
}

async function startServer(
  group: Group,
  { material }: Workload,
  name: string,
  process: Child<ServerAnswers>,
): Promise<RunningServer> {
  const { port, facts } = await process.ask('start', { group: group.name, contender: name, material });
  return { name, port, facts, process };
}

function findServer(servers: readonly RunningServer[], contender: string): RunningServer {
  const server = servers.find(({ name }) => name === contender);
  if (server === undefined) throw new Error(`There is no contender ${contender}`);
  return server;
}
