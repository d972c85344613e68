import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { CredentialKind, Identity, Principal } from './principal.js';
import type { Reason } from './reasons.js';
import { isSecurityError } from './security-error.js';

/** What a guard decided about one request. Nothing in it is a secret. */
export interface Decision {
  /** `report`: let through, where it would have been a `deny`: by `reportOnly`, or by a limiter without its store. */
  readonly outcome: 'allow' | 'deny' | 'report';
  /** The guard, or what else decided: a limiter, a router. */
  readonly guard: string;
  /** The part of a composition that decided. */
  readonly part?: string;
  /** A word of `REASONS`, or an app's own behind `app:`. */
  readonly reason: Reason;
  /** The status of a refusal. */
  readonly status?: number;
  /** Who called, as far as it was verified. */
  readonly client?: Identity;
  readonly user?: Identity;
  /** The ids of the verified credentials, by their kind. */
  readonly credentialIds?: Readonly<Partial<Record<CredentialKind, string>>>;
  /** Of our own trouble (5xx) and of bugs: the error itself, with cause and stack. */
  readonly error?: unknown;
  /** To find an address or a request id on. Not enumerable, so that no log writes its headers out. */
  readonly request: IncomingMessage;
}

/** What is known where a decision falls. */
export interface Circumstances extends Pick<Decision, 'outcome' | 'guard' | 'request'> {
  readonly part?: string;
  readonly principal?: Principal | undefined;
  /** Who called, where that is known without a principal: at a token endpoint. */
  readonly client?: Identity | undefined;
  /** What was answered, or would have been. */
  readonly error?: unknown;
  /** Why it was let through. */
  readonly reason?: Reason;
}

/** `diagnostics_channel` by name is one for all copies of this package. */
export const decisions = channel('portcullis:decision');

/** Publishes a decision, if anybody listens. For what decides and is no guard: a limiter, the router of an issuer. */
export function publishDecision(circumstances: Circumstances): void {
  if (decisions.hasSubscribers) decisions.publish(describe(circumstances));
}

function describe(circumstances: Circumstances): Decision {
  const { outcome, guard, part, request, principal, client, error, reason } = circumstances;
  const decision = {
    outcome,
    guard,
    ...(part !== undefined && part !== guard && { part }),
    reason: reason ?? (isSecurityError(error) ? error.reason : 'internal_error'),
    ...(error !== undefined && describeError(error)),
    ...(client !== undefined && { client }),
    ...(principal !== undefined && describePrincipal(principal)),
    request,
  } satisfies Decision;
  return Object.defineProperty(decision, 'request', { enumerable: false });
}

function describeError(error: unknown): Pick<Decision, 'status' | 'error'> {
  const status = isSecurityError(error) ? error.status : 500;
  return status >= 500 ? { status, error } : { status };
}

function describePrincipal({ client, user, credentials }: Principal): Partial<Decision> {
  const ids = Object.values(credentials).map(({ kind, id }) => [kind, id]);
  return {
    client,
    ...(user !== undefined && { user }),
    credentialIds: Object.fromEntries(ids.filter(([, id]) => id !== undefined)),
  };
}
