import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { withinDeadline } from '../src/within-deadline.js';

const never = new Promise<never>(() => {});
const late = () => new Error('late');

it('rejects with what late gives when there is no outcome in time', async () => {
  await expect(withinDeadline(5, never, late)).rejects.toThrow('late');
});

it('hands on what came in time, and does not call it late afterwards', async () => {
  const called = vi.fn(late);
  expect(await withinDeadline(5, Promise.resolve('answer'), called)).toBe('answer');
  await expect(withinDeadline(5, Promise.reject(new Error('failed')), called)).rejects.toThrow('failed');
  await expect(withinDeadline(20, never, late)).rejects.toThrow('late');
  expect(called).not.toHaveBeenCalled();
});

it('counts as in time what has arrived while the process was busy beyond the deadline', async () => {
  const [socket, peer] = await connectedSockets();
  await new Promise<void>((resolve) => peer.write('answer', () => resolve()));
  const answer = new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
  const outcome = withinDeadline(20, answer, late);
  socket.resume();
  const busyUntil = performance.now() + 60;
  while (performance.now() < busyUntil);
  expect(await outcome).toBe('answer');
  socket.destroy();
});

/** The first one does not read before it is resumed. */
function connectedSockets(): Promise<[Socket, Socket]> {
  return new Promise((resolve) => {
    const server = createServer((peer) => {
      server.close();
      resolve([socket, peer]);
    });
    let socket: Socket;
    server.listen(0, '127.0.0.1', () => {
      socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    });
  });
}
