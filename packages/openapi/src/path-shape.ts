/** What may stand in the path of a URL (RFC 3986 §3.3), and the marks of a parameter. */
const TEMPLATE = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/{}]*$/;

/** In one of the two Expresses these are more than themselves, unless a backslash stands before them. */
const MARKS = /^[*+?(){}[\]!$^|]$/;

/** In place of each parameter. */
export const ANY = '{}';

/**
 * Can a path of a document be said in both Expresses? Not where a parameter has no end (`{a}{b}`, `{id}_x`), or a
 * character is in no URL.
 */
export function isSayable(template: string): boolean {
  const shape = shapeOfTemplate(template);
  const isEndless = /\{\}[\w${]/.test(shape);
  const hasBraces = template.includes(ANY) || /[{}]/.test(shape.replaceAll(ANY, ''));
  return TEMPLATE.test(template) && !isEndless && !hasBraces;
}

/** A path of a document with its parameters made alike: `/files/{name}.json` is `/files/{}.json`. */
export function shapeOfTemplate(template: string): string {
  return template.replace(/\{[^{}/]+\}/g, ANY);
}

/** The same of a path in Express. Nothing for a pattern that no document can say: a wildcard, an optional part. */
export function shapeOfRoute(path: string): string | undefined {
  let shape = '';
  for (const part of path.match(/\\.|:\w+|:"[^"]+"|[\s\S]/g) ?? []) {
    if (part.length > 1) shape += part.startsWith('\\') ? part.slice(1) : ANY;
    else if (MARKS.test(part) || part === ':') return undefined;
    else shape += part;
  }
  return shape;
}

/** How a path of Express would be written for a path of a document, to say what is missing. */
export function routeOfTemplate(template: string): string {
  return template
    .replace(/[*+?()[\]!$^|:]/g, '\\$&')
    .replace(
      /\{([^{}/]+)\}/g,
      (_parameter, name: string) =>
        `:${name.replace(/\W+(\w?)/g, (_gap, next: string) => next.toUpperCase())}`,
    );
}

/** A path that the shape fits, with the same text in place of each parameter. */
export function fillShape(shape: string, text: string): string {
  return shape.replaceAll(ANY, text);
}
