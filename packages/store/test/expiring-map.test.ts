import { describe, expect, it } from 'vitest';
import { ExpiringMap } from '../src/expiring-map.js';

const byDeadline = () => new ExpiringMap<number>((deadline) => deadline);

describe('ExpiringMap', () => {
  it('keeps an entry until its deadline, which is over at that very millisecond', () => {
    const map = byDeadline();
    map.set('a', 10, 0);
    expect(map.sweep(9, 5)).toBe(0);
    expect(map.get('a')).toBe(10);
    expect(map.sweep(10, 5)).toBe(1);
    expect(map.has('a')).toBe(false);
  });

  it('sweeps no more than it is told', () => {
    const map = byDeadline();
    for (let index = 0; index < 10; index += 1) map.set(`key-${index}`, 10, 0);
    expect([map.sweep(10, 4), map.sweep(10, 4), map.sweep(10, 4)]).toEqual([4, 4, 2]);
  });

  it('stays in proportion to what lives, without a sweep, however much passes through', () => {
    const map = byDeadline();
    const living = 1_000;
    let largest = 0;
    for (let now = 0; now < 50_000; now += 1) {
      map.set(`key-${now}`, now + living, now);
      largest = Math.max(largest, map.size);
    }
    expect(largest).toBeLessThan(3 * living);
    for (let now = 49_500; now < 50_000; now += 1) expect(map.has(`key-${now}`)).toBe(true);
  });

  it('keeps what was prolonged', () => {
    const map = byDeadline();
    map.set('a', 10, 0);
    map.set('a', 1_000, 5);
    for (let now = 11; now < 100; now += 1) map.set(`other-${now}`, now, now);
    expect(map.get('a')).toBe(1_000);
    expect(map.delete('a')).toBe(true);
  });
});
