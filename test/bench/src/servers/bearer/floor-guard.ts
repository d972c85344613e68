import type { Request, RequestHandler } from 'express';
import { transferScope } from './bearer-material.js';
import { refuseAbsent, refuseInvalid, refuseScope } from './floor-refusal.js';
import type { FloorClaims } from './floor-verifier.js';
import { createResourceServer } from './resource-server.js';

interface FloorRequest extends Request {
  claims?: FloorClaims;
}

/** Header check, verification, one property on the request: what is left when all else is taken away. */
export function createFloor(verify: (token: string) => FloorClaims | undefined) {
  const authenticate: RequestHandler = (req: FloorRequest, res, next) => {
    const header = req.headers.authorization;
    if (header === undefined || !header.startsWith('Bearer ')) return refuseAbsent(res);
    const claims = verify(header.slice(7));
    if (claims === undefined) return refuseInvalid(res);
    req.claims = claims;
    next();
  };
  const authorize: RequestHandler = (req: FloorRequest, res, next) => {
    if (req.claims?.scope.split(' ').includes(transferScope)) return next();
    refuseScope(res);
  };
  return createResourceServer({ authenticate, authorize, clientOf: clientOfClaims });
}

function clientOfClaims(req: FloorRequest): string | undefined {
  return req.claims?.client_id;
}
