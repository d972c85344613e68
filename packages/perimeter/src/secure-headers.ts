import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions, type Next } from '@portcullis/core';
import {
  contentSecurityPolicy,
  crossOriginOpenerPolicy,
  crossOriginResourcePolicy,
  originAgentCluster,
  referrerPolicy,
  xContentTypeOptions,
  xFrameOptions,
} from 'helmet';
import { type Directives, headerPresets } from './header-preset.js';
import { isOverTls } from './is-over-tls.js';
import { type HeaderMiddleware, recordHeaders } from './record-headers.js';
import { createTransportSecurity, type StrictTransportSecurity } from './strict-transport-security.js';

export interface SecureHeadersOptions {
  /** `api` for data, `pages` for HTML. @default 'api' */
  readonly preset?: keyof typeof headerPresets;
  /** Directives in place of the preset's, or beside them: `{ 'img-src': ["'self'", 'https://cdn.example'] }`. */
  readonly contentSecurityPolicy?: Directives;
  /** Which sites may embed a response without CORS. @default 'same-origin' */
  readonly crossOriginResourcePolicy?: 'same-origin' | 'same-site' | 'cross-origin';
  /** Which windows keep their `opener`. @default 'same-origin' for pages, not sent for an API */
  readonly crossOriginOpenerPolicy?: 'same-origin' | 'same-origin-allow-popups' | 'unsafe-none';
  /** Sent over TLS only (RFC 6797 §7.2); `false` never sends it. @default a year, with subdomains */
  readonly strictTransportSecurity?: StrictTransportSecurity | false;
}

const action = 'Cannot create secureHeaders middleware';

/**
 * Makes a middleware that sets security headers, their values made once by helmet, and removes `X-Powered-By`.
 * Mounted again for some routes, it sets its headers in place of the earlier ones.
 *
 * The preset `api` sets what data needs:
 * - `X-Content-Type-Options: nosniff`: it stays data, whatever is in it;
 * - `Content-Security-Policy: default-src 'none';frame-ancestors 'none'`: opened as a document it loads nothing and is
 *   in no frame, so `X-Frame-Options` has nothing to add;
 * - `Referrer-Policy: no-referrer`: ids in URLs do not travel on;
 * - `Cross-Origin-Resource-Policy: same-origin`: no other site embeds it (CORS is another matter);
 * - `Strict-Transport-Security`, over TLS.
 *
 * The preset `pages` sets the same with a policy for self-contained pages, and `Cross-Origin-Opener-Policy`,
 * `Origin-Agent-Cluster` and `X-Frame-Options: DENY`. Browsers hold its `form-action 'self'` also against a redirect
 * that answers a form, as that of a consent page does: name the origins it leads to.
 *
 * Not set: `Cache-Control` (guards and handlers do that), CORS, attributes of cookies, nonces.
 *
 * @throws TypeError on unknown options, and on values that helmet or the header does not take.
 * @example
 * app.use(secureHeaders());
 * app.use('/account', secureHeaders({ preset: 'pages' }));
 */
export function secureHeaders(options: SecureHeadersOptions = {}) {
  checkOptions(action, options, optionNames);
  const { headers, overTls } = prepare(options);
  return function secureHeadersMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    for (const [name, value] of headers) res.setHeader(name, value);
    if (overTls !== undefined && isOverTls(req)) res.setHeader(...overTls);
    res.removeHeader('X-Powered-By');
    next();
  };
}

const optionNames: readonly (keyof SecureHeadersOptions)[] = [
  'preset',
  'contentSecurityPolicy',
  'crossOriginResourcePolicy',
  'crossOriginOpenerPolicy',
  'strictTransportSecurity',
];

/** What helmet does not take becomes an error of ours. */
function prepare(options: SecureHeadersOptions) {
  try {
    const overTls = createTransportSecurity(options.strictTransportSecurity ?? {});
    return { headers: recordHeaders(chosen(options)), overTls };
  } catch (error) {
    throw new TypeError(`${action}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function chosen(options: SecureHeadersOptions): readonly HeaderMiddleware[] {
  const { preset = 'api', crossOriginResourcePolicy: embedding = 'same-origin' } = options;
  if (!Object.hasOwn(headerPresets, preset)) {
    throw new TypeError(`preset must be "api" or "pages", not ${JSON.stringify(preset)}`);
  }
  const { directives, forWindows } = headerPresets[preset];
  const opener = options.crossOriginOpenerPolicy ?? (forWindows ? 'same-origin' : undefined);
  return [
    contentSecurityPolicy({
      useDefaults: false,
      directives: { ...directives, ...checkDirectives(options.contentSecurityPolicy ?? {}) },
    }),
    crossOriginResourcePolicy({ policy: embedding }),
    referrerPolicy(),
    xContentTypeOptions(),
    ...(opener === undefined ? [] : [crossOriginOpenerPolicy({ policy: opener })]),
    ...(forWindows ? [originAgentCluster(), xFrameOptions({ action: 'deny' })] : []),
  ];
}

const directiveName = /^[a-z]+(?:-[a-z]+)*$/;

/** helmet takes camel case too, which would stand beside a directive of the preset, and functions of the request. */
function checkDirectives(directives: Directives): Directives {
  for (const [name, sources] of Object.entries(directives)) {
    if (!directiveName.test(name)) {
      throw new TypeError(`${JSON.stringify(name)} is no directive; write it as in the header: "script-src"`);
    }
    if (
      sources !== null &&
      !(Array.isArray(sources) && sources.every((source) => typeof source === 'string'))
    ) {
      throw new TypeError(`${name} must be an array of text, or null to take it away`);
    }
  }
  return directives;
}
