export type { PassportActions } from './attempt.js';
export { type BearerStrategy, bearerStrategy } from './bearer-strategy.js';
