import {
  createKeySet,
  createRemoteKeySet,
  discoverKeySet,
  type JwkSet,
  type KeySet,
  type TrustedIssuer,
} from '@portcullis/jwt';
import { type AcceptedIssuer, isOpaqueIssuer } from './accepted-issuer.js';
import type { OpaqueTokens } from './attested-token.js';
import type { CompleteBearerOptions } from './bearer-options.js';
import { IntrospectedTokens } from './introspection/introspected-tokens.js';
import { completeIntrospectionOptions } from './introspection/introspection-options.js';
import {
  type IntrospectedIssuerOptions,
  type IssuerOptions,
  isForLocalIssuer,
  isForSigningIssuer,
  type LocalIssuerOptions,
  type RemoteIssuerOptions,
} from './issuer-options.js';
import { storedTokens } from './stored-tokens.js';

type Times = Pick<CompleteBearerOptions, 'clock' | 'clockToleranceSeconds'>;

/**
 * Opens what the checked options name. Nothing is fetched before the first token needs it.
 *
 * @throws TypeError for wrong options of an introspection, and for several issuers whose opaque tokens are taken.
 */
export function acceptIssuers(
  action: string,
  { issuers, clock, clockToleranceSeconds }: CompleteBearerOptions,
): readonly AcceptedIssuer[] {
  const times = { clock, clockToleranceSeconds };
  const accepted = issuers.map((options) =>
    isForLocalIssuer(options) ? acceptLocalIssuer(options) : acceptRemoteIssuer(action, options, times),
  );
  const [first, second] = accepted.filter(isOpaqueIssuer);
  if (first === undefined || second === undefined) return accepted;
  throw new TypeError(
    `${action}: opaque tokens of ${first.name} and ${second.name} are taken, and nothing in one says whose it is; ` +
      'leave one of the two out (acceptOpaque: false, or no introspection)',
  );
}

function acceptLocalIssuer(options: LocalIssuerOptions): AcceptedIssuer {
  const { issuer, algorithms = issuer.algorithms, acceptOpaque = true } = options;
  return {
    name: issuer.issuer,
    trusted: { ...rulesOf(options), issuer: issuer.issuer, algorithms, keys: issuer.keySet },
    opaque: acceptOpaque ? storedTokens(issuer, audiencesOf(options)) : undefined,
    clientClaim: clientClaimOf(options),
    revocations: issuer.revocations,
    local: issuer,
    close() {},
  };
}

function acceptRemoteIssuer(
  action: string,
  options: RemoteIssuerOptions | IntrospectedIssuerOptions,
  times: Times,
): AcceptedIssuer {
  const trusted = isForSigningIssuer(options) ? trust(options, times) : undefined;
  const opaque = introspect(action, options, times);
  const isGiven = 'jwks' in options && options.jwks === trusted?.keys;
  return {
    name: options.issuer,
    trusted,
    opaque,
    clientClaim: clientClaimOf(options),
    revocations: options.revocations,
    local: undefined,
    close() {
      if (!isGiven) trusted?.keys.close();
      opaque?.close();
    },
  };
}

function trust(options: RemoteIssuerOptions, times: Times): TrustedIssuer {
  const { issuer, algorithms } = options;
  return { ...rulesOf(options), issuer, algorithms, keys: openKeySet(options, times) };
}

function openKeySet({ issuer, algorithms, jwks }: RemoteIssuerOptions, { clock }: Times): KeySet {
  if (jwks === undefined) return discoverKeySet({ issuer, algorithms, clock });
  if (typeof jwks === 'string') return createRemoteKeySet({ url: jwks, algorithms, clock });
  return isKeySet(jwks) ? jwks : createKeySet(jwks, algorithms);
}

function isKeySet(jwks: KeySet | JwkSet): jwks is KeySet {
  return 'find' in jwks;
}

function introspect(
  action: string,
  options: RemoteIssuerOptions | IntrospectedIssuerOptions,
  times: Times,
): OpaqueTokens | undefined {
  const { issuer, introspection } = options;
  if (introspection === undefined) return undefined;
  return new IntrospectedTokens({
    ...completeIntrospectionOptions(`${action}: introspection`, introspection),
    ...times,
    issuer,
    audiences: audiencesOf(options),
    clientClaim: clientClaimOf(options),
  });
}

function rulesOf(
  options: RemoteIssuerOptions | LocalIssuerOptions,
): Pick<TrustedIssuer, 'audience' | 'acceptTyp' | 'requiredClaims'> {
  const { audience, acceptTyp, requiredClaims = ['sub', 'iat', 'jti'] } = options;
  return {
    audience,
    ...(acceptTyp !== undefined && { acceptTyp }),
    requiredClaims: [...requiredClaims, clientClaimOf(options)],
  };
}

function audiencesOf({ audience }: IssuerOptions): readonly string[] {
  return typeof audience === 'string' ? [audience] : audience;
}

function clientClaimOf({ clientClaim = 'client_id' }: IssuerOptions): string {
  return clientClaim;
}
