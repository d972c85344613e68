import { type Figures, figureResult } from './figures.js';
import type { Case } from './group.js';
import type { MeasureOptions } from './measure-options.js';
import type { CaseResult } from './result.js';
import { shuffled } from './rounds.js';
import { type RunningGroup, trafficFor } from './running-group.js';

/** Requests a second: far from the end of what any contender can do. */
const perSecond = 2_000;

/** How long answers take at a steady pace that leaves every server time to spare. */
export async function measureLatency(
  running: RunningGroup,
  one: Case,
  { rounds, seconds, nodeMajor }: MeasureOptions,
): Promise<CaseResult> {
  const everybody = [running.group.reference, ...one.contenders];
  const samples = new Map<string, Figures[]>(everybody.map((contender) => [contender, []]));
  const measure = async (contender: string): Promise<Figures> => {
    const { median, p99 } = await running.load.ask('fireSteadily', { target: contender, perSecond, seconds });
    return { 'median ms': median, 'p99 ms': p99 };
  };
  for (const contender of everybody) {
    const server = running.server(contender);
    const traffic = await trafficFor(running, one, server);
    await running.load.ask('aim', { target: contender, port: server.port, ...traffic });
    await measure(contender);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of shuffled(everybody)) samples.get(contender)?.push(await measure(contender));
  }
  return figureResult(running, one, nodeMajor, samples);
}
