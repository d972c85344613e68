import { type ClientRateLimitInfo, MemoryStore } from 'express-rate-limit';

/**
 * The library's store hands out the object that it counts in, which has counted further calls of the same tick when it is
 * looked at. This one says what it was when the call was counted.
 */
export class MemoryRateStore extends MemoryStore {
  override async increment(key: string): Promise<ClientRateLimitInfo> {
    const counted = super.increment(key);
    return { ...(this.current.get(key) ?? (await counted)) };
  }
}
