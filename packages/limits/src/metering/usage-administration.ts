import {
  type AdministrationRouter,
  checkOptions,
  createAdministrationRouter,
  type Eventually,
  type Guard,
  InvalidRequestError,
  SecurityError,
} from '@portcullis/core';
import type { UsageRange } from '@portcullis/store';
import { usageDays } from '@portcullis/store/engine';
import { requireFunction } from '../check-limiter-options.js';
import type { Meter } from './create-meter.js';

export interface UsageAdministrationOptions {
  readonly meter: Pick<Meter, 'usageOf'>;
  /** Who may read: `allOf(application, requirePermission('manage', 'api-keys'))`. */
  readonly guard: Guard;
  /** Is there a key of this id? 404 where there is none. @default every id is taken, and has made no calls */
  readonly isKey?: (keyId: string) => Eventually<boolean>;
}

const action = 'Cannot create usage administration';

/**
 * A router to read how much keys were used: `GET /{keyId}/usage?from=2026-11-01&to=2026-11-30` answers
 * `{ usage: [{ day, operation, calls }] }`, oldest day first; both days are included and may be left out. Other paths are
 * handed on, so it stands beside `keyAdministration`.
 *
 * It does not ask whose key it is: whoever passes the guard reads all of them.
 *
 * @throws TypeError for an unknown option, and without a guard that keeps somebody out.
 * @example
 * const isKey = async (id) => (await keys.get(id)) !== undefined;
 * app.use('/admin/api-keys', keyAdministration({ keys, guard }), usageAdministration({ meter, guard, isKey }));
 */
export function usageAdministration(options: UsageAdministrationOptions): AdministrationRouter {
  checkOptions(action, options, ['meter', 'guard', 'isKey']);
  const { meter, guard, isKey = () => true } = options;
  requireFunction(action, 'usageOf of the meter', meter?.usageOf);
  requireFunction(action, 'isKey', isKey);
  return createAdministrationRouter({
    name: 'usageAdministration',
    guard,
    routes: [
      {
        path: '/:keyId/usage',
        methods: {
          async GET({ param, query }) {
            const range = readRange(query);
            const keyId = param('keyId');
            if ((await isKey(keyId)) !== true) throw unknownKey();
            const counts = await meter.usageOf(keyId, range);
            return { status: 200, body: { usage: counts.map(({ keyId: _, ...count }) => count) } };
          },
        },
      },
    ],
  });
}

function readRange(query: URLSearchParams): UsageRange {
  const [from, to] = [query.get('from'), query.get('to')];
  try {
    return usageDays({ ...(from !== null && { from }), ...(to !== null && { to }) });
  } catch (cause) {
    const description = 'The parameters from and to must be days as YYYY-MM-DD';
    throw new InvalidRequestError(description, { reason: 'invalid_request', description, cause });
  }
}

function unknownKey(): SecurityError {
  const options = { status: 404, code: 'unknown_key', reason: 'invalid_request' } as const;
  return new SecurityError('Cannot read usage: the key is unknown', {
    ...options,
    description: 'There is no such key',
  });
}
