import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before an engine, so that a test can take the engine away. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection and accepts no new one: the engine was stopped. */
  stop(): Promise<void>;
  /** Accepts connections and carries nothing any more, on old ones neither: the engine hangs. */
  stall(): void;
  /** As in the beginning; what hung for so long goes on. */
  resume(): Promise<void>;
}

/** @param target `host:port` of the engine. */
export async function startTcpProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let stalled = false;
  const server = createServer((client) => {
    const engine = connect(target);
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (stalled) from.pause();
    }
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    async resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
  };
}
