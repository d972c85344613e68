import { aimsOn, judgeRatio } from './aims.js';
import type { Case, RatioAim } from './group.js';
import type { MeasureOptions } from './measure-options.js';
import type { CaseResult, ThroughputRow } from './result.js';
import { playRounds, type Round } from './rounds.js';
import { type RunningGroup, trafficFor } from './running-group.js';
import { spreadOf } from './spread.js';

interface Sample {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
  readonly loadBusy: number;
}

/** Requests a second over HTTP, each round between two of the reference. */
export async function measureThroughput(
  running: RunningGroup,
  one: Case,
  { rounds, seconds, nodeMajor }: MeasureOptions,
): Promise<CaseResult> {
  const { reference, name: group } = running.group;
  const everybody = [reference, ...one.contenders];
  for (const contender of everybody) {
    if (!one.goodOnce) await aim(running, one, contender);
    await measure(running, one, contender, seconds);
  }
  const played = await playRounds(one.contenders, reference, rounds, (contender) =>
    measure(running, one, contender, seconds),
  );
  const rows = await Promise.all(everybody.map((contender) => rowOf(running, played, contender)));
  const aims = aimsOn(nodeMajor, one.aims)
    .filter((aim): aim is RatioAim => 'atLeast' in aim)
    .map((aim) => judgeRatio(aim, ratiosOf(played, aim.contender), ratiosOf(played, aim.against)));
  return { group, name: one.name, rows, aims };
}

const targetOf = (one: Case, contender: string) => `${one.name}: ${contender}`;

async function aim(running: RunningGroup, one: Case, contender: string): Promise<void> {
  const server = running.server(contender);
  const traffic = await trafficFor(running, one, server);
  await running.load.ask('aim', { target: targetOf(one, contender), port: server.port, ...traffic });
}

async function measure(
  running: RunningGroup,
  one: Case,
  contender: string,
  seconds: number,
): Promise<Sample> {
  const { load, server } = running;
  if (one.goodOnce) await aim(running, one, contender);
  const { process } = server(contender);
  const before = await process.ask('usage', undefined);
  const fired = await load.ask('fire', { target: targetOf(one, contender), seconds }).catch((error) => {
    throw new Error(`${contender}, ${one.name}: ${error.message}`, { cause: error });
  });
  const after = await process.ask('usage', undefined);
  return {
    perSecond: fired.answers / fired.seconds,
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / fired.answers,
    loadBusy: fired.busy,
  };
}

async function rowOf(
  { group, server }: RunningGroup,
  played: readonly Round<Sample>[],
  contender: string,
): Promise<ThroughputRow> {
  const own = played.filter((round) => round.contender === contender).map(({ sample }) => sample);
  const samples = contender === group.reference ? played.map(({ before }) => before) : own;
  const { memoryMebibytes } = await server(contender).process.ask('usage', undefined);
  return {
    contender,
    requestsPerSecond: spreadOf(samples.map(({ perSecond }) => perSecond)),
    ratioToReference: spreadOf(contender === group.reference ? [1] : ratiosOf(played, contender)),
    cpuMicroseconds: spreadOf(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    memoryMebibytes,
    loadBusy: Math.max(...samples.map(({ loadBusy }) => loadBusy)),
  };
}

/** One ratio a round, in the order of the rounds. */
function ratiosOf(played: readonly Round<Sample>[], contender: string): number[] {
  return played
    .filter((round) => round.contender === contender)
    .map(({ sample, before, after }) => (2 * sample.perSecond) / (before.perSecond + after.perSecond));
}
