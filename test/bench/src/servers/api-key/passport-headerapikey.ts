// Peer: passport with passport-headerapikey, no session. Its keys are compared as plain text, as its documentation does.
import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import passport from 'passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import { callingApp, createKeyServer, keyHeader } from './key-server.js';

export function createContender() {
  const clients = new Map<string, { readonly clientId: string }>();
  const good = `bank_live_${randomBytes(48).toString('hex')}`;
  clients.set(good, { clientId: callingApp });
  const strategy = new HeaderAPIKeyStrategy(
    { header: keyHeader, prefix: '' },
    false,
    (apiKey: string, done: (error: Error | null, user?: object | false) => void) =>
      done(null, clients.get(apiKey) ?? false),
  );
  const authenticator = new passport.Passport().use(strategy);
  return createKeyServer({
    keys: { good, suspended: 'suspended', expired: 'expired', unknown: 'unknown' },
    authenticate: authenticator.authenticate('headerapikey', { session: false }),
    clientOf,
  });
}

function clientOf(req: Request): string | undefined {
  return (req.user as { readonly clientId: string } | undefined)?.clientId;
}
