import { type Clock, isSecurityError } from '@portcullis/core';
import {
  createJwtVerifier,
  type JwtVerifier,
  type KeySet,
  type SignatureAlgorithm,
  type VerifiedJwt,
} from '@portcullis/jwt';
import type { AccessTokenStore, RevocationSubject, RevocationView } from '@portcullis/store';
import type { CurrentAuthority } from '../access-tokens/current-authority.js';
import { activeAccessToken, type GivenAccessToken } from './active-access-token.js';
import type { FindIssuedToken } from './issued-token.js';

export interface IssuedJwtOptions {
  readonly issuer: string;
  readonly audience: string | readonly string[];
  readonly algorithm: SignatureAlgorithm;
  readonly keySet: KeySet;
  readonly accessTokens: Pick<AccessTokenStore, 'revoke'>;
  readonly revocations: RevocationView;
  readonly authorityOf: CurrentAuthority;
  readonly clock: Clock;
}

/** Finds access tokens that are JWTs: good is what a resource server would take. */
export function findIssuedJwt(options: IssuedJwtOptions): FindIssuedToken {
  const { issuer, audience, algorithm, keySet, accessTokens, revocations, authorityOf, clock } = options;
  const trusted = { issuer, audience, algorithms: [algorithm], keys: keySet };
  const verifier = createJwtVerifier({ issuers: [trusted], clock });
  return async (text) => {
    const jwt = await verified(verifier, text);
    if (jwt === undefined) return undefined;
    const token = givenBy(jwt);
    return {
      clientId: token.clientId,
      introspect: () =>
        revocations.isRevoked(subjectOf(issuer, token, jwt))
          ? undefined
          : activeAccessToken(issuer, token, authorityOf),
      revoke: () => accessTokens.revoke(token.id, token.expiresAt * 1000),
    };
  };
}

async function verified(verifier: JwtVerifier, text: string): Promise<VerifiedJwt | undefined> {
  try {
    return await verifier.verify(text);
  } catch (error) {
    if (isSecurityError(error) && error.status < 500) return undefined;
    throw error;
  }
}

/** RFC 9068 §2.2: `sub` is the client where it acts for itself. The verifier saw to it that none of these is missing. */
function givenBy({ claims }: VerifiedJwt): GivenAccessToken {
  const {
    client_id: clientId = '',
    family_id: familyId,
    sub,
    scope,
    aud,
    jti = '',
    iat = 0,
    exp,
    cnf,
  } = claims;
  return {
    clientId,
    userId: sub === clientId ? undefined : sub,
    familyId: typeof familyId === 'string' ? familyId : undefined,
    scopes: scope?.split(' ') ?? [],
    audience: aud,
    id: jti,
    issuedAt: iat,
    expiresAt: exp,
    confirmation: cnf,
  };
}

function subjectOf(
  issuer: string,
  { clientId, userId, familyId, id, issuedAt }: GivenAccessToken,
  { header }: VerifiedJwt,
): RevocationSubject {
  return {
    issuer,
    clientId,
    tokenId: id,
    issuedAt,
    ...(userId !== undefined && { userId }),
    ...(familyId !== undefined && { familyId }),
    ...(header.kid !== undefined && { signingKeyId: header.kid }),
  };
}
