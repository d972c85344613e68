import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SettingError } from './setting-error.js';
import type { Settings } from './settings.js';
import { writeOnce } from './write-once.js';

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

/** Several processes may start at once: one of them writes the secret, all read that one. */
async function keptSecret(file: string): Promise<string> {
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  await writeOnce(file, randomBytes(32).toString('base64url'));
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
