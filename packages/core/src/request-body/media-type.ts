/** The media type of a `Content-Type` field without its parameters, in lower case; `undefined` for another charset than UTF-8. */
export function mediaTypeOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return undefined;
  const semicolon = contentType.indexOf(';');
  if (semicolon === -1) return contentType.trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return undefined;
  return contentType.slice(0, semicolon).trim().toLowerCase();
}
