import type { Spread } from './spread.js';

/** What one kind of traffic showed. */
export interface CaseResult {
  readonly group: string;
  readonly name: string;
  readonly rows: readonly ThroughputRow[] | readonly CostRow[] | readonly FigureRow[];
  readonly aims: readonly AimResult[];
}

/** One contender under load, over all rounds. */
export interface ThroughputRow {
  readonly contender: string;
  readonly requestsPerSecond: Spread;
  /** To the mean of the two reference runs around each round. */
  readonly ratioToReference: Spread;
  /** CPU of the server process, the kernel's work for it included. */
  readonly cpuMicroseconds: Spread;
  /** Resident memory of the process after the last round. */
  readonly memoryMebibytes: number;
  /** The largest share of its core that the load used; near 1, the load was the limit. */
  readonly loadBusy: number;
}

/** One contender without a network. */
export interface CostRow {
  readonly contender: string;
  readonly microseconds: Spread;
  /** Lowest round less the reference's lowest round. */
  readonly addedMicroseconds: number;
}

/** One contender in the figures of a mode: time to its first answer, memory, latency. */
export interface FigureRow {
  readonly contender: string;
  /** By the name of their column. */
  readonly figures: Readonly<Record<string, Spread>>;
}

export interface AimResult {
  readonly aim: string;
  readonly found: string;
  readonly met: boolean;
}
