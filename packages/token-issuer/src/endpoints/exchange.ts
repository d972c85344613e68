import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddress, type Eventually } from '@portcullis/core';
import type { ClientRecord } from '@portcullis/store';
import type { Parameters } from '../request/parameters.js';

/** One request to an endpoint, filled in by the steps that look into it. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Milliseconds since the epoch, taken before anything was read: a revocation that comes later wins. */
  readonly startedAt: number;
  /** Where it comes from, as failures are counted. */
  readonly address: string;
  parameters: Parameters;
  client: ClientRecord | undefined;
}

/** One step of the work. It throws, or rejects with, the refusal that ends the exchange. */
export type Step = (exchange: Exchange) => Eventually<void>;

const noParameters: Parameters = new Map();

export function openExchange(req: IncomingMessage, res: ServerResponse, startedAt: number): Exchange {
  return { req, res, startedAt, address: clientAddress(req), parameters: noParameters, client: undefined };
}

/** Takes the steps in order; waits only where a step does. */
export async function takeSteps(steps: readonly Step[], exchange: Exchange): Promise<void> {
  for (const step of steps) {
    const pending = step(exchange);
    if (pending !== undefined) await pending;
  }
}

/** @throws Error when no step before has authenticated a client: nothing is given to nobody. */
export function clientOf({ client }: Exchange): ClientRecord {
  if (client === undefined) throw new Error('Cannot go on: no client was authenticated');
  return client;
}
