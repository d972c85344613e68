import { type FieldProblem, sendProblem } from '@portcullis/core';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { ZodType } from 'zod';

export interface JsonBodyOptions {
  /** The answer to another media type than JSON. @default 415 */
  readonly wrongMediaType?: 400 | 415;
}

/**
 * Reads a JSON body of at most 100 KiB and holds it against a schema; mount it after the guards. `req.body` is what the
 * schema gives. Another media type is 415 (or 400), what the schema refuses 400 with one entry for each field. Broken
 * JSON and too large bodies are left to the app's error handler.
 */
export function jsonBody(schema: ZodType, options: JsonBodyOptions = {}): RequestHandler[] {
  const { wrongMediaType = 415 } = options;
  return [
    function requireJson(req: Request, res: Response, next: NextFunction) {
      if (req.is('json') || req.is('+json')) next();
      else sendProblem(res, wrongMediaType, { detail: 'The body must be application/json' });
    },
    express.json({ limit: '100kb', type: ['json', '+json'] }),
    function checkBody(req: Request, res: Response, next: NextFunction) {
      const result = schema.safeParse(req.body);
      if (!result.success) return sendProblem(res, 400, { errors: fieldProblems(result.error.issues) });
      req.body = result.data;
      next();
    },
  ];
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** One entry for each field: a member that should not be there is a field too. */
function fieldProblems(issues: readonly Issue[]): readonly FieldProblem[] {
  const byPointer = new Map<string, string>();
  for (const { path, message, keys } of issues) {
    for (const place of keys?.map((key) => [...path, key]) ?? [path]) {
      const pointer = place.map((step) => `/${escapeStep(String(step))}`).join('');
      if (!byPointer.has(pointer))
        byPointer.set(pointer, keys === undefined ? message : 'is not a member of this body');
    }
  }
  return [...byPointer].map(([pointer, detail]) => ({ pointer, detail }));
}

/** RFC 6901 §3 */
function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
