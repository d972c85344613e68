import type { ServerResponse } from 'node:http';
import { type ProblemMembers, problemBody } from './problem-body.js';

/**
 * Answers with `application/problem+json` and `Cache-Control: no-store`. Headers that belong to the status (`Allow`,
 * `Retry-After`, `WWW-Authenticate`) are the caller's to set before.
 */
export function sendProblem(res: ServerResponse, status: number, members: ProblemMembers = {}): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/problem+json');
  res.setHeader('Cache-Control', 'no-store');
  res.end(JSON.stringify(problemBody(status, members)));
}
