import { readDatabaseUrl, readRedisUrl } from './engine-url.js';
import { SettingError } from './setting-error.js';
import { readTrustProxy, type TrustProxy } from './trust-proxy.js';

/** What an example server reads from its environment (README, "Environment"). */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Absent: the URL that the server listens on. */
  readonly issuer: string | undefined;
  /** `:memory:` keeps nothing. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly accessTokenSeconds: number;
  readonly trustProxy: TrustProxy;
  readonly failureLimitPerAddress: number;
  /** Newest first; empty where one is to be made in `dataDir`. */
  readonly secrets: readonly string[];
  readonly production: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks every variable before anything starts.
 *
 * @throws SettingError naming the variable and the value found, without its secret parts.
 */
export function readSettings(env: Environment, defaultDataDir: string): Settings {
  const production = env['NODE_ENV'] === 'production';
  const databaseUrl = readDatabaseUrl(env['DATABASE_URL']);
  return {
    port: readInteger(env, 'PORT', 3000, 0, 65_535),
    host: env['HOST'] || '127.0.0.1',
    issuer: readIssuer(env['ISSUER'], production),
    dataDir: env['DATA_DIR'] || defaultDataDir,
    databaseUrl,
    redisUrl: readRedisUrl(env['REDIS_URL']),
    accessTokenSeconds: readInteger(env, 'ACCESS_TOKEN_SECONDS', 300, 1, 3600),
    trustProxy: readTrustProxy(env['TRUST_PROXY']),
    failureLimitPerAddress: readInteger(env, 'FAILURE_LIMIT_PER_ADDRESS', 300, 1, 1_000_000),
    secrets: readSecrets(env['PORTCULLIS_SECRET'], databaseUrl !== undefined),
    production,
  };
}

function readInteger(
  env: Environment,
  name: string,
  fallback: number,
  lowest: number,
  highest: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowest && value <= highest) return value;
  throw new SettingError(name, text, `a whole number from ${lowest} to ${highest} is needed`);
}

function readIssuer(text: string | undefined, production: boolean): string | undefined {
  if (text === undefined || text === '') {
    if (production)
      throw new SettingError('ISSUER', '', 'with NODE_ENV=production it must be given, an https URL');
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.search ||
    url.hash ||
    url.username
  ) {
    throw new SettingError('ISSUER', text, 'an absolute URL without user, query and fragment is needed');
  }
  if (url.protocol === 'https:') return text;
  if (production) throw new SettingError('ISSUER', text, 'with NODE_ENV=production it must be an https URL');
  if (isLoopback(url.hostname)) return text;
  throw new SettingError('ISSUER', text, 'it must be an https URL, or stand on a loopback address');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Secrets are counted, never shown. */
function readSecrets(text: string | undefined, required: boolean): readonly string[] {
  if (text === undefined || text === '') {
    if (required)
      throw new SettingError('PORTCULLIS_SECRET', '', 'with DATABASE_URL it must be given: 32 bytes or more');
    return [];
  }
  const secrets = text.split(',').map((part) => part.trim());
  const short = secrets.find((secret) => Buffer.byteLength(secret) < 32);
  if (short === undefined) return secrets;
  throw new SettingError(
    'PORTCULLIS_SECRET',
    `${Buffer.byteLength(short)} bytes`,
    '32 bytes or more are needed, each',
  );
}
