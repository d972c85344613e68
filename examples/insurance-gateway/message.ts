import { z } from 'zod';
import { type Api, apis } from './apis.js';

/** The gateway's message structure, for one API. */
export function messageOf(api: Api) {
  return z.strictObject({
    messageType: z.enum(apis[api]),
    messageId: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores or hyphens'),
    payload: z.record(z.string(), z.unknown()),
  });
}

export type Message = z.infer<ReturnType<typeof messageOf>>;
