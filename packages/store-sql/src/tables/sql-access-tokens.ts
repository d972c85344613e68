import type { Eventually } from '@portcullis/core';
import type { AccessTokenRecord, AccessTokenStore, FoundAccessToken } from '@portcullis/store';
import {
  accessTokenLiveness,
  isOver,
  isStorableId,
  REPLAY_MARGIN_MS,
  requireId,
  requireTime,
  storableAccessToken,
} from '@portcullis/store/engine';
import type { Changed } from '../notice-feed.js';
import type { SqlContext } from '../sql-context.js';
import type { Row } from '../statement.js';
import type { Step } from '../step.js';
import {
  accessTokenValues,
  clientAt,
  decodeAccessToken,
  decodeFamilyState,
  findAccessToken,
  insertAccessToken,
  revocationAt,
  userAt,
} from './access-token-table.js';
import { decodeClient } from './client-table.js';
import { writeFirstNotice } from './notice-table.js';
import { decodeUser } from './user-table.js';

/** A token's revocation is its notice: kept for as long as the token might be believed, and an hour. */
export class SqlAccessTokens implements AccessTokenStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  async insert(token: AccessTokenRecord): Promise<boolean> {
    const { engine, feed } = this.#context;
    const values = accessTokenValues(storableAccessToken(token, feed.rememberedMs));
    return (await engine.write(insertAccessToken, values)).length > 0;
  }

  find(digest: string): Eventually<FoundAccessToken | undefined> {
    if (!isStorableId(digest)) return undefined;
    return this.#context.engine.find(findAccessToken, [digest], this.#decodeFound);
  }

  async revoke(tokenId: string, expiresAt: number): Promise<boolean> {
    requireId('revocation', 'tokenId', tokenId);
    requireTime('revocation', 'expiresAt', expiresAt);
    if (isOver(expiresAt, this.#context.clock.now())) return false;
    return this.#context.feed.change(() => revokeStep(tokenId, expiresAt));
  }

  readonly #decodeFound = (cells: Row): FoundAccessToken => {
    const token = decodeAccessToken(cells);
    const client = cells[clientAt] === null ? undefined : decodeClient(cells, clientAt);
    const user = cells[userAt] === null ? undefined : decodeUser(cells, userAt);
    const idRevoked = cells[revocationAt] !== null;
    const facts = { token, family: decodeFamilyState(cells), client, user, idRevoked };
    const liveness = accessTokenLiveness(facts, this.#context.clock.now());
    return { token, liveness, ...(client && { client }), ...(user && { user }) };
  };
}

function* revokeStep(id: string, expiresAt: number): Step<Changed<boolean>> {
  const until = expiresAt + REPLAY_MARGIN_MS;
  const revoked = { kind: 'token', id, status: 'revoked', tokensValidFrom: 0, until } as const;
  const notice = yield* writeFirstNotice(revoked);
  return notice === undefined ? { result: false } : { result: true, notice };
}
