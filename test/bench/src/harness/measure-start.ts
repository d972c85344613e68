import { send } from './check-answers.js';
import { startChild } from './child.js';
import { type Figures, figureResult } from './figures.js';
import type { Case } from './group.js';
import type { MeasureOptions } from './measure-options.js';
import type { CaseResult } from './result.js';
import { shuffled } from './rounds.js';
import type { RunningGroup } from './running-group.js';
import type { StartAnswers } from './start-process.js';

/** Milliseconds from the start of a process of its own to the first right answer, once a round. */
export async function measureStart(
  running: RunningGroup,
  one: Case,
  options: MeasureOptions,
): Promise<CaseResult> {
  const everybody = [running.group.reference, ...one.contenders];
  const samples = new Map<string, Figures[]>(everybody.map((contender) => [contender, []]));
  // The first start reads the files from the disk.
  for (const contender of everybody) await startOnce(running, one, contender, options);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const contender of shuffled(everybody)) {
      const milliseconds = await startOnce(running, one, contender, options);
      samples.get(contender)?.push({ 'first answer ms': milliseconds });
    }
  }
  return figureResult(running, one, options.nodeMajor, samples);
}

async function startOnce(
  { group, workload }: RunningGroup,
  one: Case,
  contender: string,
  { node, placement }: MeasureOptions,
): Promise<number> {
  const file = group.contenders.find(({ name }) => name === contender)?.file?.href;
  if (file === undefined)
    throw new Error(`${group.name} does not say which file ${contender} is started from`);
  const begun = performance.now();
  const child = startChild<StartAnswers>(new URL('./start-process.js', import.meta.url), {
    node,
    core: placement.serverCore,
  });
  try {
    const { port, facts } = await child.ask('start', { file, material: workload.material });
    const [request] = await one.requests(facts, port);
    if (request === undefined) throw new Error(`There are no requests in ${one.name}`);
    const { status } = await send(request, port);
    const expected = contender === group.reference ? 200 : one.status;
    if (status !== expected) throw new Error(`${contender} answered ${status} instead of ${expected}`);
    return performance.now() - begun;
  } finally {
    await child.stop();
  }
}
