import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../src/digest.js';
import { VerifiedCache } from '../src/verified-cache.js';

const digests = Array.from({ length: 100 }, (_, index) => sha256(`token ${index}`));
const digest = (index: number) => digests[index] ?? '';
const entry = (bytes = 1) => ({ bytes });

describe('VerifiedCache', () => {
  it('does not know a credential that was never added', () => {
    const cache = new VerifiedCache({ maxEntries: 10, maxBytes: 100 });
    expect(cache.find(digest(0))).toBeUndefined();
  });

  it('tells the second sight of a credential from the first', () => {
    const cache = new VerifiedCache({ maxEntries: 1000, maxBytes: 100 });
    expect(cache.isSecondSight(digest(0))).toBe(false);
    expect(cache.isSecondSight(digest(1))).toBe(false);
    expect(cache.isSecondSight(digest(0))).toBe(true);
  });

  it('gives what was added', () => {
    const cache = new VerifiedCache({ maxEntries: 10, maxBytes: 100 });
    const added = entry();
    cache.add(digest(0), added);
    expect(cache.find(digest(0))).toBe(added);
  });

  it('replaces what was added before', () => {
    const cache = new VerifiedCache({ maxEntries: 10, maxBytes: 4 });
    const latest = entry(2);
    cache.add(digest(0), entry(2));
    cache.add(digest(0), latest);
    expect(cache.find(digest(0))).toBe(latest);
  });

  it('keeps what is asked for and lets go of what is not', () => {
    const cache = new VerifiedCache({ maxEntries: 10, maxBytes: 1000 });
    cache.add(digest(0), entry());
    for (let index = 1; index < 40; index++) {
      cache.add(digest(index), entry());
      expect(cache.find(digest(0))).toBeDefined();
    }
    expect(cache.find(digest(1))).toBeUndefined();
  });

  it('does not add what alone is larger than a generation', () => {
    const cache = new VerifiedCache({ maxEntries: 10, maxBytes: 100 });
    cache.add(digest(0), entry(51));
    expect(cache.find(digest(0))).toBeUndefined();
  });

  it('knows nothing once it is cleared, and no sights either', () => {
    const cache = new VerifiedCache({ maxEntries: 10, maxBytes: 100 });
    cache.isSecondSight(digest(0));
    cache.add(digest(0), entry());
    cache.clear();
    expect(cache.find(digest(0))).toBeUndefined();
    expect(cache.isSecondSight(digest(0))).toBe(false);
  });

  it('never holds more entries or bytes than it may, and never another entry than the latest', () => {
    const step = fc.record({ index: fc.nat(39), bytes: fc.integer({ min: 1, max: 30 }), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const cache = new VerifiedCache<{ readonly bytes: number }>({ maxEntries: 10, maxBytes: 100 });
        const latest = new Map<number, { readonly bytes: number }>();
        for (const { index, bytes, add } of steps) {
          if (add) {
            latest.set(index, entry(bytes));
            cache.add(digest(index), latest.get(index) ?? entry());
          } else {
            expect([undefined, latest.get(index)]).toContain(cache.find(digest(index)));
          }
        }
        const held = heldBy(cache);
        expect(held.length).toBeLessThanOrEqual(10);
        expect(held.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(100);
      }),
    );
  });
});

/** Each look-up may re-arrange the cache, so one at a time is asked and what is gone by then does not count. */
function heldBy(cache: VerifiedCache<{ readonly bytes: number }>) {
  return digests.map((known) => cache.find(known)).filter((found) => found !== undefined);
}
