const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Where the metadata of a resource stand. */
export interface MetadataLocation {
  readonly url: string;
  /** The path of the URL. */
  readonly path: string;
}

/**
 * RFC 9728 §3.1: the well-known part comes between host and path of the resource; the slash of a resource that has no
 * other path is left out.
 */
export function metadataLocation({ origin, pathname }: URL): MetadataLocation {
  const path = WELL_KNOWN + (pathname === '/' ? '' : pathname);
  return { url: origin + path, path };
}
