import type { RequestListener } from 'node:http';
import type { BenchRequest } from './bench-request.js';

/** One comparison: servers that do the same job, the work that is put to them, and what ours should reach. */
export interface Group<Material = unknown, Facts = unknown> {
  readonly name: string;
  /** The contender that does nothing but answer: every round of another one lies between two of this one. */
  readonly reference: string;
  readonly contenders: readonly Contender<Material, Facts>[];
  /** Makes keys, tokens and requests; `distinct` says how many credentials a first-seen cycle has. */
  prepare(distinct: number): Promise<Workload<Material, Facts>>;
}

/** A server of a group. It is loaded in a process of its own. */
export interface Contender<Material = unknown, Facts = unknown> {
  readonly name: string;
  /** The file that `load` imports, for the mode that starts it from nothing. */
  readonly file?: URL;
  load(): Promise<ContenderModule<Material, Facts>>;
}

export interface ContenderModule<Material = unknown, Facts = unknown> {
  createContender(material: Material): ContenderApp<Facts> | Promise<ContenderApp<Facts>>;
}

/** What a contender serves, and what requests must know of it (its client's id and secret, say). */
export interface ContenderApp<Facts = unknown> {
  readonly listener: RequestListener;
  readonly facts: Facts;
}

/** What a group makes before its servers start. `material` and the facts travel between processes as JSON. */
export interface Workload<Material = unknown, Facts = unknown> {
  readonly material: Material;
  readonly checks: readonly Check<Facts>[];
  readonly cases: readonly Case<Facts>[];
  close(): Promise<void>;
}

/** An answer that every contender but the reference must give before the clock starts. */
export interface Check<Facts = unknown> {
  readonly name: string;
  readonly status: number;
  request(facts: Facts, port: number): BenchRequest | Promise<BenchRequest>;
  /** Says what is wrong with the answer, or nothing. */
  fault?(body: string, headers: Headers): string | undefined;
}

/** One kind of traffic. */
export interface Case<Facts = unknown> {
  readonly name: string;
  /** Names of the contenders that take part, without the reference. */
  readonly contenders: readonly string[];
  /** The one status that each of them must answer; the reference answers 200. */
  readonly status: number;
  /** Sent in this order, over and over. `port` is where the contender listens. */
  requests(facts: Facts, port: number): readonly BenchRequest[] | Promise<readonly BenchRequest[]>;
  /** Each request is good once (a code, a refresh token): new ones are asked for before every measurement. */
  readonly goodOnce?: true;
  readonly aims: readonly Aim[];
}

/** What a case should show. */
export type Aim = RatioAim | CostAim | FigureAim;

/** `contender` serves at least so many times the requests of `against`. */
export interface RatioAim {
  readonly contender: string;
  readonly against: string;
  readonly atLeast: number;
  /** The major version of Node that the aim is for; absent: all. */
  readonly node?: number;
}

/** `contender` adds at most so many microseconds of CPU to the reference, in the in-process mode. */
export interface CostAim {
  readonly contender: string;
  readonly addsAtMostMicroseconds: number;
  readonly node?: number;
}

/** In the modes that print figures of their own: `figure` of `contender`, compared with that of the reference. */
export interface FigureAim {
  readonly contender: string;
  /** As the column is called. */
  readonly figure: string;
  readonly addsAtMost?: number;
  readonly atMostTimes?: number;
  readonly node?: number;
}
