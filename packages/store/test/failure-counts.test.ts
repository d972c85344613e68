import { describe, expect, it } from 'vitest';
import { SettableClock } from '../src/contract/settable-clock.js';
import { createFailureCounts, createMemoryStore } from '../src/index.js';

const tooMany = { status: 429, reason: 'too_many_failures' };

function failureCounts() {
  const clock = new SettableClock();
  const { counters } = createMemoryStore({ clock });
  return { clock, counters, counts: createFailureCounts(counters, { perClient: 3, perAddress: 5 }, clock) };
}

describe('reserve', () => {
  it('refuses an attempt beyond the limit of the user, and says for how long', async () => {
    const { counts } = failureCounts();
    for (let attempt = 0; attempt < 3; attempt += 1) await counts.reserve('192.0.2.1', 'alice');
    await expect(counts.reserve('192.0.2.2', 'alice')).rejects.toMatchObject({
      ...tooMany,
      headers: { 'Retry-After': '60' },
    });
  });

  it('refuses an attempt beyond the limit of the address, whoever is tried', async () => {
    const { counts } = failureCounts();
    for (let attempt = 0; attempt < 5; attempt += 1) await counts.reserve('192.0.2.1', `user-${attempt}`);
    await expect(counts.reserve('192.0.2.1', 'alice')).rejects.toMatchObject(tooMany);
    await counts.reserve('192.0.2.2', 'alice');
  });

  it('counts nothing for the address when the user is refused', async () => {
    const { counts, counters } = failureCounts();
    for (let attempt = 0; attempt < 3; attempt += 1) await counts.reserve('192.0.2.1', 'alice');
    await expect(counts.reserve('192.0.2.2', 'alice')).rejects.toMatchObject(tooMany);
    expect((await counters.peek('failures:address:192.0.2.2'))?.count ?? 0).toBe(0);
  });

  it('adds to the count that other failures of the address add to', async () => {
    const { counts } = failureCounts();
    for (let attempt = 0; attempt < 4; attempt += 1) await counts.countAddress('192.0.2.1');
    await counts.reserve('192.0.2.1', 'alice');
    expect(() => counts.refuseAddress('192.0.2.1')).toThrow(expect.objectContaining(tooMany));
  });

  it('grants no more of many parallel attempts than the limit bears', async () => {
    const { counts } = failureCounts();
    const attempts = Array.from({ length: 50 }, () => counts.reserve('192.0.2.1', 'alice'));
    const granted = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled');
    expect(granted).toHaveLength(3);
  });

  it('bears as many attempts as come, when each is taken back', async () => {
    const { counts } = failureCounts();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const takeBack = await counts.reserve('192.0.2.1', 'alice');
      await takeBack();
    }
  });

  it('counts a user apart from a client of the same name, and lets both try again when the window is over', async () => {
    const { counts, clock } = failureCounts();
    for (let attempt = 0; attempt < 3; attempt += 1) await counts.reserve(`192.0.2.${attempt}`, 'same');
    counts.refuseClient('same');
    clock.advance(60_000);
    await counts.reserve('192.0.2.1', 'same');
  });
});
