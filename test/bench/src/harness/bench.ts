import type { Case, Group } from './group.js';
import { measureCost } from './measure-cost.js';
import { measureLatency } from './measure-latency.js';
import { answersBeforehand, measureMemory } from './measure-memory.js';
import type { MeasureOptions } from './measure-options.js';
import { measureStart } from './measure-start.js';
import { measureThroughput } from './measure-throughput.js';
import type { BenchMode, BenchOptions } from './options.js';
import type { Placement } from './placement.js';
import type { CaseResult } from './result.js';
import { type RunningGroup, startGroup } from './running-group.js';

/** Measures one kind of traffic. */
type Measure = (running: RunningGroup, one: Case, options: MeasureOptions) => Promise<CaseResult>;

const measures: Readonly<Record<Exclude<BenchMode, 'check'>, Measure>> = {
  http: measureThroughput,
  'in-process': measureCost,
  start: measureStart,
  memory: measureMemory,
  latency: measureLatency,
};

/** Distinct credentials of a first-seen cycle: more than any contender's cache holds, unless one of them is enough. */
const distinct: Readonly<Record<BenchMode, number>> = {
  http: 20_000,
  'in-process': 20_000,
  start: 2,
  memory: answersBeforehand,
  latency: 20_000,
  check: 2,
};

/** Runs the groups one after the other. Throws at the first wrong answer. */
export async function bench(
  groups: readonly Group[],
  options: BenchOptions,
  placement: Placement,
  log: (line: string) => void,
): Promise<CaseResult[]> {
  const { mode, node, profiles, rounds, seconds } = options;
  const nodeMajor = Number.parseInt(options.nodeVersion.slice(1), 10);
  const results: CaseResult[] = [];
  for (const group of groups) {
    const running = await startGroup(group, {
      distinct: distinct[mode],
      node,
      placement,
      profiles,
    });
    log(`${group.name}: ${group.contenders.length} servers answer rightly`);
    try {
      if (mode === 'check') continue;
      for (const one of chosenCases(running.workload.cases, options)) {
        log(`${group.name}: measuring ${one.name}`);
        results.push(await measures[mode](running, one, { rounds, seconds, nodeMajor, node, placement }));
      }
    } finally {
      await running.stop();
    }
  }
  return results;
}

/** What is good once is measured by the two modes that ask for new ones each time. */
function chosenCases(cases: readonly Case[], { cases: beginnings, mode }: BenchOptions): readonly Case[] {
  const measurable = cases.filter(({ goodOnce }) => !goodOnce || mode === 'http' || mode === 'in-process');
  if (beginnings.length === 0) return measurable;
  return measurable.filter(({ name }) => beginnings.some((beginning) => name.startsWith(beginning)));
}
