import { describe, expect, it } from 'vitest';
import { aimsOn, judgeCost, judgeFigure, judgeRatio } from '../src/harness/aims.js';
import { figureResult } from '../src/harness/figures.js';
import type { Case } from '../src/harness/group.js';
import { parseCores } from '../src/harness/placement.js';
import { formatReport } from '../src/harness/report.js';
import { playRounds } from '../src/harness/rounds.js';
import type { RunningGroup } from '../src/harness/running-group.js';
import { quantileOf, spreadOf } from '../src/harness/spread.js';

describe('spreadOf', () => {
  it('refuses an empty list', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it.each([
    [[3], { median: 3, lowest: 3, highest: 3 }],
    [[10, 1, 2], { median: 2, lowest: 1, highest: 10 }],
    [[4, 1, 2, 10], { median: 3, lowest: 1, highest: 10 }],
  ])('of %j', (values, expected) => {
    expect(spreadOf(values)).toEqual(expected);
  });
});

describe('quantileOf', () => {
  const hundred = Array.from({ length: 100 }, (_, place) => 100 - place);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0.001, 1],
  ])('of share %s', (share, expected) => {
    expect(quantileOf(hundred, share)).toBe(expected);
  });

  it('says nothing of an empty list', () => {
    expect(quantileOf([], 0.5)).toBeNaN();
  });
});

describe('playRounds', () => {
  it('puts each contender between two runs of the reference, once a round', async () => {
    const order: string[] = [];
    const rounds = await playRounds(['a', 'b', 'c'], 'bare', 4, async (name) => order.push(name));
    expect(order).toHaveLength(4 * 7);
    for (let round = 0; round < 4; round += 1) {
      const played = order.slice(7 * round, 7 * (round + 1));
      expect(played.filter((_, place) => place % 2 === 0)).toEqual(['bare', 'bare', 'bare', 'bare']);
      expect(played.filter((_, place) => place % 2 === 1).sort()).toEqual(['a', 'b', 'c']);
    }
    for (const { before, sample, after } of rounds) expect([before, after]).toEqual([sample - 1, sample + 1]);
  });
});

describe('aims', () => {
  const aim = { contender: 'ours', against: 'floor', atLeast: 0.95 };

  it('counts an aim on the Node that it is for', () => {
    const onNode24 = { ...aim, node: 24 };
    expect(aimsOn(24, [aim, onNode24])).toEqual([aim, onNode24]);
    expect(aimsOn(20, [aim, onNode24])).toEqual([aim]);
  });

  it('misses a ratio whose median is too low, however high its best round', () => {
    expect(judgeRatio(aim, [0.9, 0.93, 1.2], [1, 1, 1])).toMatchObject({
      met: false,
      found: '0.93 (0.90 to 1.20)',
    });
  });

  it('compares round by round', () => {
    expect(judgeRatio(aim, [0.5, 1, 2], [0.5, 1, 2])).toMatchObject({ met: true, found: '1.00' });
  });

  it('misses a cost that is unknown', () => {
    expect(judgeCost({ contender: 'ours', addsAtMostMicroseconds: 4 }, Number.NaN).met).toBe(false);
    expect(judgeCost({ contender: 'ours', addsAtMostMicroseconds: 4 }, 4).met).toBe(true);
  });
});

describe('figures', () => {
  it.each([
    [{ addsAtMost: 20 }, 121, 100, false, '21.0'],
    [{ addsAtMost: 20 }, 120, 100, true, '20.0'],
    [{ atMostTimes: 1.5 }, 1.6, 1, false, '1.60'],
    [{ atMostTimes: 1.5 }, 1.5, 1, true, '1.50'],
  ])('%j: %s beside %s', (limit, own, ofReference, met, found) => {
    const aim = { contender: 'ours', figure: 'p99 ms', ...limit };
    expect(judgeFigure(aim, own, ofReference)).toMatchObject({ met, found });
  });

  const running = { group: { name: 'full-stack', reference: 'bare' } } as RunningGroup;
  const samples = new Map([
    ['bare', [{ 'p99 ms': 1 }, { 'p99 ms': 3 }, { 'p99 ms': 2 }]],
    ['ours', [{ 'p99 ms': 4 }, { 'p99 ms': 4 }, { 'p99 ms': 9 }]],
  ]);
  const one = (aims: Case['aims']): Case => ({
    name: 'token seen before',
    contenders: ['ours'],
    status: 200,
    requests: () => [],
    aims,
  });

  it('are judged by their medians, and only where they were measured', () => {
    const aims = [
      { contender: 'ours', figure: 'p99 ms', atMostTimes: 1.5 },
      { contender: 'ours', figure: 'p99 ms', atMostTimes: 1.5, node: 24 },
      { contender: 'ours', figure: 'RSS MiB', addsAtMost: 20 },
      { contender: 'ours', against: 'bare', atLeast: 0.9 },
    ];
    expect(figureResult(running, one(aims), 20, samples)).toMatchObject({
      rows: [
        { contender: 'bare', figures: { 'p99 ms': { median: 2, lowest: 1, highest: 3 } } },
        { contender: 'ours', figures: { 'p99 ms': { median: 4 } } },
      ],
      aims: [{ met: false, found: '2.00' }],
    });
  });

  it('are printed, a column for each', () => {
    expect(formatReport('Node', [figureResult(running, one([]), 20, samples)])).toBe(
      [
        'Node',
        '',
        'full-stack: token seen before',
        '  contender  p99 ms',
        '  bare       2.00 (1.00 to 3.00)',
        '  ours       4.00 (4.00 to 9.00)',
      ].join('\n'),
    );
  });
});

describe('parseCores', () => {
  it.each([
    [' 0,1\n', [0, 1]],
    ['0-2,5', [0, 1, 2, 5]],
    ['7', [7]],
  ])('reads %j', (list, cores) => {
    expect(parseCores(list)).toEqual(cores);
  });
});

describe('formatReport', () => {
  const spread = (median: number) => ({ median, lowest: median, highest: median });

  it('says when the load was the limit, and which aims were missed', () => {
    const row = {
      contender: 'ours',
      requestsPerSecond: spread(1000),
      ratioToReference: spread(0.9),
      cpuMicroseconds: spread(12),
      memoryMebibytes: 70,
      loadBusy: 0.95,
    };
    const aims = [{ aim: 'ours at least 0.95 of floor', found: '0.90', met: false }];
    expect(formatReport('Node', [{ group: 'bearer', name: 'no token', rows: [row], aims }])).toBe(
      [
        'Node',
        '',
        'bearer: no token',
        '  contender  to bare  requests/s  CPU µs  MiB  load',
        '  ours       0.90     1000        12.0    70   95 % (the limit)',
        '  MISSED ours at least 0.95 of floor: 0.90',
      ].join('\n'),
    );
  });
});
