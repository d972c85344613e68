import type { Socket } from 'node:net';
import { onAnswer } from './connection.js';
import { quantileOf } from './spread.js';

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds from when a request was due to its answer. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
}

/** How much later than planned the last answer may come. */
const patienceMs = 5_000;

/**
 * Sends a request whenever one is due, whether or not earlier ones were answered: so a server that stops for a moment is
 * not spared the requests of that moment. One that finds no connection free waits, and its waiting counts.
 */
export function fireSteadily(
  sockets: readonly Socket[],
  { perSecond, seconds }: Pace,
  status: number,
  nextRequest: () => string,
): Promise<Latency> {
  const total = Math.max(1, Math.round(perSecond * seconds));
  const latencies: number[] = [];
  const free = [...sockets];
  let sent = 0;
  let isOver = false;

  const answered = new Promise<void>((resolve, reject) => {
    const dueTimes = new Map<Socket, number>();
    const begun = performance.now();
    for (const socket of sockets) {
      onAnswer(socket, status, reject, () => {
        latencies.push(performance.now() - (dueTimes.get(socket) ?? Number.NaN));
        free.push(socket);
        if (latencies.length === total) resolve();
      });
    }
    const tick = () => {
      const due = begun + (sent * 1000) / perSecond;
      const socket = performance.now() < due ? undefined : free.shift();
      if (socket !== undefined) {
        dueTimes.set(socket, due);
        sent += 1;
        socket.write(nextRequest(), 'latin1');
      }
      if (sent < total && !isOver) setImmediate(tick);
    };
    tick();
    const late = () => reject(new Error(`Answered ${latencies.length} of ${total} requests in time`));
    setTimeout(late, seconds * 1000 + patienceMs).unref();
  });
  return answered
    .then(() => ({ median: quantileOf(latencies, 0.5), p99: quantileOf(latencies, 0.99) }))
    .finally(() => {
      isOver = true;
    });
}
