import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { RetriedTask } from '../src/retried-task.js';

/** A task whose runs end when the test says so. */
function controlledTask() {
  const runs: { succeed(): void; fail(): void }[] = [];
  const task = () =>
    new Promise<void>((resolve, reject) => {
      runs.push({ succeed: resolve, fail: () => reject(new Error('failed')) });
    });
  return { runs, task };
}

it('does nothing before it is asked, and nothing after it was closed', async () => {
  const { runs, task } = controlledTask();
  const retried = new RetriedTask(task, 1);
  await retried.close();
  retried.ask();
  await setImmediate();
  expect(runs).toHaveLength(0);
});

it('runs one at a time, and once more however often it is asked meanwhile', async () => {
  const { runs, task } = controlledTask();
  const retried = new RetriedTask(task, 1);
  for (let asked = 0; asked < 5; asked += 1) retried.ask();
  expect(runs).toHaveLength(1);
  runs[0]!.succeed();
  await setImmediate();
  expect(runs).toHaveLength(2);
  runs[1]!.succeed();
  await setImmediate();
  expect(runs).toHaveLength(2);
  retried.ask();
  expect(runs).toHaveLength(3);
  runs[2]!.succeed();
  await retried.close();
});

it('runs again when it is asked in whichever moment around the end of a run', async () => {
  for (let ticks = 0; ticks < 6; ticks += 1) {
    let runs = 0;
    const retried = new RetriedTask(() => {
      runs += 1;
    }, 1);
    retried.ask();
    for (let tick = 0; tick < ticks; tick += 1) await undefined;
    retried.ask();
    await setImmediate();
    expect(runs, `asked after ${ticks} ticks`).toBe(2);
  }
});

it('repeats a run that failed until one succeeds', async () => {
  let left = 3;
  let done: () => void = () => {};
  const succeeded = new Promise<void>((resolve) => {
    done = resolve;
  });
  const retried = new RetriedTask(async () => {
    left -= 1;
    if (left > 0) throw new Error('failed');
    done();
  }, 1);
  retried.ask();
  await succeeded;
  expect(left).toBe(0);
  await retried.close();
});

it('a task that throws at once is repeated too', async () => {
  let runs = 0;
  const succeeded = new Promise<void>((resolve) => {
    const retried = new RetriedTask(() => {
      runs += 1;
      if (runs === 1) throw new Error('failed');
      resolve();
    }, 1);
    retried.ask();
  });
  await succeeded;
  expect(runs).toBe(2);
});

it('closes when what was asked for is done: the run under way, and the one after it', async () => {
  const { runs, task } = controlledTask();
  const retried = new RetriedTask(task, 1);
  retried.ask();
  retried.ask();
  let isClosed = false;
  const closed = retried.close().then(() => {
    isClosed = true;
  });
  runs[0]!.succeed();
  await setImmediate();
  expect([runs.length, isClosed]).toEqual([2, false]);
  runs[1]!.fail();
  await closed;
  await setImmediate();
  expect(runs).toHaveLength(2);
});

it('tries once more when it is closed in the pause after a failure, and no longer', async () => {
  const { runs, task } = controlledTask();
  const retried = new RetriedTask(task, 3_600_000);
  retried.ask();
  runs[0]!.fail();
  await setImmediate();
  const closed = retried.close();
  await setImmediate();
  expect(runs).toHaveLength(2);
  runs[1]!.fail();
  await closed;
});
