import { createPublicKey } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { createVerifier } from 'fast-jwt';
import type { BearerMaterial } from './bearer-material.js';

export interface FastJwtRequest extends Request {
  claims?: { readonly client_id: string; readonly sub: string; readonly scope: string };
}

/** fast-jwt with its cache of verified tokens, called by hand. */
export function verifyByFastJwt(material: BearerMaterial): RequestHandler {
  const { issuer, audience, algorithm, jwks, cacheEntries } = material;
  const verify = createVerifier({
    key: createPublicKey({ key: { ...jwks.keys[0] }, format: 'jwk' })
      .export({ format: 'pem', type: 'spki' })
      .toString(),
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    cache: cacheEntries,
  });
  return (req: FastJwtRequest, res, next) => {
    try {
      req.claims = verify(req.headers.authorization?.slice(7) ?? '');
    } catch {
      res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'invalid_token' });
      return;
    }
    next();
  };
}

export function requireClaimedScope(scope: string): RequestHandler {
  return (req: FastJwtRequest, res, next) => {
    if (req.claims?.scope.split(' ').includes(scope)) next();
    else res.status(403).json({ error: 'insufficient_scope' });
  };
}
