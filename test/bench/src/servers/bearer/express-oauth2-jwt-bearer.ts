// Peer: Auth0's middleware, keys fetched from the issuer.
import type { ErrorRequestHandler } from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import { type BearerMaterial, transferScope } from './bearer-material.js';
import { createResourceServer } from './resource-server.js';

export function createContender({ issuer, audience, algorithm, jwksUrl }: BearerMaterial) {
  return createResourceServer({
    authenticate: auth({ issuer, audience, tokenSigningAlg: algorithm, jwksUri: jwksUrl }),
    authorize: requiredScopes(transferScope),
    clientOf: (req) => req.auth?.payload['client_id'],
    refuse,
  });
}

/** The library throws and leaves the answer to the app. */
const refuse: ErrorRequestHandler = (error, _req, res, _next) => {
  res
    .status(error.status ?? 500)
    .set(error.headers ?? {})
    .json({ error: error.code });
};
