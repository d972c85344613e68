// Peer: fast-jwt with its cache of verified tokens, called by hand.
import { type BearerMaterial, transferScope } from './bearer-material.js';
import { type FastJwtRequest, requireClaimedScope, verifyByFastJwt } from './fast-jwt-guards.js';
import { createResourceServer } from './resource-server.js';

export function createContender(material: BearerMaterial) {
  return createResourceServer({
    authenticate: verifyByFastJwt(material),
    authorize: requireClaimedScope(transferScope),
    clientOf: (req: FastJwtRequest) => req.claims?.client_id,
  });
}
