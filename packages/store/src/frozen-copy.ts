const maxDepth = 64;

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

function copyArray(value: readonly unknown[], path: string[]): readonly unknown[] {
  const result: unknown[] = [];
  for (const [index, item] of value.entries()) {
    path.push(String(index));
    result.push(copy(item, path));
    path.pop();
  }
  return Object.freeze(result);
}

function copyObject(value: Readonly<Record<string, unknown>>, path: string[]): object {
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member === undefined) continue;
    path.push(name);
    setMember(result, name, copy(member, path));
    path.pop();
  }
  return Object.freeze(result);
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
