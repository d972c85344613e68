import type { Eventually } from '@portcullis/core';

/** What may happen once: the `jti` of an assertion or proof. */
export interface MarkStore {
  /**
   * Remembers a key if it is new, in one atomic step. Any string is a key; name the kind and the client in it.
   * @param until milliseconds since the epoch from which on what it guards is refused as expired anyway (tolerance
   * included). The mark is kept an hour longer, so that neither a sweep nor a clock set back reopens a replay.
   * @returns true to the one caller that came first; false when it is there, or when `until` has come.
   */
  rememberOnce(key: string, until: number): Eventually<boolean>;
}
