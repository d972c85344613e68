import type { IncomingMessage } from 'node:http';
import { type Eventually, isPromiseLike, type Principal } from '@portcullis/core';
import type { EntitlementSource } from './entitlement-source.js';

/** What one source said about one principal, by question. */
type Answers = Map<string, unknown>;

interface Asked {
  readonly source: EntitlementSource;
  readonly principal: Principal;
  readonly answers: Answers;
}

/** On the request: a `WeakMap` costs 3 µs more for each, on Node 24, and what is in it outlives several collections. */
const ASKED = Symbol('asked');

/** A further credential makes another principal, which is asked about anew. */
type AskedRequest = IncomingMessage & { [ASKED]?: readonly Asked[] };

/** The answers that were given about the principal during this request. */
export function answersOf(req: AskedRequest, source: EntitlementSource, principal: Principal): Answers {
  const asked = req[ASKED] ?? [];
  const known = asked.find((one) => one.source === source && one.principal === principal);
  if (known !== undefined) return known.answers;
  const answers: Answers = new Map();
  req[ASKED] = [...asked, { source, principal, answers }];
  return answers;
}

/**
 * Gives the answer that is known or on its way, or asks. A failure is not kept.
 *
 * @param question `type:action` for a filter, `type:action:id` for one resource: only the id may hold a colon.
 */
export function askOnce<Answer>(
  answers: Answers,
  question: string,
  ask: () => Eventually<Answer>,
): Eventually<Answer> {
  const known = answers.get(question) as Eventually<Answer> | undefined;
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(question, answer);
  if (isPromiseLike(answer)) answer.then(undefined, () => answers.delete(question));
  return answer;
}
