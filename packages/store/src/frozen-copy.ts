const maxDepth = 64;

/** Shared by all records. */
const emptyList: readonly never[] = Object.freeze([]);
const emptyObject: object = Object.freeze({});

/**
 * A deeply frozen copy of what JSON can say, members that are `undefined` left out: what every engine gives back, and
 * nobody can change afterwards.
 *
 * @throws TypeError for what JSON would lose: a date, a function, `NaN`, a `Map`, a cycle.
 */
export function frozenCopy<T>(value: T, place: string): T;
export function frozenCopy(value: unknown, place: string): unknown {
  return copy(value, [place]);
}

/** `path` is where `value` stands, for the message alone. */
function copy(value: unknown, path: string[]): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (path.length > maxDepth) throw new TypeError(`${path[0]} is nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) return copyArray(value, path);
  if (isPlainObject(value)) return copyObject(value, path);
  throw new TypeError(`${path.join('.')} is not JSON: ${typeof value}`);
}

/** `map` makes a list without the room for more that `push` leaves: with a million records it counts. */
function copyArray(value: readonly unknown[], path: string[]): readonly unknown[] {
  if (value.length === 0) return emptyList;
  return Object.freeze([...value].map((item, index) => copyMember(item, String(index), path)));
}

function copyObject(value: Readonly<Record<string, unknown>>, path: string[]): object {
  const names = Object.keys(value);
  if (names.length === 0) return emptyObject;
  const result: Record<string, unknown> = {};
  for (const name of names) {
    if (value[name] !== undefined) setMember(result, name, copyMember(value[name], name, path));
  }
  return Object.freeze(result);
}

function copyMember(value: unknown, name: string, path: string[]): unknown {
  path.push(name);
  const member = copy(value, path);
  path.pop();
  return member;
}

/** `__proto__` is a member like any other: assigning it would change the prototype. */
function setMember(result: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(result, name, { value, enumerable: true });
  else result[name] = value;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
