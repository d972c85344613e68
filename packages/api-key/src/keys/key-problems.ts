import {
  createAddressList,
  type FieldProblem,
  isScopeToken,
  listProblems,
  type Names,
  nameProblems,
} from '@portcullis/core';
import { isKeyId } from '../format/key-format.js';
import type { UncheckedKeyDetails } from './key.js';

/** The names that exist; without a list, any name may be given. */
export interface KnownNames {
  readonly scopes: Names | undefined;
  readonly roles: Names | undefined;
}

const identifier = /^\P{C}{1,512}$/u;

/** What is wrong with the details of a key, one entry for each offending value; nothing is empty. */
export function keyProblems(
  details: UncheckedKeyDetails,
  known: KnownNames,
  now: number,
): readonly FieldProblem[] {
  const { id, clientId, environment, expiresAt, metadata } = details;
  return [
    ...problem('id', 'Must be 1 to 64 letters and digits', id, isKeyId),
    ...problem('clientId', 'Must be the id of a client', clientId, isIdentifier),
    ...nameProblems(details.name),
    ...problem('environment', 'Must be live or test', environment, isEnvironment),
    ...names('scopes', details.scopes, known.scopes),
    ...names('roles', details.roles, known.roles),
    ...names('permissions', details.permissions, undefined),
    ...addressProblems(details.allowedAddresses),
    ...problem('expiresAt', 'Must be a time to come', expiresAt, (time) => isTime(time) && time > now),
    ...problem('metadata', 'Must be an object', metadata, isObject),
  ];
}

function problem(
  member: string,
  detail: string,
  value: unknown,
  isGood: (value: unknown) => boolean,
): readonly FieldProblem[] {
  return value === undefined || isGood(value) ? [] : [{ pointer: `/${member}`, detail }];
}

function names(member: string, list: unknown, known: Names | undefined): readonly FieldProblem[] {
  if (list === null) return [];
  return listProblems(member, list, (name) => isScopeToken(name) && (known?.includes(name) ?? true));
}

/** An empty list would let the key be used from nowhere: that is what suspending is for. */
function addressProblems(list: unknown): readonly FieldProblem[] {
  if (list === null) return [];
  if (Array.isArray(list) && list.length === 0) {
    return [{ pointer: '/allowedAddresses', detail: 'Must have at least one address or network' }];
  }
  return listProblems('allowedAddresses', list, isNetwork);
}

function isNetwork(text: string): boolean {
  try {
    createAddressList('Cannot read address', [text]);
    return true;
  } catch {
    return false;
  }
}

function isIdentifier(value: unknown): boolean {
  return typeof value === 'string' && identifier.test(value);
}

function isEnvironment(value: unknown): boolean {
  return value === 'live' || value === 'test';
}

export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
