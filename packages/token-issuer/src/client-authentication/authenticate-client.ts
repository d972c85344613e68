import type { Reason } from '@portcullis/core';
import type { ClientRecord, FailureCounts } from '@portcullis/store';
import type { Clients } from '../clients/clients.js';
import type { Step } from '../endpoints/exchange.js';
import { invalidClient } from '../oauth-errors.js';
import type { ClientAuthenticationMethod } from './client-authentication-method.js';
import { readAttempt } from './read-attempt.js';

export interface ClientAuthenticationOptions {
  readonly methods: readonly ClientAuthenticationMethod[];
  readonly clients: Pick<Clients, 'find'>;
  readonly failures: FailureCounts;
}

/**
 * The step that finds out which client is asking (RFC 6749 §2.3). Everything that can be wrong with it is one and the same
 * answer in the same time, and counts against address and client: not against a public one, whom anybody could so shut out.
 */
export function authenticateClient({ methods, clients, failures }: ClientAuthenticationOptions): Step {
  return async (exchange) => {
    const { method, attempt } = readAttempt(methods, exchange.req, exchange.parameters);
    await failures.refuseClient(attempt.clientId);
    const client = await clients.find(attempt.clientId);
    const proven = await attempt.proves(client, exchange.startedAt);
    const failure = proven ? misfitOf(client, method.name) : client && method.failure;
    if (client !== undefined && failure === undefined) {
      exchange.client = client;
      return;
    }
    await (client?.public
      ? failures.countAddress(exchange.address)
      : failures.count(exchange.address, attempt.clientId));
    throw invalidClient(failure ?? 'unknown_client');
  };
}

/** Why a client that proved who it is may still not authenticate. */
function misfitOf(client: ClientRecord | undefined, method: string): Reason | undefined {
  if (client === undefined) return 'unknown_client';
  if (client.status !== 'active') return client.status;
  return client.authenticationMethods.includes(method) ? undefined : 'wrong_method';
}
