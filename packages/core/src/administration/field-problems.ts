import type { FieldProblem } from '../problem-body.js';

/** RFC 6749 §3.3, appendix A.4: what can be one scope, and stand beside others. */
const scopeToken = /^[!#-[\]-~]{1,128}$/;

const longestName = 200;

/** Can this be the name of a scope, role, permission or grant: visible ASCII without quote and backslash, at most 128? */
export function isScopeToken(value: string): boolean {
  return scopeToken.test(value);
}

/** What is wrong with a name for people; nothing when it is absent. */
export function nameProblems(name: unknown): readonly FieldProblem[] {
  if (name === undefined) return [];
  if (typeof name === 'string' && name.length <= longestName && /^\P{C}*[^\s\p{C}]\P{C}*$/u.test(name))
    return [];
  return [{ pointer: '/name', detail: `Must be a text of 1 to ${longestName} characters` }];
}

/** What is wrong with a list of different texts, one entry for each offending one; nothing when it is absent. */
export function listProblems(
  member: string,
  list: unknown,
  isGood: (value: string) => boolean,
): readonly FieldProblem[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{ pointer: `/${member}`, detail: 'Must be a list of texts' }];
  return list.flatMap((value: unknown, index) => {
    if (typeof value === 'string' && isGood(value) && list.indexOf(value) === index) return [];
    return [{ pointer: `/${member}/${index}`, detail: 'Is unknown or malformed, or stands twice' }];
  });
}

/** A member that must be there and is not. */
export function missingProblem(member: string, value: unknown): readonly FieldProblem[] {
  return value === undefined ? [{ pointer: `/${member}`, detail: 'Is missing' }] : [];
}
