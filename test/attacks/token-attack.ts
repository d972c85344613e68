import type { Reason } from '@portcullis/core';
import type { Forge } from './forge.js';

/** A token that must not get through. */
export interface TokenAttack {
  readonly name: string;
  readonly token: (forge: Forge) => string;
  readonly refusal: Refusal;
}

/** Attacks of one kind. */
export interface AttackGroup {
  readonly title: string;
  readonly attacks: readonly TokenAttack[];
  /** Only against a key set: a local issuer does not ask the token. */
  readonly keySetOnly?: true;
}

/** How a guard refuses. */
export interface Refusal {
  readonly status: number;
  readonly challenges: readonly string[];
  /** `error` of the body. */
  readonly error?: string;
  /** Of the decision event. */
  readonly reason: Reason;
}

/** No credential, as far as the guard is concerned (RFC 6750 §3.1). */
export const absent: Refusal = {
  status: 401,
  challenges: ['Bearer realm="api"'],
  reason: 'no_credential',
};

/** A token that was read, and is not good. */
export function invalid(reason: Reason): Refusal {
  return {
    status: 401,
    challenges: ['Bearer realm="api", error="invalid_token"'],
    error: 'invalid_token',
    reason,
  };
}

/** A request that cannot be read. */
export function unreadable(reason: Reason): Refusal {
  return {
    status: 400,
    challenges: ['Bearer realm="api", error="invalid_request"'],
    error: 'invalid_request',
    reason,
  };
}

/** One attack for each entry of a table, under its name. */
export function eachOf<Make>(
  table: Readonly<Record<string, Make>>,
  refusal: Refusal,
  token: (forge: Forge, make: Make) => string,
): readonly TokenAttack[] {
  return Object.entries(table).map(([name, make]) => ({
    name,
    token: (forge) => token(forge, make),
    refusal,
  }));
}

/** One attack for each value, named after it. */
export function each<Value>(
  values: readonly Value[],
  refusal: Refusal,
  what: string,
  token: (forge: Forge, value: Value) => string,
): readonly TokenAttack[] {
  return values.map((value) => ({
    name: `${what} ${shown(value)}`.trimStart(),
    token: (forge) => token(forge, value),
    refusal,
  }));
}

/** A value for a test's name: what cannot be printed is escaped, what is long is cut. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const printable = text.replaceAll(/[^ -~]/g, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return printable.length > 80 ? `${printable.slice(0, 60)}… (${text.length})` : printable;
}
