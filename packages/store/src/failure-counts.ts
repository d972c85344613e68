import { type Clock, type Eventually, sha256, TooManyRequestsError } from '@portcullis/core';
import type { Count, CounterStore } from './counter-store.js';

/** How many failed authentications are borne. */
export interface FailureLimits {
  /** Failures of one client in a window. @default 10 */
  readonly perClient?: number;
  /** Failures from one IPv4 address or one IPv6 /64 network in a window. @default 300 */
  readonly perAddress?: number;
  /** Length of a window, which begins with the first failure. @default 60 */
  readonly windowSeconds?: number;
}

/** One thing that failures are counted by. */
interface FailureCounter {
  readonly key: string;
  readonly limit: number;
}

/**
 * Failed authentications, counted in the store by client and by address. While a count is at its limit everything it
 * stands for is refused, right secrets too; other clients are not touched. Looked up before, counted after a failure: a
 * burst of right secrets is never refused.
 */
export interface FailureCounts {
  /** @throws TooManyRequestsError (also as a rejection) */
  refuseAddress(address: string): Eventually<void>;
  /** @throws TooManyRequestsError (also as a rejection) */
  refuseClient(clientId: string): Eventually<void>;
  /** @throws TooManyRequestsError (as a rejection) when this failure was one too many: parallel guesses gain nothing. */
  count(address: string, clientId: string): Promise<void>;
  /** Counts a failure that names nobody: a token or key that is not good. Throws as `count` does. */
  countAddress(address: string): Promise<void>;
  /**
   * For passwords, which can be guessed: counts an attempt before it is judged, while the limits bear one more. Users are
   * counted apart from clients.
   *
   * @returns what takes the attempt back, for one that was no failure.
   * @throws TooManyRequestsError (as a rejection); nothing is counted then.
   */
  reserve(address: string, userName: string): Promise<() => Promise<void>>;
}

/**
 * Every part that is given the same counters adds to the same counts: what guesses secrets at the issuer is stopped at
 * the API too.
 */
export function createFailureCounts(
  counters: CounterStore,
  { perClient = 10, perAddress = 300, windowSeconds = 60 }: FailureLimits,
  clock: Clock,
): FailureCounts {
  const windowMs = windowSeconds * 1000;
  const ofAddress = (address: string) => ({ key: `failures:address:${address}`, limit: perAddress });
  const ofClient = (clientId: string) => ({
    key: `failures:client:${shortName(clientId)}`,
    limit: perClient,
  });

  const ofUser = (userName: string) => ({ key: `failures:user:${shortName(userName)}`, limit: perClient });

  return {
    refuseAddress: (address) => refuse(ofAddress(address)),
    refuseClient: (clientId) => refuse(ofClient(clientId)),
    async count(address, clientId) {
      await Promise.all([hit(ofAddress(address)), hit(ofClient(clientId))]);
    },
    countAddress: (address) => hit(ofAddress(address)),
    async reserve(address, userName) {
      const giveBackAddress = await reserve(ofAddress(address));
      try {
        const giveBackUser = await reserve(ofUser(userName));
        return async () => void (await Promise.all([giveBackAddress(), giveBackUser()]));
      } catch (refusal) {
        await giveBackAddress();
        throw refusal;
      }
    },
  };

  function refuse({ key, limit }: FailureCounter): Eventually<void> {
    const counted = counters.peek(key);
    if (counted === undefined) return;
    if ('then' in counted) return counted.then((count) => refuseFrom(limit, count));
    refuseFrom(limit, counted);
  }

  async function hit({ key, limit }: FailureCounter): Promise<void> {
    refuseFrom(limit + 1, await counters.hit(key, { windowMs }));
  }

  async function reserve({ key, limit }: FailureCounter): Promise<() => Promise<void>> {
    const reservation = await counters.reserve(key, { windowMs, limit });
    if (!reservation.granted) refuseFrom(0, reservation);
    const { resetsAt } = reservation;
    return async () => void (await counters.refund(key, { resetsAt }));
  }

  function refuseFrom(limit: number, count: Count | undefined): void {
    if (count === undefined || count.count < limit) return;
    throw new TooManyRequestsError('Cannot authenticate the client: too many failures', {
      reason: 'too_many_failures',
      retryAfterSeconds: (count.resetsAt - clock.now()) / 1000,
      description: 'Too many failed authentications; try again later',
    });
  }
}

/** The id comes from the request, and may be of any length; a key of the store may not. */
function shortName(clientId: string): string {
  return clientId.length <= 128 ? clientId : sha256(clientId);
}
