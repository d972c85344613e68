import { Duplex } from 'node:stream';

/** The server's end of a connection whose other end is this very process. One exchange at a time. */
export class LocalConnection extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  #take: (status: number) => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor() {
    super({ decodeStrings: false });
  }

  /** Resolves when the server has begun to answer; rejects on another status than the one expected. */
  exchange(request: Buffer, expected: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#take = (status) =>
        status === expected ? resolve() : reject(new Error(`Answered ${status} instead of ${expected}`));
      this.push(request);
    });
  }

  override _read(): void {}

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.#readHead(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer | string }[], done: () => void): void {
    for (const { chunk } of chunks) this.#readHead(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#fail(new Error('A connection was closed by the server'));
    done();
  }

  /** An answer is written as one string, or as its head followed by its body. */
  #readHead(chunk: Buffer | string): void {
    const start = typeof chunk === 'string' ? chunk.slice(0, 12) : chunk.toString('latin1', 0, 12);
    if (start.startsWith('HTTP/1.1 ')) this.#take(Number(start.slice(9)));
  }
}
