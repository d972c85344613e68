import type { Eventually } from '@portcullis/core';
import type { KeySet, SignatureAlgorithm } from '@portcullis/jwt';
import type { RevocationView } from '@portcullis/store';
import { type CurrentAuthority, currentAuthority } from './access-tokens/current-authority.js';
import { type FindAccessToken, findAccessToken } from './access-tokens/opaque-access-tokens.js';
import { createInteractions, type Interactions } from './authorization/interactions.js';
import { endTokens, type TokensOf } from './end-tokens.js';
import { issuerLocation } from './endpoints/issuer-location.js';
import { issuerEndpoints } from './issuer-endpoints.js';
import { createIssuerRouter, type RequestHandler } from './issuer-router.js';
import { type PendingKey, rotateSigningKey } from './signing-keys/rotate-signing-key.js';
import { createSigningKeyLifecycle } from './signing-keys/signing-key-lifecycle.js';
import { createSigningKeyRing, refreshMs } from './signing-keys/signing-key-ring.js';
import { readTokenIssuerOptions, type TokenIssuerOptions } from './token-issuer-options.js';

/** A token issuer in this process. `bearer({ issuer })` takes it as it is: live keys and revocations, no HTTP. */
export interface TokenIssuer extends Interactions {
  /** Mount it at the root, `app.use(issuer.router)`: it answers its own paths and hands everything else on. */
  readonly router: RequestHandler;
  /** The issuer identifier, as in `iss`. */
  readonly issuer: string;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keySet: KeySet;
  readonly revocations: RevocationView;
  /** What a token may do now, by the current records of its client and user. */
  readonly authorityOf: CurrentAuthority;
  /** What an opaque token stands for, and whether it is still good. */
  readonly findAccessToken: FindAccessToken;
  /** Publishes a new signing key, which takes over by itself. While one is pending, that one is told. */
  rotateKeys(): Promise<PendingKey>;
  /** Ends what grew out of one authorization, by its `family_id`: all of its tokens. False when that was done or is unknown. */
  revokeFamily(familyId: string): Promise<boolean>;
  /**
   * Ends every token of a client, or of a user, that they have so far; new ones can be had at once. False when the store
   * does not have them: nothing was ended then.
   */
  endTokensOf(whose: TokensOf): Promise<boolean>;
  /** Removes expired rows from the store, at most `limit`. Returns how many. */
  sweep(limit?: number): Eventually<number>;
  /** Reads the keys, and makes the first one. Rejects with one clear line when they cannot be opened. */
  ready(): Promise<void>;
  /** Nothing is read from the store any more; close it afterwards. What needs keys is 503 before long. */
  close(): Promise<void>;
}

/** Another instance may sign with a retired key until it reads the keys again; and clocks differ. */
const retirementMarginMs = refreshMs + 60_000;

/**
 * An OAuth 2.0 token issuer: tokens for clients and for users whom the host signs in, its keys, its metadata.
 *
 * Needs TLS in front of it: it does not look at how a request came.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @see https://www.rfc-editor.org/rfc/rfc6749
 * @example
 * const issuer = tokenIssuer({ issuer: 'https://api.bank', audience: 'https://api.bank', store, clients });
 * app.use(issuer.router);
 * app.get('/accounts', bearer({ issuer, audience: 'https://api.bank', algorithms: ['ES256'] }), handler);
 */
export function tokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const settings = readTokenIssuerOptions(options);
  const { issuer, algorithm, clients, store, clock } = settings;
  const publicationMs = settings.keyPublicationSeconds * 1000;
  const lifecycle = createSigningKeyLifecycle({
    store: store.signingKeys,
    algorithm,
    publicationMs,
    retirementMs: settings.accessTokenSeconds * 1000 + retirementMarginMs,
    clock,
  });
  const ring = createSigningKeyRing(lifecycle, algorithm, clock);
  const authorityOf = currentAuthority(clients, store.users, settings.userScopes);
  return {
    router: createIssuerRouter(issuer, issuerEndpoints(settings, { keys: ring, authorityOf }), clock),
    issuer,
    algorithms: [algorithm],
    keySet: ring.keySet,
    revocations: store.revocations,
    authorityOf,
    findAccessToken: findAccessToken(store.accessTokens),
    ...createInteractions(settings, issuerLocation(issuer)),
    rotateKeys: () => rotateSigningKey(ring, lifecycle, publicationMs),
    revokeFamily: async (familyId) => store.families.revoke(familyId),
    endTokensOf: (whose) => endTokens(store, whose),
    sweep: (limit) => store.sweep(limit),
    async ready() {
      await ring.reload();
    },
    close: () => ring.close(),
  };
}
