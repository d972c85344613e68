import type { ServerResponse } from 'node:http';
import { type ProblemMembers, problemBody } from './problem-body.js';

/**
 * Answers with `application/problem+json` and `Cache-Control: no-store`. Headers that belong to the status (`Allow`,
 * `Retry-After`, `WWW-Authenticate`) are the caller's to set before.
 */
export function sendProblem(res: ServerResponse, status: number, members: ProblemMembers = {}): void {
  const text = JSON.stringify(problemBody(status, members));
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/problem+json');
  // Left by a handler that did not come to write its body. Removed, it would make the answer chunked.
  if (res.hasHeader('Content-Length')) res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}
