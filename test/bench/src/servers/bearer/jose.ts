// Peer: jose, called by hand in a middleware of a dozen lines.
import type { Request, RequestHandler } from 'express';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { type BearerMaterial, transferScope } from './bearer-material.js';
import { createResourceServer } from './resource-server.js';

interface JoseRequest extends Request {
  claims?: JWTPayload;
}

export function createContender({ issuer, audience, algorithm, jwks }: BearerMaterial) {
  const keySet = createLocalJWKSet({ keys: [...jwks.keys] });
  const authenticate: RequestHandler = async (req: JoseRequest, res, next) => {
    try {
      const token = req.headers.authorization?.match(/^Bearer (.+)$/)?.[1] ?? '';
      const { payload } = await jwtVerify(token, keySet, { issuer, audience, algorithms: [algorithm] });
      req.claims = payload;
    } catch {
      res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'invalid_token' });
      return;
    }
    next();
  };
  const authorize: RequestHandler = (req: JoseRequest, res, next) => {
    if (String(req.claims?.['scope']).split(' ').includes(transferScope)) next();
    else res.status(403).json({ error: 'insufficient_scope' });
  };
  return createResourceServer({
    authenticate,
    authorize,
    clientOf: (req: JoseRequest) => req.claims?.['client_id'],
  });
}
