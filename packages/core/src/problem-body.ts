// An import would read all that `node:http` exports, and so load `fetch`: 15 ms at the start, on Node 22 and later.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** One field of a request body that is not as it should be. */
export interface FieldProblem {
  /** JSON pointer to the field (RFC 6901). */
  readonly pointer: string;
  readonly detail: string;
}

/** What an answer says beside its status. */
export interface ProblemMembers {
  /** The code, where one exists: `invalid_token`, `insufficient_scope`, your own. */
  readonly error?: string | undefined;
  /** One sentence for people. Never a secret, never a message of a library. */
  readonly detail?: string | undefined;
  readonly title?: string | undefined;
  /** For a 400: one entry for each offending field. */
  readonly errors?: readonly FieldProblem[] | undefined;
}

/** A body of `application/problem+json` (RFC 9457), with OAuth's two members where there is a code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly error?: string;
  readonly error_description?: string;
  readonly errors?: readonly FieldProblem[];
}

const DETAILS: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'This resource needs a valid credential',
  403: 'The credential does not give access to this resource',
  404: 'There is nothing at this address',
  405: 'This address does not take this method',
  413: 'The request is too large',
  415: 'The request body has a media type, charset or encoding that is not taken here',
  429: 'Too many requests; try again later',
  500: 'The server met an unexpected condition',
  503: 'The service cannot answer now; try again later',
};

/** Makes the body of a problem answer; what is not given gets the fixed words of its status. */
export function problemBody(status: number, members: ProblemMembers = {}): Problem {
  const title = members.title ?? STATUS_CODES[status] ?? 'Error';
  const detail = members.detail ?? DETAILS[status] ?? title;
  return {
    type: 'about:blank',
    title,
    status,
    detail,
    ...(members.error !== undefined && { error: members.error, error_description: detail }),
    ...(members.errors !== undefined && { errors: members.errors }),
  };
}
