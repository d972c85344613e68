import type { InvalidRequestError } from '@portcullis/core';
import type { ClientRecord } from '@portcullis/store';
import type { Clients } from '../clients/clients.js';
import { unknownDestination } from './authorization-errors.js';
import { isRedirectUriOf } from './is-redirect-uri-of.js';
import type { SentParameters } from './sent-parameters.js';

/** Where the answer to an authorization request goes. */
export interface Destination {
  readonly client: ClientRecord;
  /** As it was presented, and one of the client's. */
  readonly redirectUri: string;
  /** To be sent back as it is (RFC 6749 §4.1.2). */
  readonly state: string | undefined;
}

/**
 * Who asks, and where the answer goes. Before both are known nobody is redirected (RFC 6749 §4.1.2.1): the redirection
 * endpoint could be anybody's.
 *
 * @throws InvalidRequestError (as a rejection), for a page of our own.
 */
export async function requireDestination(
  clients: Pick<Clients, 'find'>,
  { values }: SentParameters,
): Promise<Destination> {
  const clientId = values.get('client_id');
  const redirectUri = values.get('redirect_uri');
  if (clientId === undefined) throw absent('client_id');
  if (redirectUri === undefined) throw absent('redirect_uri');
  const client = await clients.find(clientId);
  if (client === undefined) throw unknownDestination('unknown_client', 'The application is not known here');
  if (client.status !== 'active') {
    throw unknownDestination(client.status, 'The application cannot be used at present');
  }
  if (!isRedirectUriOf(client.redirectUris, redirectUri)) {
    throw unknownDestination('invalid_request', 'The redirect_uri is not one of the application');
  }
  return { client, redirectUri, state: values.get('state') };
}

function absent(name: string): InvalidRequestError {
  return unknownDestination('invalid_request', `The parameter ${name} is missing, or stands more than once`);
}
