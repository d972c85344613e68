import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const answerTimeMs = 8000;

/** An HTTP server that can be stopped without cutting an answer short. */
export interface StoppableServer {
  readonly server: Server;
  /** Refuses new connections, ends idle and never-used ones at once, answers what runs; at most eight seconds. */
  stop(): Promise<void>;
}

/** `server.close()` alone waits for connections that never sent a request, so open sockets are kept in view here. */
export function createStoppableServer(listener: RequestListener): StoppableServer {
  const running = new Map<Socket, Set<ServerResponse>>();
  let stopping = false;

  const server = createServer((req, res) => {
    const answers = running.get(req.socket)?.add(res);
    if (stopping) res.setHeader('Connection', 'close');
    res.once('close', () => {
      answers?.delete(res);
      if (stopping && answers?.size === 0) req.socket.end();
    });
    listener(req, res);
  });
  server.on('connection', (socket: Socket) => {
    running.set(socket, new Set());
    socket.once('close', () => running.delete(socket));
  });

  return { server, stop };

  function stop(): Promise<void> {
    stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const [socket, answers] of running) {
      if (answers.size === 0) socket.destroy();
      for (const res of answers) if (!res.headersSent) res.setHeader('Connection', 'close');
    }
    setTimeout(() => server.closeAllConnections(), answerTimeMs).unref();
    return closed;
  }
}
