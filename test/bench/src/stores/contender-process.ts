// One of several processes on the same data: remembers marks, as fast as it can.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Store } from '@portcullis/store';
import { answerParent } from '../harness/child.js';
import { openStore, type StoreOptions } from './sites.js';

let store: Store | undefined;

const answers = {
  async open(options: StoreOptions): Promise<void> {
    store = await openStore(options);
  },

  async work({ callers, seconds }: { readonly callers: number; readonly seconds: number }) {
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const waits: number[] = [];
    const end = performance.now() + seconds * 1000;
    await Promise.all(
      Array.from({ length: callers }, (_, caller) => remember(`${process.pid} ${caller}`, end, waits)),
    );
    waits.sort((a, b) => a - b);
    const milliseconds = (nanoseconds: number): number => Number((nanoseconds / 1e6).toFixed(1));
    return {
      'a second': Math.round(waits.length / seconds),
      'median wait ms': Number(waits[waits.length >> 1]?.toFixed(1)),
      'longest wait ms': Number(waits.at(-1)?.toFixed(1)),
      'loop p99 ms': milliseconds(loop.percentile(99)),
      'loop longest ms': milliseconds(loop.max),
    };
  },
};

export type ContenderAnswers = typeof answers;

answerParent(answers);

async function remember(name: string, end: number, waits: number[]): Promise<void> {
  for (let turn = 0; performance.now() < end; turn += 1) {
    const begun = performance.now();
    await store?.marks.rememberOnce(`${name} ${turn}`, Date.now() + 3_600_000);
    waits.push(performance.now() - begun);
  }
}
