import type { Meter } from '@portcullis/limits';
import type { NextFunction, Request, Response } from 'express';

/**
 * Counts every call that the limit of its key let through, whatever is answered. What was called is known once the
 * document was asked, so it counts when the answer is over.
 */
export function countCalls({ count }: Meter) {
  return function countCall(req: Request, res: Response, next: NextFunction): void {
    res.once('close', () => count(req, res, () => {}));
    next();
  };
}
