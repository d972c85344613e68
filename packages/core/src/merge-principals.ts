import { KINDS, keepMerge, lastMergeOf, schemesOf, vouchFor } from './create-principal.js';
import { cutLists, sameCredential } from './cut-credentials.js';
import type { Credential, CredentialKind, Identity, Principal } from './principal.js';
import { ForbiddenError } from './refusal-errors.js';

type Credentials = Partial<Record<CredentialKind, Credential>>;

/**
 * Makes one principal of two that were verified for the same request. The leading credential (token, else key, else
 * certificate) gives scopes, roles and permissions, cut to what every other one declares; the order of merging does
 * not matter.
 *
 * @throws ForbiddenError `credential_mismatch` when the credentials belong to different clients or users.
 */
export function mergePrincipals(standing: Principal, added: Principal): Principal {
  if (standing === added) return standing;
  // Both are frozen, so what came of them stays true.
  const known = lastMergeOf(added);
  if (known !== undefined && known.standing === standing) return known.merged;
  const merged = merge(standing, added);
  keepMerge(added, { standing, merged });
  return merged;
}

function merge(standing: Principal, added: Principal): Principal {
  const credentials = joinCredentials(standing.credentials, added.credentials);
  const held = KINDS.map((kind) => credentials[kind]).filter((credential) => credential !== undefined);
  const [lead] = held;
  if (lead === undefined) throw new TypeError('Cannot merge principals: they stand on no credential');
  requireCompatibleClients(held);
  const user = agreedUser(held);
  return vouchFor(
    {
      client: lead.client,
      ...(user !== undefined && { user }),
      ...cutLists(held),
      credentials: Object.freeze(credentials),
    },
    Object.freeze([...new Set([...schemesOf(standing), ...schemesOf(added)])]),
  );
}

/** One credential of each kind: the same one verified twice is cut to what both verifiers say. */
function joinCredentials(first: Credentials, second: Credentials): Credentials {
  const joined: Credentials = { ...first };
  for (const kind of KINDS) {
    const [one, other] = [first[kind], second[kind]];
    if (other === undefined) continue;
    joined[kind] = one === undefined ? other : joinSame(one, other);
  }
  return joined;
}

function joinSame(one: Credential, other: Credential): Credential {
  const same = one.id !== undefined && one.id === other.id;
  if (!same || !sameIdentity(one.client, other.client) || !sameUser(one.user, other.user)) {
    throw mismatch(`two different credentials of the kind ${one.kind} came with one request`);
  }
  return sameCredential(one, other);
}

function requireCompatibleClients(held: readonly Credential[]): void {
  for (const [index, one] of held.entries()) {
    for (const other of held.slice(index + 1)) {
      const beside = one.besideAnyClient === true || other.besideAnyClient === true;
      if (!beside && !sameIdentity(one.client, other.client)) {
        throw mismatch(`${one.kind} and ${other.kind} belong to different clients`);
      }
    }
  }
}

/** A token alone names the user, others may only name the same; without a token, those that name one agree. */
function agreedUser(held: readonly Credential[]): Identity | undefined {
  const naming = held.filter(({ user }) => user !== undefined);
  const token = held.find(({ kind }) => kind === 'token');
  const user = (token ?? naming[0])?.user;
  for (const other of naming) {
    if (!sameUser(user, other.user)) throw mismatch(`${other.kind} names another user`);
  }
  return user;
}

function sameIdentity(one: Identity, other: Identity): boolean {
  return one.id === other.id && one.issuer === other.issuer;
}

function sameUser(one: Identity | undefined, other: Identity | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return sameIdentity(one, other);
}

function mismatch(found: string): ForbiddenError {
  return new ForbiddenError(`Cannot merge credentials: ${found}`, {
    reason: 'credential_mismatch',
    code: 'credential_mismatch',
    description: 'The credentials of this request belong to different clients or users',
  });
}
