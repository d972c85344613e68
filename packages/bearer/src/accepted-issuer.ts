import type { TrustedIssuer } from '@portcullis/jwt';
import type { RevocationView } from '@portcullis/store';
import type { OpaqueTokens } from './attested-token.js';
import type { LocalIssuer } from './local-issuer.js';

/** An issuer whose tokens are accepted, with everything that is asked about them. */
export interface AcceptedIssuer {
  /** The issuer identifier. */
  readonly name: string;
  /** How its JWTs are verified, where they are taken. */
  readonly trusted: TrustedIssuer | undefined;
  /** Where its opaque tokens are looked up, where they are taken. */
  readonly opaque: OpaqueTokens | undefined;
  readonly clientClaim: string;
  readonly revocations: RevocationView | undefined;
  /** Asked for the current authority, where the issuer is one of this process. */
  readonly local: LocalIssuer | undefined;
  /** Ends what was made for it: its key set, questions under way. */
  close(): void;
}

/** One whose JWTs are taken. */
export type SigningIssuer = AcceptedIssuer & { readonly trusted: TrustedIssuer };

/** One whose opaque tokens are taken. */
export type OpaqueIssuer = AcceptedIssuer & { readonly opaque: OpaqueTokens };

export function isSigningIssuer(issuer: AcceptedIssuer): issuer is SigningIssuer {
  return issuer.trusted !== undefined;
}

export function isOpaqueIssuer(issuer: AcceptedIssuer): issuer is OpaqueIssuer {
  return issuer.opaque !== undefined;
}
