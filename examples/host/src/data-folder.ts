import { randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, open, readFile, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SettingError } from './setting-error.js';
import type { Settings } from './settings.js';

/** Where an example keeps its files, and the secrets that seal private keys. */
export interface DataFolder {
  readonly folder: string;
  /** `false` with `DATA_DIR=:memory:`: the folder goes when the process does. */
  readonly durable: boolean;
  /** Newest first. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

/** Makes the folder (mode 0700) and, where `PORTCULLIS_SECRET` is not given, a secret in it (mode 0600). */
export async function createDataFolder(settings: Settings): Promise<DataFolder> {
  const durable = settings.dataDir !== ':memory:';
  const folder = await makeFolder(settings.dataDir, durable);
  const secrets = settings.secrets.length > 0 ? settings.secrets : [await keptSecret(join(folder, 'secret'))];
  return { folder, durable, secrets, close };

  async function close(): Promise<void> {
    if (!durable) await rm(folder, { recursive: true, force: true });
  }
}

async function makeFolder(dataDir: string, durable: boolean): Promise<string> {
  if (!durable) return mkdtemp(join(tmpdir(), 'portcullis-'));
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (cause) {
    throw new SettingError('DATA_DIR', dataDir, 'the folder cannot be made', cause);
  }
}

/** Several processes may start at once: each writes a secret of its own whole, one gets the name, all read that one. */
async function keptSecret(file: string): Promise<string> {
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  await writeDurably(draft, randomBytes(32).toString('base64url'));
  await link(draft, file).catch(ignoreExisting);
  await unlink(draft);
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is sealed with the secret must not outlive it, so the secret is on the disk before it is used. */
async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
