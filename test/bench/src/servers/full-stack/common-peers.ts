// Peers: what most apps take: helmet, passport-headerapikey, express-oauth2-jwt-bearer, express-rate-limit.
import { randomBytes } from 'node:crypto';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import helmet from 'helmet';
import passport from 'passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import { createAccountServer } from './account-server.js';
import {
  anotherApp,
  callingApp,
  type FullStackMaterial,
  keyHeader,
  readScope,
} from './full-stack-material.js';
import { limitByKey, type PeerCaller, refuseThrown, requireOwner, requireSameClient } from './peer-parts.js';

const caller: PeerCaller = {
  keyClient: (req) => (req.user as { readonly clientId: string } | undefined)?.clientId,
  tokenClient: (req) => req.auth?.payload['client_id'],
  user: (req) => req.auth?.payload.sub,
};

export function createContender({ issuer, audience, algorithm, jwksUrl }: FullStackMaterial) {
  const clients = new Map<string, { readonly clientId: string }>();
  const makeKey = (clientId: string) => {
    const text = `bank_live_${randomBytes(48).toString('hex')}`;
    clients.set(text, { clientId });
    return text;
  };
  const strategy = new HeaderAPIKeyStrategy(
    { header: keyHeader, prefix: '' },
    false,
    (key: string, done: (error: Error | null, user?: object | false) => void) =>
      done(null, clients.get(key) ?? false),
  );
  return createAccountServer({
    keys: { good: makeKey(callingApp), ofAnotherClient: makeKey(anotherApp), unknown: 'unknown' },
    headers: helmet(),
    guards: [
      new passport.Passport().use(strategy).authenticate('headerapikey', { session: false }),
      limitByKey(caller),
      auth({ issuer, audience, tokenSigningAlg: algorithm, jwksUri: jwksUrl }),
      requireSameClient(caller),
      requiredScopes(readScope),
      requireOwner(caller),
    ],
    clientOf: caller.tokenClient,
    refuse: refuseThrown,
  });
}
