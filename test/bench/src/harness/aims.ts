import type { Aim, CostAim, FigureAim, RatioAim } from './group.js';
import type { AimResult } from './result.js';
import { type Spread, spreadOf } from './spread.js';

/** Those that are for this major version of Node. */
export function aimsOn(nodeMajor: number, aims: readonly Aim[]): Aim[] {
  return aims.filter(({ node = nodeMajor }) => node === nodeMajor);
}

/** Compares two contenders round by round; what they did in one round stands at one place of both lists. */
export function judgeRatio(
  { contender, against, atLeast }: RatioAim,
  own: readonly number[],
  others: readonly number[],
): AimResult {
  const found = spreadOf(own.map((value, round) => value / (others[round] ?? Number.NaN)));
  return {
    aim: `${contender} at least ${atLeast} of ${against}`,
    found: formatSpread(found),
    met: found.median >= atLeast,
  };
}

export function judgeCost(
  { contender, addsAtMostMicroseconds }: CostAim,
  addedMicroseconds: number,
): AimResult {
  return {
    aim: `${contender} adds at most ${addsAtMostMicroseconds} µs`,
    found: `${addedMicroseconds.toFixed(1)} µs`,
    met: addedMicroseconds <= addsAtMostMicroseconds,
  };
}

/** Compares medians of one figure. */
export function judgeFigure(
  { contender, figure, addsAtMost, atMostTimes = Number.POSITIVE_INFINITY }: FigureAim,
  own: number,
  ofReference: number,
): AimResult {
  if (addsAtMost !== undefined) {
    const added = own - ofReference;
    const aim = `${contender}: ${figure} at most ${addsAtMost} above the reference`;
    return { aim, found: added.toFixed(1), met: added <= addsAtMost };
  }
  const times = own / ofReference;
  const aim = `${contender}: ${figure} at most ${atMostTimes} times the reference`;
  return { aim, found: times.toFixed(2), met: times <= atMostTimes };
}

/** Median, and the range where there is one. */
export function formatSpread({ median, lowest, highest }: Spread, digits = 2): string {
  const [middle, low, high] = [median, lowest, highest].map((value) => value.toFixed(digits));
  return low === high ? `${middle}` : `${middle} (${low} to ${high})`;
}
