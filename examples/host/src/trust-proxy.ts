import { createAddressList } from '@portcullis/core';
import { SettingError } from './setting-error.js';

/** What Express takes as `trust proxy`: nothing, everybody, a number of hops, or addresses. */
export type TrustProxy = boolean | number | readonly string[];

const names = new Set(['loopback', 'linklocal', 'uniquelocal']);

export function readTrustProxy(text: string | undefined): TrustProxy {
  if (text === undefined || text === '' || text === 'false' || text === '0') return false;
  if (text === 'true') return true;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => names.has(part) || isNetwork(part))) return parts;
  throw new SettingError(
    'TRUST_PROXY',
    text,
    'true, a number of hops, or addresses, networks and names (loopback, …) are needed',
  );
}

function isNetwork(text: string): boolean {
  try {
    createAddressList('Cannot read TRUST_PROXY', [text]);
    return true;
  } catch {
    return false;
  }
}
