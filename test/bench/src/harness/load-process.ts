// The process that asks. It keeps a cycle of requests for each server and kind of traffic.
import { answerParent } from './child.js';
import { createLoad, type Load, type LoadOptions } from './load.js';
import type { Pace } from './steady-load.js';

const loads = new Map<string, Load>();

const answers = {
  aim({ target, ...options }: LoadOptions & { readonly target: string }) {
    loads.set(target, createLoad(options));
  },
  async fire({ target, seconds }: { readonly target: string; readonly seconds: number }) {
    return find(target).run(seconds);
  },
  async fireSteadily({ target, ...pace }: Pace & { readonly target: string }) {
    return find(target).runSteadily(pace);
  },
};

export type LoadAnswers = typeof answers;

answerParent(answers);

function find(target: string): Load {
  const load = loads.get(target);
  if (load === undefined) throw new Error(`Nothing was aimed at ${target}`);
  return load;
}
