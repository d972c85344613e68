import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendProblem } from './send-problem.js';

/** Makes the middleware behind all routes: 404, with the very answer of a resource that a guard hides. */
export function notFound() {
  return function notFoundMiddleware(_req: IncomingMessage, res: ServerResponse): void {
    sendProblem(res, 404);
  };
}
