import type { Eventually, Principal } from '@portcullis/core';

/** May this principal do this with resources of this type? */
export interface FilterQuestion {
  readonly principal: Principal;
  /** As the app calls it: `account`. */
  readonly type: string;
  /** As the app calls it: `read`. */
  readonly action: string;
}

/** May this principal do this with this one resource? */
export interface EntitlementQuestion extends FilterQuestion {
  readonly id: string;
}

/** Knows whose resources are whose: the app's own tables, or a service that decides. */
export interface EntitlementSource {
  /**
   * Only the literal `true` lets through. The answer for a resource that does not exist is `false`, found in the same
   * way as for somebody else's, so that neither the answer nor its time tells the two apart.
   */
  isEntitled(question: EntitlementQuestion): Eventually<boolean>;
}

/** A source that also says which of many resources, in the words of the app's own list query. */
export interface FilteringSource<Filter extends NonNullable<unknown>> extends EntitlementSource {
  /** Has to let exactly those through of which `isEntitled` says `true`. Where there is none: a filter that finds none. */
  filterFor(question: FilterQuestion): Eventually<Filter>;
}

/** Who is asked, and about what. */
export interface EntitlementOptions<Source extends EntitlementSource = EntitlementSource> {
  readonly source: Source;
  readonly action: string;
}
