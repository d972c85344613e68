import type { Request, RequestHandler } from 'express';
import { FloorKeys, randomKey, refuseAbsentKey, refuseInvalidKey } from '../api-key/floor-keys.js';
import { createRefusal, refuseAbsent, refuseInvalid, refuseScope } from '../bearer/floor-refusal.js';
import type { FloorClaims } from '../bearer/floor-verifier.js';
import { setFloorHeaders } from '../headers/floor-headers.js';
import { createFloorLimit } from '../rate-limit/floor-limit.js';
import { createAccountServer } from './account-server.js';
import { anotherApp, callingApp, keyHeader, ownerOf, plan, readScope } from './full-stack-material.js';

interface FloorRequest extends Request {
  claims?: FloorClaims;
}

const header = keyHeader.toLowerCase();
const refuseMismatch = createRefusal(403);
const refuseMissing = createRefusal(404);

/** Every check of the stack in one function, in the order in which the others make them. */
export function createFloorStack(verify: (token: string) => FloorClaims | undefined) {
  const keys = new FloorKeys();
  const take = createFloorLimit(plan);
  const protect: RequestHandler = (req: FloorRequest, res, next) => {
    const text = req.headers[header];
    if (typeof text !== 'string') return refuseAbsentKey(res);
    const key = keys.find(text);
    if (key === undefined) return refuseInvalidKey(res);
    res.setHeader('Cache-Control', 'private');
    if (!take(key.clientId, res)) return;
    const { authorization } = req.headers;
    if (authorization === undefined || !authorization.startsWith('Bearer ')) return refuseAbsent(res);
    const claims = verify(authorization.slice(7));
    if (claims === undefined) return refuseInvalid(res);
    if (claims.client_id !== key.clientId) return refuseMismatch(res);
    if (!claims.scope.split(' ').includes(readScope)) return refuseScope(res);
    if (ownerOf.get(String(req.params['accountId'])) !== claims.sub) return refuseMissing(res);
    req.claims = claims;
    next();
  };
  return createAccountServer({
    keys: {
      good: keys.make({ clientId: callingApp }),
      ofAnotherClient: keys.make({ clientId: anotherApp }),
      unknown: randomKey(),
    },
    headers: setFloorHeaders,
    guards: [protect],
    clientOf: (req: FloorRequest) => req.claims?.client_id,
  });
}
