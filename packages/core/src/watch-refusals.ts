import type { IncomingMessage } from 'node:http';
import { recall, remember } from './request-memory.js';
import type { SecurityError } from './security-error.js';

/**
 * Calls `listener` with every refusal of this request from now on, before it is answered: for limiters that count
 * failures. It cannot change the answer; what it throws is not caught.
 */
export function watchRefusals(req: IncomingMessage, listener: (error: SecurityError) => void): void {
  remember(req, { refusalListeners: [...(recall(req)?.refusalListeners ?? []), listener] });
}
