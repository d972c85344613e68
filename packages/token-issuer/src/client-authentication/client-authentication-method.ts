import type { IncomingMessage } from 'node:http';
import type { Eventually, Reason } from '@portcullis/core';
import type { SignatureAlgorithm } from '@portcullis/jwt';
import type { ClientRecord } from '@portcullis/store';
import type { Parameters } from '../request/parameters.js';

/** The part of a request that client authentication reads. */
export interface AuthenticationRequest {
  readonly req: IncomingMessage;
  readonly parameters: Parameters;
  /** The one `Authorization` header, where there is one. */
  readonly authorization: string | undefined;
}

/** A client that a request claims to come from, and how to find out. */
export interface AuthenticationAttempt {
  readonly clientId: string;
  /**
   * Whether the request comes from this client. Asked for an unknown client too, so that it takes the same time.
   *
   * @param now milliseconds since the epoch
   */
  proves(client: ClientRecord | undefined, now: number): Eventually<boolean>;
}

/** One way in which a client can authenticate (RFC 6749 §2.3), one file each. */
export interface ClientAuthenticationMethod {
  /** As registered with IANA: `client_secret_basic`. A client's record names those that it may use. */
  readonly name: string;
  /** The place it reads: `authorization`, `body`, `tls`. */
  readonly slot: string;
  /** What the decision event says of a client that it does not prove. */
  readonly failure: Reason;
  /** What it accepts signatures by, for the metadata; absent where nothing is signed. */
  readonly signingAlgorithms?: readonly SignatureAlgorithm[];
  /**
   * What the request presents for this method; `undefined` when it uses another one.
   *
   * @throws InvalidRequestError when it presents something that cannot be read.
   */
  read(request: AuthenticationRequest): AuthenticationAttempt | undefined;
}
