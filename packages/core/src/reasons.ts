/**
 * Why a guard decided as it did: the words of the decision events. They are stable; a word may be added, none
 * changes its meaning.
 */
export const REASONS = {
  // Let through.
  allowed: 'Every part let the request through',
  anonymous: 'An optional credential was absent, and the request went on without one',
  public_route: 'The route is declared public',

  // Nothing to judge, or nothing that can be read.
  no_credential: 'No credential was sent',
  malformed_header: 'A credential header is not of the form its RFC gives',
  repeated_header: 'A header that may stand once stands several times',
  token_in_two_places: 'A token stands in more than one of header, form body and query',
  invalid_request: 'The request is malformed in another way',
  too_large: 'The credential is longer than the limit',

  // A credential that is not good.
  malformed_token: 'The token cannot be read',
  malformed_key: 'The key is not of the form of a key, or its checksum is wrong',
  expired: 'The credential is past its end',
  not_yet_valid: 'The credential is not valid yet',
  bad_signature: 'The signature does not fit',
  unknown_key: 'The key that signed, or the API key, is not known',
  unknown_token: 'The opaque token is not known, or its issuer calls it inactive',
  wrong_issuer: 'The issuer is not one that is trusted here',
  wrong_audience: 'The token is meant for somebody else',
  wrong_type: 'The token is of another type',
  wrong_environment: 'The key is of an environment that is not accepted here',
  missing_claim: 'A claim that must be there is not',
  invalid_claim: 'A claim has a value that it must not have',
  algorithm_not_allowed: 'The algorithm is not one that was allowed, or does not fit the key',
  weak_key: 'The key is too weak',
  critical_header: 'The token asks for an extension that is not understood',
  forbidden_header: 'The token brings its own key, or a header that is refused',
  revoked: 'The credential, or somebody it stands for, was revoked',
  suspended: 'The credential, or somebody it stands for, is suspended',
  unverifiable_binding: 'The token is bound to something that cannot be checked here',
  wrong_binding: 'The token is bound to another key or certificate',
  replayed: 'What may be used once was used again',
  untrusted_certificate: 'The certificate does not lead to a trusted authority, or is off the profile',
  not_enrolled: 'The certificate is good, but nobody is enrolled with it',

  // A client or user at the issuer.
  unknown_client: 'The client is not known',
  wrong_secret: 'The secret or password is wrong',
  wrong_assertion: 'The client assertion is not good',
  wrong_method: 'The client may not authenticate in this way',
  invalid_grant: 'The code or refresh token is not good',
  unauthorized_client: 'The client may not use this grant',
  unsupported_grant_type: 'The grant is not offered',
  invalid_scope: 'The scope is unknown, malformed or more than may be given',
  access_denied: 'The user said no to the client',
  login_required: 'The user has to sign in, or sign in again',
  consent_required: 'The user has to consent',

  // A good credential that is not enough.
  insufficient_scope: 'A scope is missing',
  missing_role: 'A role is missing',
  missing_permission: 'A permission is missing',
  not_entitled: 'The resource belongs to somebody else',
  predicate_refused: 'A predicate of the app said no',
  credential_mismatch: 'The credentials belong to different clients or users',
  address_not_allowed: 'The address of the caller is not on the list',
  insecure_transport: 'The request came without TLS, or with too old a version',

  // Too much.
  rate_limited: 'Too many requests in the window',
  quota_exhausted: 'The quota of the period is used up',
  too_many_failures: 'Too many failures in the window',

  // Our own trouble.
  keys_unavailable: 'The keys of the issuer cannot be fetched',
  introspection_unavailable: 'The introspection endpoint does not answer',
  store_unavailable: 'The store does not answer',
  entitlements_unavailable: 'The source of entitlements does not answer',
  stale_revocations: 'The list of revocations is too old to be believed',
  limiter_unavailable: 'The store of the limiter does not answer',
  internal_error: 'A bug, or an error that nobody foresaw',
} as const;

/** A word of `REASONS`; an app's own schemes and predicates use their own words behind `app:`. */
export type Reason = keyof typeof REASONS | `app:${string}`;
