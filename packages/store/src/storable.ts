import { frozenCopy } from './frozen-copy.js';

const maxIdLength = 512;
const unstorable = /[\0\p{Surrogate}]/u;

/**
 * Can this be the id (or another value that is looked up) of a stored record? 1 to 512 characters, well-formed Unicode,
 * no NUL: what every engine keeps apart byte by byte. What cannot be one is the id of nothing.
 */
export function isStorableId(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= maxIdLength && !unstorable.test(value)
  );
}

/** Members of a record that an engine looks up or compares. */
interface StorableRules<T> {
  readonly ids: readonly (keyof T & string)[];
  readonly optionalIds?: readonly (keyof T & string)[];
  readonly times?: readonly (keyof T & string)[];
  readonly optionalTimes?: readonly (keyof T & string)[];
}

/**
 * A deeply frozen copy of a record that every engine can keep.
 * @throws TypeError for an id or time that is not one, and for what is not JSON.
 */
export function storable<T extends object>(what: string, record: T, rules: StorableRules<T>): T {
  const copy = frozenCopy(record, `Cannot store ${what}: record`);
  for (const name of rules.ids) requireId(what, name, copy[name]);
  for (const name of rules.times ?? []) requireTime(what, name, copy[name]);
  for (const name of rules.optionalIds ?? []) {
    if (copy[name] !== undefined) requireId(what, name, copy[name]);
  }
  for (const name of rules.optionalTimes ?? []) {
    if (copy[name] !== undefined) requireTime(what, name, copy[name]);
  }
  return copy;
}

/** @throws TypeError unless the value can be an id. */
export function requireId(what: string, name: string, value: unknown): void {
  if (isStorableId(value)) return;
  throw new TypeError(
    `Cannot store ${what}: ${name} must be 1 to ${maxIdLength} characters of well-formed Unicode without NUL`,
  );
}

/** @throws TypeError unless the value is a whole number of milliseconds since the epoch. */
export function requireTime(what: string, name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return;
  throw new TypeError(
    `Cannot store ${what}: ${name} must be whole milliseconds since the epoch, not ${String(value)}`,
  );
}
