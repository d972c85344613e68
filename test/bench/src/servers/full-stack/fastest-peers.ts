// Peers: the fastest there is for each part: helmet, a look-up of keys by hand, fast-jwt with cache, express-rate-limit.
import { createPublicKey, hash, randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { createVerifier } from 'fast-jwt';
import helmet from 'helmet';
import { createAccountServer } from './account-server.js';
import {
  anotherApp,
  callingApp,
  type FullStackMaterial,
  keyHeader,
  readScope,
} from './full-stack-material.js';
import { limitByKey, type PeerCaller, requireOwner, requireSameClient } from './peer-parts.js';

interface PeerRequest extends Request {
  keyClient?: string;
  claims?: { readonly client_id: string; readonly sub: string; readonly scope: string };
}

const caller: PeerCaller = {
  keyClient: (req: PeerRequest) => req.keyClient,
  tokenClient: (req: PeerRequest) => req.claims?.client_id,
  user: (req: PeerRequest) => req.claims?.sub,
};

export function createContender(material: FullStackMaterial) {
  const clients = new Map<string, string>();
  const makeKey = (client: string) => {
    const text = `bank_live_${randomBytes(48).toString('hex')}`;
    clients.set(hash('sha256', text, 'base64'), client);
    return text;
  };
  const lookUpKey: RequestHandler = (req: PeerRequest, res, next) => {
    const client = clients.get(hash('sha256', req.get(keyHeader) ?? '', 'base64'));
    if (client === undefined) {
      res.status(401).json({ error: 'invalid_api_key' });
      return;
    }
    req.keyClient = client;
    next();
  };
  return createAccountServer({
    keys: { good: makeKey(callingApp), ofAnotherClient: makeKey(anotherApp), unknown: 'unknown' },
    headers: helmet(),
    guards: [
      lookUpKey,
      limitByKey(caller),
      verifyToken(material),
      requireSameClient(caller),
      requireScope,
      requireOwner(caller),
    ],
    clientOf: caller.tokenClient,
  });
}

function verifyToken({ issuer, audience, algorithm, jwks, cacheEntries }: FullStackMaterial): RequestHandler {
  const verify = createVerifier({
    key: createPublicKey({ key: { ...jwks.keys[0] }, format: 'jwk' })
      .export({ format: 'pem', type: 'spki' })
      .toString(),
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    cache: cacheEntries,
  });
  return (req: PeerRequest, res, next) => {
    try {
      req.claims = verify(req.headers.authorization?.slice(7) ?? '');
    } catch {
      res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'invalid_token' });
      return;
    }
    next();
  };
}

const requireScope: RequestHandler = (req: PeerRequest, res, next) => {
  if (req.claims?.scope.split(' ').includes(readScope)) next();
  else res.status(403).json({ error: 'insufficient_scope' });
};
