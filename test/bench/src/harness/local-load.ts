import type { Server } from 'node:http';
import { LocalConnection } from './local-connection.js';

/** Work of one process: no kernel, no second core, so what neighbours on the machine do matters little. */
export interface LocalLoad {
  /** CPU time per answer, of all threads of this process: what runs on the pool counts. */
  run(seconds: number): Promise<{ readonly microsecondsPerAnswer: number }>;
}

const connections = 64;

/** Feeds the requests, in this order and over and over, into `server` through connections that are no sockets. */
export function createLocalLoad(server: Server, requests: readonly string[], status: number): LocalLoad {
  const bytes = requests.map((request) => Buffer.from(request, 'latin1'));
  let next = 0;
  const nextRequest = () => bytes[next++ % bytes.length] ?? Buffer.alloc(0);

  return {
    async run(seconds) {
      const open = Array.from({ length: connections }, () => new LocalConnection());
      for (const connection of open) server.emit('connection', connection);
      const end = performance.now() + seconds * 1000;
      const begun = process.cpuUsage();
      let answers = 0;
      while (performance.now() < end) {
        await Promise.all(open.map((connection) => connection.exchange(nextRequest(), status)));
        answers += open.length;
      }
      const { user, system } = process.cpuUsage(begun);
      for (const connection of open) connection.destroy();
      return { microsecondsPerAnswer: (user + system) / answers };
    },
  };
}
