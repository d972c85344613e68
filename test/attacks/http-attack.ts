import { encode } from './forge.js';
import type { Target } from './target.js';
import type { Refusal } from './token-attack.js';

/** A request that must not reach a handler, as the characters that go over the wire. */
export interface HttpAttack {
  readonly name: string;
  readonly text: (target: Target) => string;
  /** Several where Node's versions differ in what their parser lets pass. */
  readonly refusal: HttpRefusal | readonly HttpRefusal[];
}

export interface HttpAttackGroup {
  readonly title: string;
  readonly attacks: readonly HttpAttack[];
}

/** By a guard, or before one came to it. */
export type HttpRefusal = Refusal | OtherRefusal;

/** By Node's parser (no body worth reading), or by the app around the guards. */
interface OtherRefusal {
  readonly status: number;
  readonly by: 'node' | 'app';
}

export function byNode(status: number): OtherRefusal {
  return { status, by: 'node' };
}

export function byApp(status: number): OtherRefusal {
  return { status, by: 'app' };
}

/** A request with `Host` and `Connection: close`. */
export function request(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  const fixed = ['Host: 127.0.0.1', 'Connection: close', ...length];
  return [`${line} HTTP/1.1`, ...fixed, ...headers, '', body].join('\r\n');
}

/** One attack for each line or list of lines, named after it. */
export function eachLine(
  lines: readonly (string | readonly string[])[],
  refusal: HttpAttack['refusal'],
  text: (lines: readonly string[], target: Target) => string,
): readonly HttpAttack[] {
  return lines.map((line) => ({
    name: nameOf([line].flat().join(' | ')),
    text: (target) => text([line].flat(), target),
    refusal,
  }));
}

/** `TOKEN` in a line stands for a good token, `BASIC` for it as the user of a Basic credential. */
export function withToken(line: string, { forges }: Target): string {
  const token = forges.jwks.mint();
  return line.replaceAll('TOKEN', token).replaceAll('BASIC', encode(`${token}:`));
}

function nameOf(text: string): string {
  const printable = text.replaceAll(/[^ -~]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
  return printable.length > 90 ? `${printable.slice(0, 70)}… (${text.length})` : printable;
}
