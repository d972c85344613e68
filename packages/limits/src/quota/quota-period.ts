export type QuotaPeriod = 'day' | 'month';

/** A day or month of the calendar, by UTC. */
export interface CalendarPeriod {
  /** `2026-11-21` or `2026-11`. */
  readonly name: string;
  /** In milliseconds since the epoch. */
  readonly beginsAt: number;
  /** When the next one begins, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** The day or month that a time lies in. */
export function periodAt(period: QuotaPeriod, now: number): CalendarPeriod {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const text = date.toISOString();
  if (period === 'day') {
    const name = text.slice(0, 'YYYY-MM-DD'.length);
    return { name, beginsAt: Date.UTC(year, month, day), endsAt: Date.UTC(year, month, day + 1) };
  }
  const name = text.slice(0, 'YYYY-MM'.length);
  return { name, beginsAt: Date.UTC(year, month), endsAt: Date.UTC(year, month + 1) };
}
