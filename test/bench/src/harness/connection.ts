import { connect, type Socket } from 'node:net';
import { readStatus } from './read-status.js';

const connections = 64;

/** So many connections as all loads keep. */
export function openConnections(port: number): Promise<Socket[]> {
  return Promise.all(Array.from({ length: connections }, () => open(port)));
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/**
 * Calls `take` for each answer of this status; anything else is a failure. Answers may arrive in pieces; one request is
 * under way, so one answer is all there can be.
 */
export function onAnswer(
  socket: Socket,
  status: number,
  fail: (error: Error) => void,
  take: () => void,
): void {
  let waiting: Buffer | undefined;
  socket.on('error', fail);
  socket.on('end', () => fail(new Error('A connection was closed by the server')));
  socket.on('data', (chunk) => {
    const bytes = waiting === undefined ? chunk : Buffer.concat([waiting, chunk]);
    try {
      const answered = readStatus(bytes);
      waiting = answered === undefined ? bytes : undefined;
      if (answered === status) take();
      else if (answered !== undefined) fail(new Error(`Answered ${answered} instead of ${status}`));
    } catch (error) {
      fail(error as Error);
    }
  });
}
