import type { Case, Group } from './group.js';
import { measureCost } from './measure-cost.js';
import { measureThroughput } from './measure-throughput.js';
import type { BenchOptions } from './options.js';
import type { Placement } from './placement.js';
import type { CaseResult } from './result.js';
import { startGroup } from './running-group.js';

/** Distinct credentials of a first-seen cycle: more than any contender's cache holds. */
const distinct = 20_000;

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
      distinct: mode === 'check' ? 2 : distinct,
      node,
      placement,
      profiles,
    });
    log(`${group.name}: ${group.contenders.length} servers answer rightly`);
    try {
      for (const one of chosenCases(running.workload.cases, options)) {
        log(`${group.name}: measuring ${one.name}`);
        const measure = mode === 'http' ? measureThroughput : measureCost;
        results.push(await measure(running, one, { rounds, seconds, nodeMajor }));
      }
    } finally {
      await running.stop();
    }
  }
  return results;
}

function chosenCases(cases: readonly Case[], options: BenchOptions): readonly Case[] {
  if (options.mode === 'check') return [];
  if (options.cases.length === 0) return cases;
  return cases.filter(({ name }) => options.cases.some((beginning) => name.startsWith(beginning)));
}
