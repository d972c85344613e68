import { type FieldProblem, problemBody } from '../problem-body.js';
import type { AdministrationAnswer } from './find-route.js';

/** 400, with one entry for each field of the body that is not as it should be. */
export function badBody(detail: string, errors: readonly FieldProblem[]): AdministrationAnswer {
  return {
    status: 400,
    mediaType: 'application/problem+json',
    body: problemBody(400, { detail, errors }),
  };
}
