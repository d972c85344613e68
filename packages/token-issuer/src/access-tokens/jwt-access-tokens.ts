import { availableParallelism } from 'node:os';
import { type Eventually, randomId } from '@portcullis/core';
import type { JwtSigner, SignatureAlgorithm } from '@portcullis/jwt';
import type { SigningKeyRing } from '../signing-keys/signing-key-ring.js';
import type { AccessTokenContent, AccessTokenFormat } from './access-token-format.js';

export interface JwtAccessTokenOptions {
  readonly issuer: string;
  readonly audience: string | readonly string[];
  readonly algorithm: SignatureAlgorithm;
  /** Whether tokens carry the roles of the user, or of a client that acts for itself. */
  readonly includeRoles: boolean;
  readonly keys: SigningKeyRing;
}

/** Access tokens as JWTs (RFC 9068). */
export function jwtAccessTokens(options: JwtAccessTokenOptions): AccessTokenFormat {
  const { keys, algorithm } = options;
  // An RSA signature takes as long as many requests, and belongs on the pool where there is a core for it.
  const onPool = /^[RP]S/.test(algorithm) && availableParallelism() > 1;
  return {
    mint(content) {
      const current = keys.current();
      if ('then' in current) return current.then(({ signer }) => sign(signer, content));
      return sign(current.signer, content);
    },
  };

  function sign(signer: JwtSigner, content: AccessTokenContent): Eventually<string> {
    const claims = claimsOf(content, options);
    return onPool ? signer.signOnPool(claims, 'at+jwt') : signer.sign(claims, 'at+jwt');
  }
}

/** RFC 9068 §2.2, and `family_id`, which guards ask revocations for. A claim that is `undefined` is left out. */
function claimsOf(
  { client, user, scopes, userId, familyId, issuedAt, expiresAt }: AccessTokenContent,
  { issuer, audience, includeRoles }: JwtAccessTokenOptions,
): object {
  return {
    iss: issuer,
    sub: userId ?? client.id,
    aud: audience,
    client_id: client.id,
    iat: Math.floor(issuedAt / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: randomId(),
    scope: scopes.length === 0 ? undefined : scopes.join(' '),
    roles: includeRoles ? (userId === undefined ? client : user)?.roles : undefined,
    family_id: familyId,
  };
}
