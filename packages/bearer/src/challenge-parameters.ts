import { checkSecureUrl } from '@portcullis/jwt';
import type { IssuerOptions } from './issuer-options.js';
import type { ProtectedResource } from './resource-metadata/protected-resource.js';

/** What challenges say, as it is asked for. */
export interface ChallengeSettings {
  /** Scope that a 401 tells the client to ask for (RFC 6750 §3). */
  readonly scope?: string;
  /**
   * Name of the protected space (RFC 9110 §11.5).
   * @default the first audience
   */
  readonly realm?: string;
  /** This resource's metadata (RFC 9728 §5.1): what `protectedResource` made, or their URL. */
  readonly resourceMetadata?: Pick<ProtectedResource, 'metadataUrl'> | string;
}

/** What every challenge of a bearer scheme says. */
export interface ChallengeParameters {
  readonly realm: string;
  readonly scope?: string;
  /** A URL. */
  readonly resourceMetadata?: string;
}

/**
 * Reads what challenges say. RFC 6750 §3: at least one parameter follows the name of the scheme, so there is always a realm.
 *
 * @throws TypeError for a value that is no text, or no URL.
 */
export function readChallengeParameters(
  action: string,
  { scope, realm, resourceMetadata }: ChallengeSettings,
  issuers: readonly IssuerOptions[],
): ChallengeParameters {
  const [audience = ''] = issuers.flatMap((issuer) => issuer.audience);
  const url = typeof resourceMetadata === 'string' ? resourceMetadata : resourceMetadata?.metadataUrl;
  checkText(action, 'realm', realm);
  checkText(action, 'scope', scope);
  if (resourceMetadata !== undefined) checkSecureUrl(action, 'resourceMetadata', url);
  return {
    realm: realm ?? audience,
    ...(scope !== undefined && { scope }),
    ...(url !== undefined && { resourceMetadata: url }),
  };
}

function checkText(action: string, option: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return;
  throw new TypeError(`${action}: ${option} is not text`);
}
