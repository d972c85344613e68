import type { Credential, CredentialKind, Identity, Names, Principal } from './principal.js';
import type { Scheme } from './scheme.js';

/** Where a principal keeps the schemes that vouch for it. A registered symbol, so that copies of core agree. */
const SCHEMES = Symbol.for('portcullis.principal.schemes');

/** In the order in which they lead. */
export const KINDS: readonly CredentialKind[] = ['token', 'apiKey', 'certificate'];

type Vouched = Principal & { readonly [SCHEMES]: readonly Scheme[] };

/**
 * Makes the principal of one verified credential: a frozen copy of what the credential says, and the scheme that
 * vouches for it. The only thing that a scheme may hand to its guard.
 *
 * It does not check that the credential was verified: calling it is that claim.
 *
 * @throws TypeError when the credential is not of the form of one.
 */
export function createPrincipal(credential: Credential, scheme: Scheme): Principal {
  const copy = copyCredential(credential);
  if (copy.kind !== scheme.kind) throw malformed(`its kind is not that of its scheme, ${scheme.kind}`);
  return vouchFor(
    {
      client: copy.client,
      ...(copy.user !== undefined && { user: copy.user }),
      scopes: copy.scopes ?? NONE,
      roles: copy.roles ?? NONE,
      permissions: copy.permissions ?? NONE,
      credentials: Object.freeze({ [copy.kind]: copy }),
    },
    [scheme],
  );
}

/** Brands and freezes a principal whose parts are frozen already. */
export function vouchFor(principal: Principal, schemes: Iterable<Scheme>): Principal {
  Object.defineProperty(principal, SCHEMES, { value: Object.freeze([...schemes]) });
  return Object.freeze(principal);
}

/** Was it made by `createPrincipal`, here or in another copy of this package? */
export function isPrincipal(value: unknown): value is Principal {
  return typeof value === 'object' && value !== null && (value as Partial<Vouched>)[SCHEMES] !== undefined;
}

/** The schemes whose credentials this principal stands on. */
export function schemesOf(principal: Principal): readonly Scheme[] {
  return (principal as Vouched)[SCHEMES];
}

/** Did this very scheme verify one of the principal's credentials? */
export function standsOn(principal: Principal | undefined, scheme: Scheme): boolean {
  return principal !== undefined && schemesOf(principal).includes(scheme);
}

/** The scheme that verified the principal's credential of this kind. */
export function schemeOf(principal: Principal, kind: CredentialKind): Scheme | undefined {
  return schemesOf(principal).find((scheme) => scheme.kind === kind);
}

/** The scheme of the credential that leads. */
export function leadingScheme(principal: Principal): Scheme | undefined {
  return KINDS.map((kind) => schemeOf(principal, kind)).find((scheme) => scheme !== undefined);
}

const NONE: Names = Object.freeze([]);

function copyCredential(credential: Credential): Credential {
  const { kind, id, client, user, besideAnyClient, scopes, roles, permissions } = credential;
  if (!KINDS.includes(kind)) throw malformed('its kind is not one of token, apiKey and certificate');
  if (id !== undefined && typeof id !== 'string') throw malformed('its id is not a string');
  return Object.freeze({
    kind,
    ...(id !== undefined && id !== '' && { id }),
    client: copyIdentity(client, 'client'),
    ...(user !== undefined && { user: copyIdentity(user, 'user') }),
    ...(besideAnyClient === true && { besideAnyClient }),
    ...(scopes !== undefined && { scopes: copyNames(scopes, 'scopes') }),
    ...(roles !== undefined && { roles: copyNames(roles, 'roles') }),
    ...(permissions !== undefined && { permissions: copyNames(permissions, 'permissions') }),
  });
}

function copyIdentity(identity: Identity, what: string): Identity {
  const { id, issuer } = identity ?? {};
  if (typeof id !== 'string' || id === '' || typeof issuer !== 'string' || issuer === '') {
    throw malformed(`its ${what} lacks an id or an issuer`);
  }
  return Object.freeze({ id, issuer });
}

function copyNames(names: Names, what: string): Names {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw malformed(`its ${what} are not a list of strings`);
  }
  return Object.freeze([...new Set(names)]);
}

function malformed(found: string): TypeError {
  return new TypeError(`Cannot create principal: the credential is malformed, ${found}`);
}
