import { createPrincipal, defineGuard, type Guard, type Scheme } from '@portcullis/core';

export interface Caller {
  readonly id?: string;
  readonly userId?: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
}

const issuer = 'https://login.example';

const scheme: Scheme = {
  kind: 'token',
  slot: 'header x-caller',
  authenticate(req) {
    const header = req.headers['x-caller'];
    if (typeof header !== 'string') return undefined;
    const { id = 'admin', userId, ...names } = JSON.parse(header) as Caller;
    const user = userId === undefined ? {} : { user: { id: userId, issuer } };
    return createPrincipal({ kind: 'token', client: { id, issuer }, ...user, ...names }, scheme);
  },
  challenges: () => ['Test realm="test"'],
};

/** A guard that believes the header `x-caller`: who calls is not what is tested here. */
export function callerGuard(): Guard {
  return defineGuard('caller', scheme);
}

export function asCaller(caller: Caller): Record<string, string> {
  return { 'x-caller': JSON.stringify(caller) };
}
