import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendProblem } from './send-problem.js';

const METHOD = /^[A-Z][A-Z-]*$/;

/**
 * Makes the last handler of a path: 405 with `Allow` (RFC 9110 §15.5.6). With `GET` comes `HEAD`, as in Express.
 *
 * ```ts
 * app.route('/messages').post(guard, handler).all(methodNotAllowed('POST'));
 * ```
 *
 * @throws TypeError for no method, or one that is not in capitals.
 */
export function methodNotAllowed(...methods: readonly string[]) {
  const wrong = methods.find((method) => !METHOD.test(method));
  if (methods.length === 0 || wrong !== undefined) {
    throw new TypeError(
      `Cannot create methodNotAllowed: ${JSON.stringify(wrong ?? '')} is not a method in capitals`,
    );
  }
  const allowed = new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
  const allow = [...allowed].join(', ');
  return function methodNotAllowedMiddleware(_req: IncomingMessage, res: ServerResponse): void {
    res.setHeader('Allow', allow);
    sendProblem(res, 405);
  };
}
