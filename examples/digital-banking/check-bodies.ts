import { type FieldProblem, sendProblem } from '@portcullis/core';
import express, {
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { middleware as openApiValidator, error as refusals } from 'express-openapi-validator';
import type { ApiDocument } from './document.js';

/**
 * Reads JSON bodies and holds them against the schemas of the document; mount it behind what asks for credentials. What is
 * off its schema is 400, with one entry for each field. `express-openapi-validator` knows the schemas; who may call is
 * not its business here.
 */
export function checkBodies(document: ApiDocument): (RequestHandler | ErrorRequestHandler)[] {
  const validator = openApiValidator({
    // It compares whole paths of requests with these, and its types want what a JSON file cannot say.
    apiSpec: structuredClone({ ...document, servers: [{ url: '/' }] }) as never,
    validateRequests: { allErrors: true, allowUnknownQueryParameters: true },
    ajvFormats: { mode: 'full' },
    validateSecurity: false,
    fileUploader: false,
  });
  return [...[express.json({ limit: '100kb' }), ...validator].map(unlessReading), sendFieldProblems];
}

/** GET and HEAD bring no body, and the document has no HEAD. */
function unlessReading(handler: RequestHandler): RequestHandler {
  return function checkBody(req, res, next) {
    if (req.method === 'GET' || req.method === 'HEAD') next();
    else handler(req, res, next);
  };
}

function sendFieldProblems(error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (!(error instanceof refusals.BadRequest)) {
    next(error);
    return;
  }
  const problems = new Map<string, FieldProblem>();
  for (const { path, message } of error.errors) {
    const pointer = pointerTo(path.replace(/^\/body/, ''), req.body);
    if (!problems.has(pointer)) problems.set(pointer, { pointer, detail: message });
  }
  sendProblem(res, 400, { errors: [...problems.values()] });
}

/** The validator leaves the name of a member that should not be there as the client wrote it (RFC 6901 §3). */
function pointerTo(path: string, value: unknown): string {
  const name = path.slice(1);
  if (path === '' || Object(value) !== value) return path;
  if (Object.hasOwn(value as object, name)) return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const [step = ''] = name.split('/');
  const inside = (value as Record<string, unknown>)[step];
  return `/${step}${pointerTo(path.slice(step.length + 1), inside)}`;
}
