import type { Credential, CredentialKind, Identity, Names, Principal } from './principal.js';
import type { Scheme } from './scheme.js';

/** Where a principal keeps the schemes that vouch for it. A registered symbol, so that copies of core agree. */
const SCHEMES = Symbol.for('portcullis.principal.schemes');

/** In the order in which they lead. */
export const KINDS: readonly CredentialKind[] = ['token', 'apiKey', 'certificate'];

/** What a principal became together with one that stood before it. */
export interface Merge {
  readonly standing: Principal;
  readonly merged: Principal;
}

type Vouched = Principal & { readonly [SCHEMES]: readonly Scheme[] | undefined };

/**
 * What a principal is made as. Its schemes stand in a private field, so nothing that is copied or derived from it
 * passes for one; and a class costs a fraction of what `Object.defineProperty` does for every token seen first.
 */
class VouchedPrincipal implements Principal {
  declare readonly client: Identity;
  declare readonly user?: Identity;
  declare readonly scopes: Names;
  declare readonly roles: Names;
  declare readonly permissions: Names;
  declare readonly credentials: Principal['credentials'];
  readonly #schemes: readonly Scheme[];
  #lastMerge: Merge | undefined;

  constructor(
    { client, user, scopes, roles, permissions, credentials }: Principal,
    schemes: readonly Scheme[],
  ) {
    this.#schemes = schemes;
    this.client = client;
    if (user !== undefined) this.user = user;
    this.scopes = scopes;
    this.roles = roles;
    this.permissions = permissions;
    this.credentials = credentials;
    Object.freeze(this);
  }

  get [SCHEMES](): readonly Scheme[] | undefined {
    return #schemes in this ? this.#schemes : undefined;
  }

  static lastMergeOf(principal: Principal): Merge | undefined {
    return #lastMerge in principal ? principal.#lastMerge : undefined;
  }

  static keepMerge(principal: Principal, merge: Merge): void {
    if (#lastMerge in principal) principal.#lastMerge = merge;
  }
}

/** What it was last merged to. A field, as in a `WeakMap` each token seen once would outlive several collections. */
export const { lastMergeOf, keepMerge } = VouchedPrincipal;

/** The list of a scheme alone: all principals of one credential share it. */
const alone = new WeakMap<Scheme, readonly Scheme[]>();

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
    listAlone(scheme),
  );
}

/** Makes a principal whose parts are frozen already. */
export function vouchFor(principal: Principal, schemes: readonly Scheme[]): Principal {
  return new VouchedPrincipal(principal, schemes);
}

/** Was it made by `createPrincipal`, here or in another copy of this package? */
export function isPrincipal(value: unknown): value is Principal {
  return typeof value === 'object' && value !== null && (value as Partial<Vouched>)[SCHEMES] !== undefined;
}

/** The schemes whose credentials this principal stands on. */
export function schemesOf(principal: Principal): readonly Scheme[] {
  return (principal as Vouched)[SCHEMES] ?? [];
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

function listAlone(scheme: Scheme): readonly Scheme[] {
  const known = alone.get(scheme);
  if (known !== undefined) return known;
  const list = Object.freeze([scheme]);
  alone.set(scheme, list);
  return list;
}

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
