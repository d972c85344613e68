import { nextWholeSecond } from '../expiry.js';
import type { ListOptions } from '../managed-record.js';
import { storableUser } from '../storable-records.js';
import type { NewUser, UserRecord, UserStore } from '../user-store.js';
import type { Memory } from './memory.js';
import { MemoryRecords, type RecordRules } from './memory-records.js';

const rules: RecordRules<UserRecord, NewUser, ListOptions> = {
  kind: 'user',
  uniques: ['username', 'email'],
  admit: (user, stamps) => ({ ...storableUser(user), ...stamps, tokensValidFrom: 0 }),
  revise: (user, { status, tokensValidFrom }) => ({ ...storableUser(user), status, tokensValidFrom }),
  matches: () => true,
  tokensValidFrom: (user) => user.tokensValidFrom,
};

export class MemoryUsers extends MemoryRecords<UserRecord, NewUser, ListOptions> implements UserStore {
  constructor(memory: Memory) {
    super(memory, rules);
  }

  findByUsername(username: string): UserRecord | undefined {
    return this.findBy('username', username);
  }

  findByEmail(email: string): UserRecord | undefined {
    return this.findBy('email', email);
  }

  endTokens(id: string): UserRecord | undefined {
    const stored = this.find(id);
    if (stored === undefined || stored.status === 'revoked') return stored;
    const tokensValidFrom = Math.max(stored.tokensValidFrom, nextWholeSecond(this.memory.clock.now()));
    return this.change(stored, { ...stored, tokensValidFrom });
  }
}
