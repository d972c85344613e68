// What no library of the peers does: each app writes it by hand.
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { ownerOf, plan } from './full-stack-material.js';

/** Who calls, as an app reads it from where its libraries leave it. */
export interface PeerCaller {
  keyClient(req: Request): string | undefined;
  tokenClient(req: Request): unknown;
  user(req: Request): unknown;
}

export function limitByKey({ keyClient }: PeerCaller): RequestHandler {
  return rateLimit({
    windowMs: plan.windowSeconds * 1000,
    limit: plan.limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (req) => keyClient(req) ?? '',
  });
}

/** The token must be one of the key's client. */
export function requireSameClient({ keyClient, tokenClient }: PeerCaller): RequestHandler {
  return (req, res, next) => {
    if (tokenClient(req) === keyClient(req)) next();
    else res.status(403).json({ error: 'credential_mismatch' });
  };
}

export function requireOwner({ user }: PeerCaller): RequestHandler {
  return (req, res, next) => {
    if (ownerOf.get(String(req.params['accountId'])) === user(req)) next();
    else res.status(404).json({ error: 'not_found' });
  };
}

/** For libraries that throw and leave the answer to the app. */
export const refuseThrown: ErrorRequestHandler = (error, _req, res, _next) => {
  res
    .status(error.status ?? 500)
    .set(error.headers ?? {})
    .json({ error: error.code });
};
