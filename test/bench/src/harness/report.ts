import { formatSpread } from './aims.js';
import type { AimResult, CaseResult, CostRow, FigureRow, ThroughputRow } from './result.js';

/** Tables for people. */
export function formatReport(heading: string, results: readonly CaseResult[]): string {
  return [heading, ...results.map(formatCase)].join('\n\n');
}

function formatCase({ group, name, rows, aims }: CaseResult): string {
  return [`${group}: ${name}`, ...formatTable(rows.map(cellsOf)), ...aims.map(formatAim)].join('\n');
}

/** A share of its core from which on the load may have been the limit. */
const busy = 0.9;

function cellsOf(row: ThroughputRow | CostRow | FigureRow): Record<string, string> {
  if ('figures' in row) {
    const figures = Object.entries(row.figures).map(([name, spread]) => [name, formatSpread(spread)]);
    return { contender: row.contender, ...Object.fromEntries(figures) };
  }
  if ('addedMicroseconds' in row) {
    return {
      contender: row.contender,
      'added µs': row.addedMicroseconds.toFixed(1),
      'lowest µs': row.microseconds.lowest.toFixed(1),
      'median µs': formatSpread(row.microseconds, 1),
    };
  }
  return {
    contender: row.contender,
    'to bare': formatSpread(row.ratioToReference),
    'requests/s': formatSpread(row.requestsPerSecond, 0),
    'CPU µs': formatSpread(row.cpuMicroseconds, 1),
    MiB: row.memoryMebibytes.toFixed(0),
    load: `${(100 * row.loadBusy).toFixed(0)} %${row.loadBusy > busy ? ' (the limit)' : ''}`,
  };
}

function formatTable(rows: readonly Record<string, string>[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join('  ')}`.trimEnd();
  return [line(columns), ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))];
}

function formatAim({ aim, found, met }: AimResult): string {
  return `  ${met ? 'met   ' : 'MISSED'} ${aim}: ${found}`;
}
