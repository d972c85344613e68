// Peer: fast-jwt with its cache of verified tokens, called by hand.
import { createPublicKey } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { createVerifier } from 'fast-jwt';
import { type BearerMaterial, transferScope } from './bearer-material.js';
import { createResourceServer } from './resource-server.js';

interface FastJwtRequest extends Request {
  claims?: { readonly client_id: string; readonly scope: string };
}

export function createContender({ issuer, audience, algorithm, jwks, cacheEntries }: BearerMaterial) {
  const verify = createVerifier({
    key: createPublicKey({ key: { ...jwks.keys[0] }, format: 'jwk' })
      .export({ format: 'pem', type: 'spki' })
      .toString(),
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    cache: cacheEntries,
  });
  const authenticate: RequestHandler = (req: FastJwtRequest, res, next) => {
    try {
      req.claims = verify(req.headers.authorization?.slice(7) ?? '');
    } catch {
      res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'invalid_token' });
      return;
    }
    next();
  };
  const authorize: RequestHandler = (req: FastJwtRequest, res, next) => {
    if (req.claims?.scope.split(' ').includes(transferScope)) next();
    else res.status(403).json({ error: 'insufficient_scope' });
  };
  return createResourceServer({
    authenticate,
    authorize,
    clientOf: (req: FastJwtRequest) => req.claims?.client_id,
  });
}
