import { aimsOn, judgeFigure } from './aims.js';
import type { Case } from './group.js';
import type { AimResult, CaseResult, FigureRow } from './result.js';
import type { RunningGroup } from './running-group.js';
import { spreadOf } from './spread.js';

/** What one contender showed in one round, by the name of the column. */
export type Figures = Readonly<Record<string, number>>;

/** Puts the rounds of all contenders, that of the reference among them, together. */
export function figureResult(
  { group: { name: group, reference } }: RunningGroup,
  one: Case,
  nodeMajor: number,
  samples: ReadonlyMap<string, readonly Figures[]>,
): CaseResult {
  const rows = [...samples].map(([contender, rounds]) => ({ contender, figures: spreadsOf(rounds) }));
  const medianOf = (contender: string, figure: string) =>
    rows.find((row) => row.contender === contender)?.figures[figure]?.median;
  const aims = aimsOn(nodeMajor, one.aims).flatMap((aim): AimResult[] => {
    if (!('figure' in aim)) return [];
    const own = medianOf(aim.contender, aim.figure);
    const ofReference = medianOf(reference, aim.figure);
    return own === undefined || ofReference === undefined ? [] : [judgeFigure(aim, own, ofReference)];
  });
  return { group, name: one.name, rows, aims };
}

function spreadsOf(rounds: readonly Figures[]): FigureRow['figures'] {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, spreadOf(rounds.map((figures) => figures[name] ?? Number.NaN))]),
  );
}
