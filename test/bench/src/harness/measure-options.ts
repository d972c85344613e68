import type { Placement } from './placement.js';

export interface MeasureOptions {
  readonly rounds: number;
  /** Length of each measurement. */
  readonly seconds: number;
  /** Major version of the servers' Node, to choose the aims by. */
  readonly nodeMajor: number;
  /** Path of that Node. */
  readonly node: string;
  readonly placement: Placement;
}
