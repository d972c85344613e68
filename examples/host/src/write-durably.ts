import { open } from 'node:fs/promises';

/** Writes a new private file (mode 0600); on the disk when it resolves. Rejects where there is one of that name. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
