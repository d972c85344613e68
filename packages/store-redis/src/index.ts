export { createRedisStore, type RedisStore } from './create-redis-store.js';
export type { RedisTlsOptions } from './server-settings.js';
export type { RedisStoreOptions } from './store-options.js';
