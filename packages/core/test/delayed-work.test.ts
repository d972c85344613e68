import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDelayedWork } from '../src/delayed-work.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createDelayedWork', () => {
  it('does once what was asked for many times', async () => {
    const work = vi.fn(async () => {});
    const delayed = createDelayedWork(work, 1000);
    for (let asked = 0; asked < 50; asked++) delayed.soon();
    await vi.advanceTimersByTimeAsync(999);
    expect(work).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does it again after a failure, until it succeeds', async () => {
    const work = vi.fn<() => Promise<void>>();
    work.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('away'));
    work.mockResolvedValue();
    createDelayedWork(work, 1000).soon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('tells who asks for it now of a failure, and runs one after the other', async () => {
    const running: string[] = [];
    const outcomes = ['fails', 'goes'];
    const delayed = createDelayedWork(async () => {
      const outcome = outcomes.shift();
      running.push(`${outcome} begins`);
      await Promise.resolve();
      running.push(`${outcome} ends`);
      if (outcome === 'fails') throw new Error('away');
    }, 1000);
    const answers = await Promise.allSettled([delayed.now(), delayed.now()]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(running).toEqual(['fails begins', 'fails ends', 'goes begins', 'goes ends']);
  });

  it('is done once more at the end, and never after it', async () => {
    const work = vi.fn(async () => {});
    const delayed = createDelayedWork(work, 1000);
    delayed.soon();
    await delayed.close();
    delayed.soon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
