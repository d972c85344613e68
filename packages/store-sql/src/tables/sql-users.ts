import type { Eventually } from '@portcullis/core';
import type { ListOptions, NewUser, UserRecord, UserStore } from '@portcullis/store';
import { isStorableId } from '@portcullis/store/engine';
import type { SqlContext } from '../sql-context.js';
import type { Statement } from '../statement.js';
import { withEndedTokens } from './ended-tokens.js';
import { ManagedRecords } from './managed-records.js';
import { findByEmail, findByUsername, userTable } from './user-table.js';

export class SqlUsers extends ManagedRecords<UserRecord, NewUser, ListOptions> implements UserStore {
  constructor(context: SqlContext) {
    super(context, userTable);
  }

  findByUsername(username: string): Eventually<UserRecord | undefined> {
    return this.#findBy(findByUsername, username);
  }

  findByEmail(email: string): Eventually<UserRecord | undefined> {
    return this.#findBy(findByEmail, email);
  }

  endTokens(id: string): Promise<UserRecord | undefined> {
    return this.changeOrKeep(id, (stored) => withEndedTokens(stored, this.context.clock.now()));
  }

  #findBy(statement: Statement, value: string): Eventually<UserRecord | undefined> {
    if (!isStorableId(value)) return undefined;
    return this.context.engine.find(statement, [value], this.table.decode);
  }
}
