/** Opaque tokens, or JWTs signed so. */
export type TokenFormat = 'opaque' | 'ES256' | 'RS256';

/** What an issuer of the issuing groups is set up with. */
export interface IssuingMaterial {
  readonly format: TokenFormat;
}

/** What each contender made for its one client. */
export interface IssuingClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export const tokenPath = '/oauth/token';
export const issuerUrl = 'https://issuer.example';
export const audience = 'https://api.example';
export const lifetimeSeconds = 300;
export const assignedScopes: readonly string[] = ['accounts:read', 'transactions:read'];
