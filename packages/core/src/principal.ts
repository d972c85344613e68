/** Who somebody is. An `id` means something only together with its `issuer`; the two are compared together. */
export interface Identity {
  readonly id: string;
  readonly issuer: string;
}

/** The three kinds of credential a request can carry; a principal stands on at most one of each. */
export type CredentialKind = 'token' | 'apiKey' | 'certificate';

/** Scope, role or permission names. */
export type Names = readonly string[];

/** What one verified credential says. Never the secret itself. */
export interface Credential {
  readonly kind: CredentialKind;
  /** `jti` of a token, id of a key, thumbprint of a certificate. */
  readonly id?: string;
  /** The application that calls. */
  readonly client: Identity;
  /** The person on whose behalf it calls; absent where the client speaks for itself. */
  readonly user?: Identity;
  /** This credential may stand beside one of another client (a named option of its scheme). */
  readonly besideAnyClient?: true;
  /** An absent list declares nothing, an empty one declares none. */
  readonly scopes?: Names;
  readonly roles?: Names;
  readonly permissions?: Names;
}

/** Who calls, computed from the verified credentials. Deeply frozen, safe to share between requests. */
export interface Principal {
  readonly client: Identity;
  readonly user?: Identity;
  readonly scopes: Names;
  readonly roles: Names;
  readonly permissions: Names;
  readonly credentials: Readonly<Partial<Record<CredentialKind, Credential>>>;
}
