import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { writeDurably } from './write-durably.js';

/** Puts a private file in the place of one of that name, whole and durably: a reader sees the old one or the new one. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  await writeDurably(draft, text);
  await rename(draft, file);
}
