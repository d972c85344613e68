import type { Clock } from '@portcullis/core';
import type { Engine } from './engine.js';
import type { NoticeFeed } from './notice-feed.js';

/** What the tables of one store share. */
export interface SqlContext {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly feed: NoticeFeed;
}
