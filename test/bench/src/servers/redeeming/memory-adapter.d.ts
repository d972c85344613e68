declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  /** Where the adapter in memory keeps everything. */
  export function setStorage(storage: Map<string, unknown>): void;
}
