import type { IncomingMessage } from 'node:http';
import type { CredentialKind, Names, Principal } from './principal.js';
import type { SecurityError } from './security-error.js';

/** A value now, or a promise of it. A value now lets the guard go on in the same tick. */
export type Eventually<T> = T | PromiseLike<T>;

/** Verifies one kind of credential. Plain: it never writes, attaches or calls `next`; the guard does. */
export interface Scheme {
  readonly kind: CredentialKind;
  /** The place it reads: `authorization`, `header api-key`, `tls`. Of the schemes that read one slot only one runs. */
  readonly slot: string;
  /** Cheap and unverified: is what stands in the slot meant for this scheme? */
  recognises?(req: IncomingMessage): boolean;
  /** A principal when the credential is good, `undefined` when there is none; throws when it is refused. */
  authenticate(req: IncomingMessage): Eventually<Principal | undefined>;
  /** The challenges for a 401 or 403, one per line; none for an error that is not this scheme's. */
  challenges(error?: SecurityError): Names;
  /** Set on the response once the credential was accepted, where the app has not set them. */
  readonly acceptedHeaders?: Readonly<Record<string, string>>;
}

/** Lets a principal through or not. */
export interface Requirement {
  /** `true` lets through, `false` is a plain 403; throws a `SecurityError` that says more. Anything else refuses. */
  check(principal: Principal, req: IncomingMessage): Eventually<boolean>;
}
