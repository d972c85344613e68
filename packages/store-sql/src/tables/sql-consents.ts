import type { Eventually } from '@portcullis/core';
import type { ConsentRecord, ConsentStore, Names } from '@portcullis/store';
import { consentedScopes, isStorableId, requireConsent } from '@portcullis/store/engine';
import { number, text } from '../cells.js';
import type { SqlContext } from '../sql-context.js';
import { one, type Row } from '../statement.js';
import { row, type Step } from '../step.js';

const columns = 'user_id, client_id, scopes, given_at';

const find = one(`SELECT ${columns} FROM portcullis_consent WHERE user_id = ? AND client_id = ?`);

/** Gives the scopes that were there, or the first ones, and holds the row until the step ends. */
const open = one(
  `INSERT INTO portcullis_consent (${columns}) VALUES (?, ?, ?, ?)
  ON CONFLICT (user_id, client_id) DO UPDATE SET given_at = excluded.given_at RETURNING ${columns}`,
);
const write = one('UPDATE portcullis_consent SET scopes = ? WHERE user_id = ? AND client_id = ? RETURNING 1');

const remove = one('DELETE FROM portcullis_consent WHERE user_id = ? AND client_id = ? RETURNING 1');

export class SqlConsents implements ConsentStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  find(userId: string, clientId: string): Eventually<ConsentRecord | undefined> {
    if (!isStorableId(userId) || !isStorableId(clientId)) return undefined;
    return this.#context.engine.find(find, [userId, clientId], decodeConsent);
  }

  async give(userId: string, clientId: string, scopes: Names): Promise<ConsentRecord> {
    requireConsent(userId, clientId, scopes);
    const given = consentedScopes([], scopes);
    const { engine, clock } = this.#context;
    return engine.transaction(() => giveStep({ userId, clientId, scopes: given, givenAt: clock.now() }));
  }

  async withdraw(userId: string, clientId: string): Promise<boolean> {
    if (!isStorableId(userId) || !isStorableId(clientId)) return false;
    return (await this.#context.engine.write(remove, [userId, clientId])).length > 0;
  }
}

function* giveStep(given: ConsentRecord): Step<ConsentRecord> {
  const { userId, clientId, givenAt } = given;
  const opened = yield* row(open, userId, clientId, JSON.stringify(given.scopes), givenAt);
  const scopes = consentedScopes(decodeConsent(opened ?? []).scopes, given.scopes);
  yield* row(write, JSON.stringify(scopes), userId, clientId);
  return { ...given, scopes };
}

function decodeConsent(cells: Row): ConsentRecord {
  return {
    userId: text(cells[0]),
    clientId: text(cells[1]),
    scopes: JSON.parse(text(cells[2])),
    givenAt: number(cells[3]),
  };
}
