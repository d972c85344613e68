import { hash, randomBytes } from 'node:crypto';
import { createRefusal } from '../bearer/floor-refusal.js';

export interface FloorKey {
  readonly clientId: string;
  readonly active: boolean;
  readonly expiresAt: number;
}

/** Digests of keys in a map, status and deadline looked at on each hit. */
export class FloorKeys {
  readonly #rows = new Map<string, FloorKey>();

  /** The text of a new key. */
  make(row: Pick<FloorKey, 'clientId'> & Partial<FloorKey>): string {
    const text = randomKey();
    this.#rows.set(digestOf(text), { active: true, expiresAt: Number.POSITIVE_INFINITY, ...row });
    return text;
  }

  find(text: string): FloorKey | undefined {
    const row = this.#rows.get(digestOf(text));
    return row?.active && row.expiresAt > Date.now() ? row : undefined;
  }
}

/** Of the right form, and nobody's. */
export function randomKey(): string {
  return `bank_live_${randomBytes(48).toString('hex')}`;
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}

export const refuseAbsentKey = createRefusal(401, 'ApiKey realm="api"');
export const refuseInvalidKey = createRefusal(401, 'ApiKey realm="api", error="invalid_api_key"');
