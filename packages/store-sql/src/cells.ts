import type { RecordStatus } from '@portcullis/store';
import type { Cell } from './statement.js';

/** What stands in a cell, where something must stand. */
export function text(cell: Cell | undefined): string {
  if (typeof cell === 'string') return cell;
  throw new TypeError(`Cannot read row: expected text, found ${typeof cell}`);
}

/** A whole number, a time among them. */
export function number(cell: Cell | undefined): number {
  if (typeof cell === 'number') return cell;
  throw new TypeError(`Cannot read row: expected a number, found ${typeof cell}`);
}

export function optionalText(cell: Cell | undefined): string | undefined {
  return cell === null ? undefined : text(cell);
}

export function optionalNumber(cell: Cell | undefined): number | undefined {
  return cell === null ? undefined : number(cell);
}

export function status(cell: Cell | undefined): RecordStatus {
  if (cell === 'active' || cell === 'suspended' || cell === 'revoked') return cell;
  throw new TypeError('Cannot read row: expected a status');
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/**
 * The `record` of a row: what has no column of its own. The caller sets the other members on it, one by one: on Node 20
 * a spread of parsed JSON costs ten times as much.
 */
export function parsedRecord<T>(cell: Cell | undefined): Writable<T> {
  return JSON.parse(text(cell));
}
