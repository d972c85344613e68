// Peers: the fastest there is for each part: helmet, a look-up of keys by hand, fast-jwt with cache, express-rate-limit.
import { hash, randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { type FastJwtRequest, requireClaimedScope, verifyByFastJwt } from '../bearer/fast-jwt-guards.js';
import { createAccountServer } from './account-server.js';
import {
  anotherApp,
  callingApp,
  type FullStackMaterial,
  keyHeader,
  readScope,
} from './full-stack-material.js';
import { limitByKey, type PeerCaller, requireOwner, requireSameClient } from './peer-parts.js';

interface PeerRequest extends FastJwtRequest {
  keyClient?: string;
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
      verifyByFastJwt(material),
      requireSameClient(caller),
      requireClaimedScope(readScope),
      requireOwner(caller),
    ],
    clientOf: caller.tokenClient,
  });
}
