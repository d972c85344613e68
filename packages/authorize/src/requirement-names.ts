import type { Names } from '@portcullis/core';

/** scope-token of RFC 6749 §3.3: printable ASCII without space, quote and backslash. Roles are held to it too. */
const NAME = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * The names that a requirement was made with, checked once at creation and frozen.
 *
 * @throws TypeError when there is none, or one is not a name.
 */
export function requirementNames(action: string, names: Names): Names {
  if (names.length === 0) throw new TypeError(`${action}: no name is given`);
  for (const name of names) checkName(action, name);
  return Object.freeze([...names]);
}

/** @throws TypeError for what is not a string, is empty, or holds white space, quotes or backslashes. */
export function checkName(action: string, name: unknown): void {
  if (Array.isArray(name)) throw new TypeError(`${action}: an array is given, spread it into single names`);
  if (typeof name !== 'string')
    throw new TypeError(`${action}: a name is of type ${typeof name}, not a string`);
  if (!NAME.test(name)) throw new TypeError(`${action}: ${JSON.stringify(name)} is not a name`);
}
