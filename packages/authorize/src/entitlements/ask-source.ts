import type { IncomingMessage } from 'node:http';
import { type Eventually, isPromiseLike, isSecurityError, ServiceUnavailableError } from '@portcullis/core';
import type {
  EntitlementQuestion,
  EntitlementSource,
  FilteringSource,
  FilterQuestion,
} from './entitlement-source.js';
import { answersOf, askOnce } from './request-answers.js';

/**
 * Asks whether somebody is entitled, once for each request and question, also when several ask at the same time.
 *
 * A 403 or 404 that the source throws is a no, so that its own words do not tell what exists.
 *
 * @throws ServiceUnavailableError when the source fails, with the cause; it is asked again the next time.
 * @throws TypeError when it answers neither `true` nor `false`.
 */
export function askIsEntitled(
  req: IncomingMessage,
  source: EntitlementSource,
  question: EntitlementQuestion,
): Eventually<boolean> {
  const { principal, type, action, id } = question;
  return askOnce(answersOf(req, source, principal), `${type}:${action}:${id}`, () =>
    settle(() => source.isEntitled(question), readBoolean, readRefusal),
  );
}

/**
 * Asks for the filter of a list, once for each request and question.
 *
 * @throws ServiceUnavailableError when the source fails, with the cause; it is asked again the next time.
 * @throws TypeError when it gives no filter: a list without one would show everything.
 */
export function askFilter<Filter extends NonNullable<unknown>>(
  req: IncomingMessage,
  source: FilteringSource<Filter>,
  question: FilterQuestion,
): Eventually<Filter> {
  const { principal, type, action } = question;
  return askOnce(answersOf(req, source, principal), `${type}:${action}`, () =>
    settle<Filter>(() => source.filterFor(question), readFilter, fail),
  );
}

/** A promise is made of what is only like one: some run their query anew for each `then`. */
function settle<Answer>(
  ask: () => Eventually<Answer>,
  read: (answer: Answer) => Answer,
  readError: (error: unknown) => Answer,
): Eventually<Answer> {
  let answer: Eventually<Answer>;
  try {
    answer = ask();
  } catch (error) {
    return readError(error);
  }
  return isPromiseLike(answer) ? Promise.resolve(answer).then(read, readError) : read(answer);
}

function readBoolean(answer: unknown): boolean {
  if (answer === true || answer === false) return answer;
  throw new TypeError(`Cannot tell who is entitled: the source answers true or false, not ${typeof answer}`);
}

function readFilter<Filter>(answer: Filter): Filter {
  if (answer !== undefined && answer !== null) return answer;
  throw new TypeError('Cannot filter by entitlement: the source gave no filter');
}

function readRefusal(error: unknown): false {
  if (isSecurityError(error) && (error.status === 403 || error.status === 404)) return false;
  return fail(error);
}

function fail(error: unknown): never {
  if (isSecurityError(error)) throw error;
  throw new ServiceUnavailableError('Cannot tell who is entitled: the source failed', {
    reason: 'entitlements_unavailable',
    cause: error,
  });
}
