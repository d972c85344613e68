import { aimsOn, judgeCost, judgeRatio } from './aims.js';
import type { Case, CostAim, RatioAim } from './group.js';
import type { MeasureOptions } from './measure-options.js';
import type { AimResult, CaseResult, CostRow } from './result.js';
import { shuffled } from './rounds.js';
import { type RunningGroup, trafficFor } from './running-group.js';
import { spreadOf } from './spread.js';

/** CPU microseconds per request, each contender in its own process and without a network. */
export async function measureCost(
  running: RunningGroup,
  one: Case,
  { rounds, seconds, nodeMajor }: MeasureOptions,
): Promise<CaseResult> {
  const { reference, name: group } = running.group;
  const everybody = [reference, ...one.contenders];
  const costs = new Map<string, number[]>(everybody.map((contender) => [contender, []]));
  for (const contender of everybody) {
    if (!one.goodOnce) await aim(running, one, contender);
    await drive(running, one, contender, seconds);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of shuffled(everybody)) {
      costs.get(contender)?.push(await drive(running, one, contender, seconds));
    }
  }
  const rows = rowsOf(costs, reference);
  const aims = aimsOn(nodeMajor, one.aims)
    .filter((aim): aim is CostAim | RatioAim => !('figure' in aim))
    .map((aim) => judge(aim, rows, costs));
  return { group, name: one.name, rows, aims };
}

async function aim(running: RunningGroup, one: Case, contender: string): Promise<void> {
  const server = running.server(contender);
  await server.process.ask('aim', await trafficFor(running, one, server));
}

async function drive(running: RunningGroup, one: Case, contender: string, seconds: number) {
  if (one.goodOnce) await aim(running, one, contender);
  try {
    return (await running.server(contender).process.ask('drive', { seconds })).microsecondsPerAnswer;
  } catch (error) {
    throw new Error(`${contender}, ${one.name}: ${(error as Error).message}`, { cause: error });
  }
}

function rowsOf(costs: ReadonlyMap<string, readonly number[]>, reference: string): CostRow[] {
  const bare = spreadOf(costs.get(reference) ?? []).lowest;
  return [...costs].map(([contender, values]) => {
    const microseconds = spreadOf(values);
    return { contender, microseconds, addedMicroseconds: microseconds.lowest - bare };
  });
}

/** Without a network the whole request is cheaper, so a ratio weighs what a contender adds more heavily. */
function judge(
  aim: CostAim | RatioAim,
  rows: readonly CostRow[],
  costs: ReadonlyMap<string, readonly number[]>,
): AimResult {
  const row = rows.find(({ contender }) => contender === aim.contender);
  if ('addsAtMostMicroseconds' in aim) return judgeCost(aim, row?.addedMicroseconds ?? Number.NaN);
  const lowest = (contender: string) => 1 / spreadOf(costs.get(contender) ?? []).lowest;
  return judgeRatio(aim, [lowest(aim.contender)], [lowest(aim.against)]);
}
