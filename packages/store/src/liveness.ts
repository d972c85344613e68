/**
 * What may be done with a credential, judged when it is read. `revoked` is final, `expired` too unless the clock is
 * set back, `suspended` can be lifted. Where several hold, the first of `revoked`, `expired`, `suspended` is told.
 */
export type Liveness = 'live' | 'revoked' | 'expired' | 'suspended';
