import type { Guard, Reason } from '@portcullis/core';
import type { RequestHandler } from 'express';
import type { TestIssuer } from '../support/test-issuer.js';

/** Whom a row may use: two issuers that the default guard does or does not know. */
export interface World {
  readonly issuer: TestIssuer;
  readonly stranger: TestIssuer;
}

/** One line of the table: what is sent to which guards, and what is answered. */
export interface Row {
  /** Begins with the number of the rule in `http-behaviour.md`. */
  readonly name: string;
  /** @default the guard of `world.issuer` with the realm `api` */
  readonly guards?: (world: World) => readonly Guard[];
  /** What the app mounts before the guards. */
  readonly before?: readonly RequestHandler[];
  /** Request line (`GET /`) and headers. */
  readonly head: (world: World) => readonly string[];
  readonly body?: (world: World) => string;
  readonly answer: Answer;
}

export interface Answer {
  readonly status: number;
  /** The lines of `WWW-Authenticate`, all of them. */
  readonly challenges?: readonly string[];
  /** `error` of the body. */
  readonly error?: string;
  /** `detail` of the body. */
  readonly detail?: string;
  /** Of the one decision event that says no. */
  readonly reason?: Reason;
  readonly cacheControl?: string;
  /** Whether somebody was let through, and who: the id of the client, `nobody` for an anonymous request. */
  readonly caller?: string;
}

/** `Authorization: Bearer …` */
export function bearerHeader(token: string): string {
  return `Authorization: Bearer ${token}`;
}

/** A request that brings a token as it should be brought. */
export function withToken(mint: (world: World) => string): Row['head'] {
  return (world) => ['GET /', bearerHeader(mint(world))];
}
