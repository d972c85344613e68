export {
  type RedisCommands,
  type RedisRateLimitStoreOptions,
  redisRateLimitStore,
} from './redis-rate-limit-store.js';
