import { isSecurityError } from '@portcullis/core';
import type { IssuerLocation } from '../endpoints/issuer-location.js';
import type { TokenIssuerSettings } from '../token-issuer-options.js';
import { parseAuthorizationRequest } from './authorization-request.js';
import { createInteraction, type Interaction, parseInteractionId } from './interaction.js';
import { requireDestination } from './require-destination.js';
import { parseSentParameters } from './sent-parameters.js';

/** What the host's login and consent pages work with. */
export interface Interactions {
  /**
   * The request behind an id, after the same checks as at the endpoint; `undefined` for what is no valid request. A page
   * that follows its `url` or `denialUrl` alone sends nobody anywhere else.
   */
  readInteraction(id: string): Promise<Interaction | undefined>;
  /**
   * Remembers that the user lets the client have the scopes of the interaction. It believes the caller: call it for a form
   * that this user sent from the host's own page.
   */
  giveConsent(interaction: Interaction, userId: string): Promise<void>;
}

export function createInteractions(
  { clients, store, paths, clock }: Pick<TokenIssuerSettings, 'clients' | 'store' | 'paths' | 'clock'>,
  location: IssuerLocation,
): Interactions {
  return {
    async readInteraction(id) {
      if (paths.authorize === undefined) throw notOffered();
      const query = parseInteractionId(id);
      if (query === undefined) return undefined;
      try {
        const sent = parseSentParameters(query);
        const destination = await requireDestination(clients, sent);
        return createInteraction(
          parseAuthorizationRequest(destination, sent, clock.now()),
          location.path + paths.authorize,
        );
      } catch (error) {
        if (isSecurityError(error) && error.status < 500) return undefined;
        throw error;
      }
    },
    async giveConsent({ client, scopes }, userId) {
      await store.consents.give(userId, client.id, scopes);
    },
  };
}

function notOffered(): Error {
  return new Error('Cannot read the interaction: paths.authorize is not given');
}
