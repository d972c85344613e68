/** Sends commands to Redis. */
export interface CommandSender {
  /**
   * @param key The one key that the command is about, by which a cluster finds its node; `undefined` for a command
   * without keys.
   */
  send(key: string | undefined, command: readonly string[]): Promise<unknown>;
}

/** One connection, from its opening to its end. It is told at creation whom to tell that it broke. */
export interface Connection extends CommandSender {
  open(): Promise<void>;
  /** Is it an answer of Redis (`NOSCRIPT`, `READONLY`), and not the failure of the connection? */
  isReply(error: unknown): error is Error;
  /** `INFO memory` of every server that may keep our keys. */
  memoryInfo(): Promise<readonly string[]>;
  /** Ends it at once; what waits for an answer is rejected. May be called at any time, and twice. */
  destroy(): void;
}

/** Hears, once or several times, why a connection is of no use any more. */
export type OnLost = (error: unknown) => void;
