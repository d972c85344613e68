import { STATUS_CODES } from 'node:http';
import type { Decision } from '@portcullis/core';
import { expect } from 'vitest';
import type { RawAnswer } from '../support/raw-request.js';
import type { HttpRefusal } from './http-attack.js';
import type { Target } from './target.js';
import type { Refusal } from './token-attack.js';

/** What a stack, a path or a library would look like. */
const internals =
  /node_modules|node:|\bat .*:\d+|\.[cm]?[jt]s\b|\b(?:express|jose|openssl|helmet|portcullis|llhttp|crypto|prototype)\b|ERR_|Error:/i;

/** Sends, and expects a refusal: status, challenge, event, body; that no handler ran, and that nothing is told. */
export async function expectRefusal(
  target: Target,
  refusal: HttpRefusal | readonly HttpRefusal[],
  sent: string,
  send: () => Promise<RawAnswer>,
): Promise<void> {
  target.ran.length = 0;
  target.decisions.length = 0;
  const answer = await send();
  const expected = chooseRefusal([refusal].flat(), answer, target);
  expect(target.ran).toEqual([]);
  expectNothingTold(answer, sent);
  if (!('by' in expected)) expectGuardAnswer(answer, expected, sent.startsWith('HEAD '), target);
  else if (expected.by === 'app') expectAppAnswer(answer, expected.status);
  else
    expect(answer).toMatchObject({ status: expected.status, body: expect.stringMatching(/^(0\r\n\r\n)?$/) });
}

/** Neither headers nor body name what they are made with, or repeat a long word of what was sent. */
export function expectNothingTold({ headers, body }: RawAnswer, sent: string): void {
  const told = [...headers.map((header) => header.join(': ')), body].join('\n');
  expect(told).not.toMatch(internals);
  const words = sent.match(/[\w+/-]{24,}/g) ?? [];
  expect(words.filter((word) => told.includes(word))).toEqual([]);
}

export function valuesOf({ headers }: RawAnswer, name: string): readonly string[] {
  return headers.filter(([found]) => found === name).map(([, value]) => value);
}

/** Of several that may be, the one that came; the first, where none of them did. */
function chooseRefusal(refusals: readonly HttpRefusal[], { status }: RawAnswer, target: Target): HttpRefusal {
  const reason = deniedIn(target)[0]?.reason;
  const found = refusals.find(
    (refusal) => refusal.status === status && ('by' in refusal || refusal.reason === reason),
  );
  const [first] = refusals;
  if (first === undefined) throw new Error('No refusal is expected');
  return found ?? first;
}

function deniedIn({ decisions }: Target): readonly Decision[] {
  return decisions.filter(({ outcome }) => outcome === 'deny');
}

function expectGuardAnswer(answer: RawAnswer, refusal: Refusal, isHead: boolean, target: Target): void {
  const { status, challenges, error, reason } = refusal;
  expect([answer.status, valuesOf(answer, 'www-authenticate')]).toEqual([status, challenges]);
  expect(deniedIn(target).map((decision) => [decision.reason, decision.status])).toEqual([[reason, status]]);
  expectProblem(answer, status, error, isHead);
}

function expectAppAnswer(answer: RawAnswer, status: number): void {
  expect([answer.status, valuesOf(answer, 'www-authenticate')]).toEqual([status, []]);
  expectProblem(answer, status, undefined, false);
}

function expectProblem(answer: RawAnswer, status: number, error: string | undefined, isHead: boolean): void {
  expect(valuesOf(answer, 'cache-control')).toEqual(['no-store']);
  expect(valuesOf(answer, 'content-type')).toEqual(['application/problem+json']);
  if (isHead) return;
  const { detail, ...problem } = JSON.parse(answer.body);
  expect(problem).toEqual({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    ...(error !== undefined && { error, error_description: detail }),
  });
}
