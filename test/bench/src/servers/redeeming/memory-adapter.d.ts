declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { Adapter } from 'oidc-provider';

  /** Keeps one kind of record in what is like a `Map`. */
  const MemoryAdapter: new (model: string, storage: Map<string, unknown>) => Adapter;
  export default MemoryAdapter;
}
