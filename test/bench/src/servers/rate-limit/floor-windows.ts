import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

interface Window {
  calls: number;
  endsAt: number;
  readonly policy: string;
}

/** Takes one call of a key, and sets the headers of draft 8. */
export type TakeCall = (
  id: string,
  res: ServerResponse,
) => { readonly isThrough: boolean; readonly seconds: number };

/** Fixed windows in a map; all that does not change in the headers is made before. */
export function createFloorWindows({
  limit,
  windowSeconds,
}: Readonly<Record<'limit' | 'windowSeconds', number>>): TakeCall {
  const windows = new Map<string, Window>();
  const windowOf = (id: string): Window => {
    const known = windows.get(id);
    if (known !== undefined) return known;
    const partition = createHash('sha256').update(id).digest('hex').slice(0, 12);
    const pk = Buffer.from(partition).toString('base64');
    const created = { calls: 0, endsAt: 0, policy: `"calls"; q=${limit}; w=${windowSeconds}; pk=:${pk}:` };
    windows.set(id, created);
    return created;
  };
  return (id, res) => {
    const window = windowOf(id);
    const now = Date.now();
    if (window.endsAt <= now) {
      window.calls = 0;
      window.endsAt = now + windowSeconds * 1000;
    }
    const isThrough = window.calls < limit;
    if (isThrough) window.calls += 1;
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    res.setHeader('RateLimit', `"calls"; r=${limit - window.calls}; t=${seconds}`);
    res.setHeader('RateLimit-Policy', window.policy);
    return { isThrough, seconds };
  };
}
