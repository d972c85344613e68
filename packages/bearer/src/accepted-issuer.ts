import type { Clock } from '@portcullis/core';
import {
  createKeySet,
  createRemoteKeySet,
  discoverKeySet,
  type JwkSet,
  type KeySet,
  type TrustedIssuer,
} from '@portcullis/jwt';
import type { RevocationView } from '@portcullis/store';
import {
  type IssuerOptions,
  isForLocalIssuer,
  type LocalIssuerOptions,
  type RemoteIssuerOptions,
} from './issuer-options.js';
import type { LocalIssuer } from './local-issuer.js';

/** An issuer whose tokens are accepted, with everything that is asked about them. */
export interface AcceptedIssuer {
  readonly trusted: TrustedIssuer;
  readonly clientClaim: string;
  readonly revocations: RevocationView | undefined;
  /** Asked for the current authority, where the issuer is one of this process. */
  readonly local: LocalIssuer | undefined;
  /** Ends the key set, if it was made here. */
  close(): void;
}

/** Opens what the checked options name. Nothing is fetched before the first token needs it. */
export function acceptIssuer(options: IssuerOptions, clock: Clock): AcceptedIssuer {
  return isForLocalIssuer(options) ? acceptLocalIssuer(options) : acceptRemoteIssuer(options, clock);
}

function acceptLocalIssuer(options: LocalIssuerOptions): AcceptedIssuer {
  const { issuer, algorithms = issuer.algorithms } = options;
  return {
    trusted: { ...rulesOf(options), issuer: issuer.issuer, algorithms, keys: issuer.keySet },
    clientClaim: clientClaimOf(options),
    revocations: issuer.revocations,
    local: issuer,
    close() {},
  };
}

function acceptRemoteIssuer(options: RemoteIssuerOptions, clock: Clock): AcceptedIssuer {
  const { issuer, algorithms, jwks, revocations } = options;
  const keys = openKeySet(options, clock);
  return {
    trusted: { ...rulesOf(options), issuer, algorithms, keys },
    clientClaim: clientClaimOf(options),
    revocations,
    local: undefined,
    close: () => (keys === jwks ? undefined : keys.close()),
  };
}

function openKeySet({ issuer, algorithms, jwks }: RemoteIssuerOptions, clock: Clock): KeySet {
  if (jwks === undefined) return discoverKeySet({ issuer, algorithms, clock });
  if (typeof jwks === 'string') return createRemoteKeySet({ url: jwks, algorithms, clock });
  return isKeySet(jwks) ? jwks : createKeySet(jwks, algorithms);
}

function isKeySet(jwks: KeySet | JwkSet): jwks is KeySet {
  return 'find' in jwks;
}

function rulesOf(options: IssuerOptions): Pick<TrustedIssuer, 'audience' | 'acceptTyp' | 'requiredClaims'> {
  const { audience, acceptTyp, requiredClaims = ['sub', 'iat', 'jti'] } = options;
  return {
    audience,
    ...(acceptTyp !== undefined && { acceptTyp }),
    requiredClaims: [...requiredClaims, clientClaimOf(options)],
  };
}

function clientClaimOf({ clientClaim = 'client_id' }: IssuerOptions): string {
  return clientClaim;
}
