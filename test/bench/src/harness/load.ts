import type { Socket } from 'node:net';
import { onAnswer, openConnections } from './connection.js';
import { fireSteadily, type Latency, type Pace } from './steady-load.js';

/** The same requests, over and over, to one server. */
export interface LoadOptions {
  readonly port: number;
  /** Bytes of HTTP/1.1, sent in this order. */
  readonly requests: readonly string[];
  /** Any other status fails the run. */
  readonly status: number;
}

export interface LoadSample {
  readonly answers: number;
  readonly seconds: number;
  /** CPU time of this process over the time that went by: near 1, the load is what was measured. */
  readonly busy: number;
}

export interface Load {
  run(seconds: number): Promise<LoadSample>;
  /** So many requests, as fast as they are answered. */
  send(count: number): Promise<void>;
  /** So many requests a second, however long the answers take. */
  runSteadily(pace: Pace): Promise<Latency>;
}

/**
 * Keeps 64 connections busy, each with one request at a time. It reads no more of an answer than its status and
 * length, so that it asks faster than the server answers. A run goes on where the last one stopped in the cycle.
 */
export function createLoad({ port, requests, status }: LoadOptions): Load {
  let next = 0;
  const nextRequest = () => requests[next++ % requests.length] ?? '';

  async function withConnections<Found>(use: (sockets: readonly Socket[]) => Promise<Found>): Promise<Found> {
    const sockets = await openConnections(port);
    try {
      return await use(sockets);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  }

  return {
    run: (seconds) => withConnections((sockets) => fire(sockets, seconds, status, nextRequest)),
    send: (count) => withConnections((sockets) => sendAll(sockets, count, status, nextRequest)),
    runSteadily: (pace) => withConnections((sockets) => fireSteadily(sockets, pace, status, nextRequest)),
  };
}

function fire(
  sockets: readonly Socket[],
  seconds: number,
  status: number,
  nextRequest: () => string,
): Promise<LoadSample> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    const begun = performance.now();
    const cpuBegun = process.cpuUsage();
    for (const socket of sockets) {
      onAnswer(socket, status, reject, () => {
        answers += 1;
        socket.write(nextRequest(), 'latin1');
      });
      socket.write(nextRequest(), 'latin1');
    }
    setTimeout(() => {
      if (answers === 0) reject(new Error(`Answered nothing in ${seconds} s`));
      const passed = (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(cpuBegun);
      resolve({ answers, seconds: passed, busy: (user + system) / 1e6 / passed });
    }, seconds * 1000);
  });
}

function sendAll(
  sockets: readonly Socket[],
  count: number,
  status: number,
  nextRequest: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answers = 0;
    const sendNext = (socket: Socket) => {
      if (sent === count) return;
      sent += 1;
      socket.write(nextRequest(), 'latin1');
    };
    for (const socket of sockets) {
      onAnswer(socket, status, reject, () => {
        answers += 1;
        if (answers === count) resolve();
        sendNext(socket);
      });
      sendNext(socket);
    }
  });
}
