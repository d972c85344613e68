import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions } from './check-options.js';
import type { Next } from './guard.js';
import { type ErrorAnswer, readForeignError } from './read-foreign-error.js';
import { isSecurityError, type SecurityError } from './security-error.js';
import { sendProblem } from './send-problem.js';

export interface ProblemDetailsOptions {
  /**
   * Hears of every error that is answered with 5xx: cause and stack are for the log alone.
   *
   * @default console.error
   */
  readonly log?: (error: unknown, req: IncomingMessage) => void;
}

/** What handlers set for the answer that they did not come to give. */
const STALE_HEADERS = [
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Range',
  'ETag',
  'Last-Modified',
];

/**
 * Makes the error handler behind all routes, for what others throw: body parsers, `decodeURIComponent`, handlers,
 * refusals that were forwarded. Answers with `application/problem+json` in words of our own: never a library's
 * message, never a stack. When the headers are gone already, the error goes on, and Express ends the connection.
 *
 * @throws TypeError for an unknown option or a `log` that is no function.
 */
export function problemDetails(options: ProblemDetailsOptions = {}) {
  const action = 'Cannot create problemDetails';
  checkOptions(action, options, ['log']);
  const { log = (error: unknown) => console.error(error) } = options;
  if (typeof log !== 'function') throw new TypeError(`${action}: log must be a function`);
  // Express knows an error handler by its four parameters.
  return function problemDetailsMiddleware(
    error: unknown,
    req: IncomingMessage,
    res: ServerResponse,
    next: Next,
  ) {
    if (res.headersSent) {
      next(error);
      return;
    }
    const { status, headers, ...members } = isSecurityError(error)
      ? readRefusal(error)
      : readForeignError(error);
    if (status >= 500) log(error, req);
    for (const name of STALE_HEADERS) res.removeHeader(name);
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    sendProblem(res, status, members);
  };
}

function readRefusal({ status, headers, code, description }: SecurityError): ErrorAnswer {
  return { status, headers, error: code, detail: description };
}
