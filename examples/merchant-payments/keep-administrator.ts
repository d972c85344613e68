import { SecurityError } from '@portcullis/core';
import type { Client, Clients } from '@portcullis/token-issuer';
import type { Caller } from './caller.js';
import { areAllPermissions } from './iam.js';

/** A change that may take a key its power, and what takes the change back. */
export interface EndingChange {
  change(): Promise<Client>;
  undo(): Promise<Client>;
}

export type KeepAdministrator = (caller: Caller, key: Client, ending: EndingChange) => Promise<Client>;

/**
 * Makes changes to keys, but lets the last one that may do everything not end itself: 409. Where the last two do so at
 * once, on whatever instances, both stay.
 */
export function createAdministratorKeeping(clients: Clients): KeepAdministrator {
  return async ({ principal }, key, { change, undo }) => {
    if (key.id !== principal.client.id || !areAllPermissions(key.scopes)) return change();
    if (!(await hasOther(key))) throw lastAdministrator();
    const changed = await change();
    if (await hasOther(key)) return changed;
    await undo();
    throw lastAdministrator();
  };

  async function hasOther({ id, ownerId = '' }: Client): Promise<boolean> {
    for await (const key of keysOf(ownerId)) {
      if (key.id !== id && key.status === 'active' && areAllPermissions(key.scopes)) return true;
    }
    return false;
  }

  async function* keysOf(merchant: string): AsyncGenerator<Client> {
    const limit = 1000;
    for (let after: string | undefined; ; ) {
      const page = await clients.list({ ownerId: merchant, limit, ...(after !== undefined && { after }) });
      yield* page.filter((client) => !client.public);
      if (page.length < limit) return;
      after = page.at(-1)?.id;
    }
  }
}

function lastAdministrator(): SecurityError {
  const description = 'This is the last key that may do everything; make another one first';
  return new SecurityError(`Cannot end the key: ${description}`, {
    status: 409,
    code: 'last_admin_key',
    reason: 'invalid_request',
    description,
  });
}
