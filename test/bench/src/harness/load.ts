import { connect, type Socket } from 'node:net';
import { readStatus } from './read-status.js';

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
}

const connections = 64;

/**
 * Keeps 64 connections busy, each with one request at a time. It reads no more of an answer than its status and
 * length, so that it asks faster than the server answers. A run goes on where the last one stopped in the cycle.
 */
export function createLoad({ port, requests, status }: LoadOptions): Load {
  let next = 0;
  const nextRequest = () => requests[next++ % requests.length] ?? '';

  return {
    async run(seconds) {
      const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
      try {
        return await fire(sockets, seconds, status, nextRequest);
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
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
      onAnswer(socket, reject, (answered) => {
        if (answered !== status) reject(new Error(`Answered ${answered} instead of ${status}`));
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

/** Puts answers that arrive in pieces together. One request is under way, so one answer is all there can be. */
function onAnswer(socket: Socket, fail: (error: Error) => void, take: (status: number) => void): void {
  let waiting: Buffer | undefined;
  socket.on('error', fail);
  socket.on('end', () => fail(new Error('A connection was closed by the server')));
  socket.on('data', (chunk) => {
    const bytes = waiting === undefined ? chunk : Buffer.concat([waiting, chunk]);
    try {
      const status = readStatus(bytes);
      waiting = status === undefined ? bytes : undefined;
      if (status !== undefined) take(status);
    } catch (error) {
      fail(error as Error);
    }
  });
}
