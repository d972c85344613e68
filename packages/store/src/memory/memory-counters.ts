import { countedAmount, refundedAmount, reservedAmount } from '../counted-amount.js';
import type {
  Count,
  CounterStore,
  CountReservation,
  CountWindow,
  Refund,
  Reservation,
} from '../counter-store.js';
import { ExpiringMap } from '../expiring-map.js';
import { isOver } from '../expiry.js';
import type { Memory } from './memory.js';

export class MemoryCounters implements CounterStore {
  readonly #memory: Memory;
  readonly #counts = new ExpiringMap<Count>(({ resetsAt }) => resetsAt);

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  peek(key: string): Count | undefined {
    const found = this.#counts.get(key);
    return found === undefined || isOver(found.resetsAt, this.#memory.clock.now()) ? undefined : found;
  }

  hit(key: string, window: CountWindow): Count {
    const amount = countedAmount(window);
    const { count, resetsAt } = this.#running(key, window);
    return this.#write(key, { count: count + amount, resetsAt });
  }

  reserve(key: string, reservation: CountReservation): Reservation {
    const amount = reservedAmount(reservation);
    const { count, resetsAt } = this.#running(key, reservation);
    if (count + amount > reservation.limit) return { granted: false, count, resetsAt };
    return { granted: true, ...this.#write(key, { count: count + amount, resetsAt }) };
  }

  refund(key: string, refund: Refund): boolean {
    const amount = refundedAmount(refund);
    const running = this.peek(key);
    if (running === undefined || running.resetsAt !== refund.resetsAt) return false;
    this.#write(key, { count: Math.max(0, running.count - amount), resetsAt: running.resetsAt });
    return true;
  }

  sweep(now: number, limit: number): number {
    return this.#counts.sweep(now, limit);
  }

  #running(key: string, { windowMs }: CountWindow): Count {
    return this.peek(key) ?? { count: 0, resetsAt: this.#memory.clock.now() + windowMs };
  }

  #write(key: string, count: Count): Count {
    this.#counts.set(key, Object.freeze(count), this.#memory.clock.now());
    return count;
  }
}
