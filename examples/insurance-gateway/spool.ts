import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnce } from '@portcullis-examples/host';
import type { Api } from './apis.js';
import type { Message } from './message.js';

/** Takes accepted messages over. */
export interface Spool {
  /** Durable when it resolves. Gives the same reference whenever the same client sends the same `messageId` again. */
  accept(api: Api, clientId: string, message: Message): Promise<string>;
}

/**
 * Keeps accepted messages as files in `folder`, from where the insurer's own systems fetch them. The name is computed
 * from who sent which id, so a repeated message finds its file, on every instance and after every restart.
 */
export async function createSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { accept };

  async function accept(api: Api, clientId: string, message: Message): Promise<string> {
    const reference = referenceOf(clientId, message.messageId);
    await writeOnce(
      join(folder, `${reference}.json`),
      JSON.stringify({ reference, api, clientId, ...message }),
    );
    return reference;
  }
}

function referenceOf(clientId: string, messageId: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([clientId, messageId]))
    .digest('hex');
  return `GW-${digest.slice(0, 24).toUpperCase()}`;
}
