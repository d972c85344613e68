import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createForwardClock } from '../src/forward-clock.js';
import { createStubClock } from './support/stub-clock.js';

describe('createForwardClock', () => {
  it('goes on from where it was when the clock under it is set back', () => {
    const clock = createStubClock(1_000_000);
    const forward = createForwardClock(clock);
    clock.advance(-600);
    expect(forward.now()).toBe(1_000_000);
    clock.advance(5);
    expect(forward.now()).toBe(1_005_000);
  });

  it('never goes back, and counts each step forward once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000, max: 10_000 })), (steps) => {
        const clock = createStubClock(0);
        const forward = createForwardClock(clock);
        let expected = 0;
        for (const step of steps) {
          clock.advance(step);
          expected += Math.max(0, step) * 1000;
          expect(forward.now()).toBe(expected);
        }
      }),
    );
  });
});
