/** @throws TypeError */
export function requireFunction(action: string, option: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${action}: ${option} must be a function`);
}

/** @throws TypeError unless it is one of the words. */
export function requireOneOf(action: string, option: string, value: unknown, words: readonly string[]): void {
  if (typeof value === 'string' && words.includes(value)) return;
  throw new TypeError(`${action}: ${option} is ${String(value)}, must be ${words.join(' or ')}`);
}

/** A name that counts begin with. @throws TypeError */
export function requireName(action: string, value: unknown): void {
  if (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)) return;
  throw new TypeError(`${action}: name must be 1 to 64 letters, digits, or any of . - _`);
}
