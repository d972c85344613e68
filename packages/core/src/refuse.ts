import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerRefusal } from './answer-refusal.js';
import { publishDecision } from './decision.js';
import type { Next } from './guard.js';
import type { Names, Principal } from './principal.js';
import type { SecurityError } from './security-error.js';

/**
 * Refuses a request as a guard does: publishes the decision and answers, in the form that the app asked for. For
 * limiters and routers, which write headers of their own and so are no requirements.
 *
 * It does nothing when the response has ended, and does not check that the error is meant for the client.
 *
 * @param by What decided, for the decision event.
 */
export function refuse(
  req: IncomingMessage & { principal?: Principal },
  res: ServerResponse,
  next: Next,
  error: SecurityError,
  challenges: Names = [],
  by = 'refuse',
): void {
  if (res.writableEnded) return;
  publishDecision({ outcome: 'deny', guard: by, request: req, principal: req.principal, error });
  answerRefusal(req, res, next, error, challenges);
}
