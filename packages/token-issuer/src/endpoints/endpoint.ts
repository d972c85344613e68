import type { Eventually } from '@portcullis/core';
import type { Exchange } from './exchange.js';

/** What the issuer answers at one place. */
export interface Endpoint {
  /** For decision events: `token`. */
  readonly name: string;
  /** Whole paths, each compared exactly. */
  readonly paths: readonly string[];
  /** The methods it takes, `HEAD` with `GET`. `OPTIONS` is answered for it. */
  readonly methods: readonly string[];
  /** What the issuer's metadata say of it (RFC 8414 §2). */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Answers. A `SecurityError` that it throws, or rejects with, is answered as OAuth error JSON. */
  handle(exchange: Exchange): Eventually<void>;
}
