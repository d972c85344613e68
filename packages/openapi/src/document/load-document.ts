import { dereference, validate } from '@readme/openapi-parser';
import { refuseProblems } from '../refuse-problems.js';
import { referencesIn } from './references-in.js';

/** One alternative: the schemes it demands together, each with scopes or roles. Empty: nobody is asked. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** What is read of a Security Scheme Object, of OpenAPI 2.0 as of 3. */
export interface DeclaredScheme {
  readonly type: 'apiKey' | 'basic' | 'http' | 'mutualTLS' | 'oauth2' | 'openIdConnect';
  readonly in?: string;
  readonly name?: string;
  readonly flows?: Readonly<Record<string, { readonly scopes?: object }>>;
  readonly scopes?: object;
}

export interface DeclaredOperation {
  readonly operationId?: string;
  readonly security?: readonly SecurityRequirement[];
}

/** The members of a path item that are operations. */
export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export type PathItem = Readonly<Record<string, unknown>>;

/** A valid document without references in the parts that are enforced. */
export interface LoadedDocument {
  readonly version: '2.0' | '3.0' | '3.1';
  readonly text: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly security?: readonly SecurityRequirement[];
  readonly schemes: ReadonlyMap<string, DeclaredScheme>;
}

interface ResolvedDocument {
  readonly paths?: Readonly<Record<string, PathItem>>;
  readonly security?: readonly SecurityRequirement[];
  readonly components?: { readonly securitySchemes?: Readonly<Record<string, DeclaredScheme>> };
  readonly securityDefinitions?: Readonly<Record<string, DeclaredScheme>>;
}

/** Nothing is fetched or read from a file. */
const PARSING = { resolve: { external: false, file: false }, dereference: { circular: 'ignore' } } as const;

/**
 * Validates a document and resolves its references. The object itself is not changed and not kept. References to
 * schemas are left out: they decide nothing here, and may be a web of any depth.
 *
 * @throws TypeError for what is no document of a known version, is not valid, refers to other files or hosts, or has a
 * reference in a place where it is not clear what it demands.
 */
export async function loadDocument(action: string, document: object): Promise<LoadedDocument> {
  const text = serialise(action, document);
  const plain = JSON.parse(text);
  const version = versionOf(action, plain);
  refuseProblems(action, referenceProblems(plain));
  const resolved = await resolve(action, text);
  const declared = resolved.components?.securitySchemes ?? resolved.securityDefinitions ?? {};
  return {
    version,
    text,
    paths: resolved.paths ?? {},
    ...(resolved.security !== undefined && { security: resolved.security }),
    schemes: new Map(Object.entries(declared)),
  };
}

/** Where OpenAPI has no references, or leaves open what they mean, what they lead to is not what should be enforced. */
function referenceProblems(plain: unknown): readonly string[] {
  return referencesIn(plain).flatMap(({ at, to, beside }) => {
    if (!to.startsWith('#')) return [`${at} refers to ${to}, outside of the document`];
    if (/\/security\/\d+$/.test(at)) return [`${at} is a reference; a security requirement is none`];
    const isPathItem = /^#\/(?:paths|components\/pathItems)\/[^/]+$/.test(at);
    return isPathItem && METHODS.some((method) => beside.includes(method))
      ? [`${at} has operations beside its reference; OpenAPI does not say which ones hold`]
      : [];
  });
}

async function resolve(action: string, text: string): Promise<ResolvedDocument> {
  const copy = () => JSON.parse(text, (_name, value) => (isSchemaReference(value) ? {} : value));
  const refuse = (cause: unknown) => {
    throw new TypeError(`${action}: its references cannot be resolved`, { cause });
  };
  const validity = await validate(copy(), PARSING).catch(refuse);
  const errors = validity.valid ? [] : validity.errors;
  refuseProblems(
    action,
    errors.map(({ message }) => inOneLine(message)),
  );
  return dereference(copy(), PARSING).catch(refuse);
}

function isSchemaReference(value: unknown): boolean {
  const reference = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined;
  return typeof reference === 'string' && /^#\/(?:components\/schemas|definitions)\//.test(reference);
}

function serialise(action: string, document: object): string {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new TypeError(`${action}: it must be an object, as JSON.parse or a YAML parser gives it`);
  }
  try {
    return JSON.stringify(document);
  } catch (cause) {
    throw new TypeError(`${action}: it cannot be written as JSON`, { cause });
  }
}

function versionOf(
  action: string,
  { openapi, swagger }: { readonly openapi?: unknown; readonly swagger?: unknown },
): LoadedDocument['version'] {
  if (swagger === '2.0') return '2.0';
  const known = /^(3\.[01])\.\d+/.exec(String(openapi))?.[1];
  if (known === '3.0' || known === '3.1') return known;
  throw new TypeError(
    `${action}: its version ${JSON.stringify(openapi ?? swagger)} is not known; 2.0, 3.0 and 3.1 are`,
  );
}

/** The parser draws the place over several lines: what is wrong, and the line that its arrow is at. */
function inOneLine(message: string): string {
  const [what = '', ...drawing] = message.split('\n');
  const place = drawing.find((line) => line.startsWith('>'));
  return place === undefined
    ? what.trim()
    : `${what.trim()}, at ${place.replace(/^>\s*\d+\s*\|\s*/, '').trim()}`;
}
