import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions } from './check-options.js';
import type { Next } from './guard.js';
import { type RefusalForm, remember } from './request-memory.js';

/**
 * Makes a middleware, mounted once at the top, for an app that wants its refusals in a form of its own.
 *
 * With `forward: true` each refusal goes to `next(error)`: a fresh `SecurityError` whose `status` and `headers`
 * (challenges and `Cache-Control` included) the app's error handler must set. With `answer` status and headers are
 * set already, and the function ends the response with its own body.
 *
 * @throws TypeError unless exactly one of the two is given.
 */
export function refusals(form: RefusalForm) {
  checkOptions('Cannot create refusals middleware', form, ['forward', 'answer']);
  const forward = 'forward' in form && form.forward === true;
  const answer = 'answer' in form && typeof form.answer === 'function';
  if (forward === answer) {
    throw new TypeError('Cannot create refusals middleware: give either forward: true or an answer function');
  }
  return function refusalsMiddleware(req: IncomingMessage, _res: ServerResponse, next: Next): void {
    remember(req, { refusalForm: form });
    next();
  };
}
