const maxDepth = 64;

/**
 * A deeply frozen copy of what JSON can say, members that are `undefined` left out: what every engine gives back, and
 * nobody can change afterwards.
 *
 * @throws TypeError for what JSON would lose: a date, a function, `NaN`, a `Map`, a cycle.
 */
export function frozenCopy<T>(value: T, place: string): T;
export function frozenCopy(value: unknown, place: string): unknown {
  return copy(value, place, 0);
}

function copy(value: unknown, place: string, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (depth > maxDepth) throw new TypeError(`${place} is nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    return Object.freeze(Array.from(value, (item, index) => copy(item, `${place}[${index}]`, depth + 1)));
  }
  if (isPlainObject(value)) return copyObject(value, place, depth);
  throw new TypeError(`${place} is not JSON: ${typeof value}`);
}

function copyObject(value: object, place: string, depth: number): object {
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const copied = copy(member, `${place}.${name}`, depth + 1);
    if (name === '__proto__') {
      Object.defineProperty(result, name, { value: copied, enumerable: true });
    } else {
      result[name] = copied;
    }
  }
  return Object.freeze(result);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
