import { type FieldProblem, isScopeToken, listProblems, type Names, nameProblems } from '@portcullis/core';
import type { UncheckedDetails } from './client.js';
import { isRedirectUri } from './is-redirect-uri.js';

/** The names that exist; without a list, any name may be given. */
export interface KnownNames {
  readonly scopes: Names | undefined;
  readonly roles: Names | undefined;
}

/** What is wrong with the details of a client, one entry for each offending value; nothing is empty. */
export function clientProblems(details: UncheckedDetails, known: KnownNames): readonly FieldProblem[] {
  return [
    ...nameProblems(details.name),
    ...listProblems('grants', details.grants, isScopeToken),
    ...listProblems('scopes', details.scopes, (value) => isScopeToken(value) && isKnown(value, known.scopes)),
    ...listProblems('roles', details.roles, (value) => isScopeToken(value) && isKnown(value, known.roles)),
    ...listProblems('permissions', details.permissions, isScopeToken),
    ...listProblems('redirectUris', details.redirectUris, isRedirectUri),
  ];
}

function isKnown(value: string, known: Names | undefined): boolean {
  return known?.includes(value) ?? true;
}
