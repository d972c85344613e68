import { requireScopes } from '@portcullis/authorize';
import { allOf, type Guard, methodNotAllowed, sendProblem } from '@portcullis/core';
import { jsonBody } from '@portcullis-examples/host';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { ZodType } from 'zod';
import type { Caller, FindCaller } from './caller.js';
import type { Permission } from './iam.js';

/** Something that a caller may do with the right permission. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch';
  readonly path: string;
  readonly permission: Permission;
  readonly status: 200 | 201;
  readonly body?: ZodType;
  /** What is answered. `undefined`: there is no such thing, or it is another merchant's, which is the same 404. */
  give(caller: Caller, req: Request): Promise<object | undefined>;
}

/** Token, permission, body, whose it is: in this order for every route. */
export function createRoutes(token: Guard, findCaller: FindCaller, routes: readonly Route[]): Router {
  const router = Router();
  for (const route of routes) {
    const admitted = allOf(token, requireScopes(route.permission));
    const body = route.body === undefined ? [] : jsonBody(route.body);
    router[route.method](route.path, admitted, ...body, answer(route, findCaller));
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    router.all(path, methodNotAllowed(...methods));
  }
  return router;
}

function answer({ status, give }: Route, findCaller: FindCaller): RequestHandler {
  return async function answerCaller(req: Request, res: Response): Promise<void> {
    const body = await give(await findCaller(req), req);
    if (body === undefined) sendProblem(res, 404);
    else res.status(status).set('Cache-Control', 'no-store').json(body);
  };
}
