import type { FieldProblem, Names } from '@portcullis/core';
import type { ClientDetails, UncheckedDetails } from './client.js';
import { isRedirectUri } from './is-redirect-uri.js';

/** The names that exist; without a list, any name may be given. */
export interface KnownNames {
  readonly scopes: Names | undefined;
  readonly roles: Names | undefined;
}

/** RFC 6749 §3.3, appendix A.4: what can be one scope, and stand beside others. */
const token = /^[!#-[\]-~]{1,128}$/;

const longestName = 200;

/** What is wrong with the details of a client, one entry for each offending value; nothing is empty. */
export function clientProblems(details: UncheckedDetails, known: KnownNames): readonly FieldProblem[] {
  return [
    ...nameProblems(details.name),
    ...listProblems('grants', details.grants, isToken),
    ...listProblems('scopes', details.scopes, (value) => isToken(value) && isKnown(value, known.scopes)),
    ...listProblems('roles', details.roles, (value) => isToken(value) && isKnown(value, known.roles)),
    ...listProblems('permissions', details.permissions, isToken),
    ...listProblems('redirectUris', details.redirectUris, isRedirectUri),
  ];
}

function nameProblems(name: unknown): readonly FieldProblem[] {
  if (name === undefined) return [];
  if (typeof name === 'string' && name.length <= longestName && /^\P{C}*\S\P{C}*$/u.test(name)) return [];
  return [{ pointer: '/name', detail: `Must be a text of 1 to ${longestName} characters` }];
}

function listProblems(
  member: keyof ClientDetails,
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

function isToken(value: string): boolean {
  return token.test(value);
}

function isKnown(value: string, known: Names | undefined): boolean {
  return known?.includes(value) ?? true;
}
