import type { Names } from '@portcullis/core';
import type { ConsentRecord, ConsentStore } from '../consent-store.js';
import { consentedScopes, requireConsent } from '../storable-consent.js';
import type { Memory } from './memory.js';

export class MemoryConsents implements ConsentStore {
  readonly #memory: Memory;
  readonly #consents = new Map<string, ConsentRecord>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  find(userId: string, clientId: string): ConsentRecord | undefined {
    return this.#consents.get(keyOf(userId, clientId));
  }

  give(userId: string, clientId: string, scopes: Names): ConsentRecord {
    requireConsent(userId, clientId, scopes);
    const before = this.find(userId, clientId)?.scopes ?? [];
    const consent = Object.freeze({
      userId,
      clientId,
      scopes: Object.freeze(consentedScopes(before, scopes)),
      givenAt: this.#memory.clock.now(),
    });
    this.#consents.set(keyOf(userId, clientId), consent);
    return consent;
  }

  withdraw(userId: string, clientId: string): boolean {
    return this.#consents.delete(keyOf(userId, clientId));
  }
}

function keyOf(userId: string, clientId: string): string {
  return JSON.stringify([userId, clientId]);
}
