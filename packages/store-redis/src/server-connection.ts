import type { createClient, ErrorReply } from 'redis';
import { clientOptions } from './client-options.js';
import type { Connection, OnLost } from './connection.js';
import type { ServerSettings } from './server-settings.js';

/** A connection to one server. */
export class ServerConnection implements Connection {
  readonly #settings: ServerSettings;
  readonly #connectMs: number;
  readonly #onLost: OnLost;
  #client: ReturnType<typeof createClient> | undefined;
  #replyError: typeof ErrorReply | undefined;

  /** @param connectMs Within so many milliseconds it must stand. */
  constructor(settings: ServerSettings, connectMs: number, onLost: OnLost) {
    this.#settings = settings;
    this.#connectMs = connectMs;
    this.#onLost = onLost;
  }

  async open(): Promise<void> {
    const { createClient, ErrorReply } = await import('redis');
    this.#replyError = ErrorReply;
    this.#client = createClient(clientOptions(this.#settings, this.#connectMs));
    this.#client.on('error', this.#onLost);
    await this.#client.connect();
  }

  async send(_key: string | undefined, command: readonly string[]): Promise<unknown> {
    return this.#client?.sendCommand(command);
  }

  /** The listener hears each message from the resolution on. */
  async subscribe(channel: string, listener: (message: string) => void): Promise<void> {
    await this.#client?.subscribe(channel, listener);
  }

  isReply(error: unknown): error is Error {
    return this.#replyError !== undefined && error instanceof this.#replyError;
  }

  async memoryInfo(): Promise<readonly string[]> {
    return [String(await this.send(undefined, ['INFO', 'memory']))];
  }

  destroy(): void {
    if (this.#client?.isOpen) this.#client.destroy();
  }
}
