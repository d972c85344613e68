// Peer: passport with passport-jwt, no session.
import { createPublicKey } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type BearerMaterial, transferScope } from './bearer-material.js';
import { createResourceServer } from './resource-server.js';

export function createContender({ issuer, audience, algorithm, jwks }: BearerMaterial) {
  if (algorithm === 'EdDSA') throw new TypeError('passport-jwt knows no EdDSA');
  const strategy = new Strategy(
    {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: createPublicKey({ key: { ...jwks.keys[0] }, format: 'jwk' }).export({
        format: 'pem',
        type: 'spki',
      }),
      algorithms: [algorithm],
      issuer,
      audience,
    },
    (claims, done) => done(null, claims),
  );
  const authenticator = new passport.Passport().use(strategy);
  const authorize: RequestHandler = (req, res, next) => {
    if (claimsOf(req)?.scope.split(' ').includes(transferScope)) next();
    else res.sendStatus(403);
  };
  return createResourceServer({
    authenticate: authenticator.authenticate('jwt', { session: false }),
    authorize,
    clientOf: (req) => claimsOf(req)?.client_id,
  });
}

function claimsOf(req: Request) {
  return req.user as { readonly client_id: string; readonly scope: string } | undefined;
}
