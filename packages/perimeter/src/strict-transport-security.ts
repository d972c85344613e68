import { checkOptions } from '@portcullis/core';
import { strictTransportSecurity } from 'helmet';
import { type Header, recordHeaders } from './record-headers.js';

/** What `Strict-Transport-Security` asks of browsers (RFC 6797 §6.1). */
export interface StrictTransportSecurity {
  /** How long they come back by https only. @default 31536000, a year */
  readonly maxAgeSeconds?: number;
  /** @default true */
  readonly includeSubDomains?: boolean;
  /** Consent to stand in the lists that browsers ship with, which is slow to take back. @default false */
  readonly preload?: boolean;
}

/** The header for these options; none for `false`. */
export function createTransportSecurity(options: StrictTransportSecurity | false): Header | undefined {
  if (options === false) return undefined;
  checkOptions('strictTransportSecurity', options, ['maxAgeSeconds', 'includeSubDomains', 'preload']);
  const { maxAgeSeconds = 365 * 24 * 60 * 60, includeSubDomains = true, preload = false } = options;
  if (typeof includeSubDomains !== 'boolean' || typeof preload !== 'boolean') {
    throw new TypeError('strictTransportSecurity: includeSubDomains and preload must be true or false');
  }
  const [header] = recordHeaders([
    strictTransportSecurity({ maxAge: maxAgeSeconds, includeSubDomains, preload }),
  ]);
  return header;
}
