import { type Figures, figureResult } from './figures.js';
import type { Case } from './group.js';
import { createLoad } from './load.js';
import type { MeasureOptions } from './measure-options.js';
import type { CaseResult } from './result.js';
import { type RunningGroup, trafficFor } from './running-group.js';

/** How many requests each server has answered when its memory is looked at. */
export const answersBeforehand = 100_000;

/** Memory of each server after so many requests and a collection of garbage. Once: more rounds would add to it. */
export async function measureMemory(
  running: RunningGroup,
  one: Case,
  { nodeMajor }: MeasureOptions,
): Promise<CaseResult> {
  const samples = new Map<string, Figures[]>();
  for (const contender of [running.group.reference, ...one.contenders]) {
    const server = running.server(contender);
    const load = createLoad({ port: server.port, ...(await trafficFor(running, one, server)) });
    await load.send(answersBeforehand);
    const { rssMebibytes, heapMebibytes } = await server.process.ask('memory', undefined);
    samples.set(contender, [{ 'RSS MiB': rssMebibytes, 'heap MiB': heapMebibytes }]);
  }
  return figureResult(running, one, nodeMajor, samples);
}
