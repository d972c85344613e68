import { SettingError } from './setting-error.js';

/** `postgres://` or `postgresql://`, or absent for the embedded database. */
export function readDatabaseUrl(text: string | undefined): string | undefined {
  return readUrl('DATABASE_URL', text, ['postgres:', 'postgresql:']);
}

/** `redis://` or `rediss://`, or absent. */
export function readRedisUrl(text: string | undefined): string | undefined {
  return readUrl('REDIS_URL', text, ['redis:', 'rediss:']);
}

/** A connection URL for people to read: without its password, and without what stands behind `?`. */
export function withoutSecrets(text: string): string {
  if (!URL.canParse(text)) return '(not a URL)';
  const url = new URL(text);
  if (url.password) url.password = '***';
  url.search = '';
  return url.href;
}

function readUrl(name: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  throw new SettingError(
    name,
    withoutSecrets(text),
    `a URL that begins with ${protocols.join('// or ')}// is needed`,
  );
}
