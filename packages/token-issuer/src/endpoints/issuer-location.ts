/** Where an issuer stands: its identifier, to the letter, and the URLs and paths below it. */
export interface IssuerLocation {
  /** As it was given, and as it stands in `iss`. */
  readonly issuer: string;
  /** The path of the identifier, empty or `/tenant`. */
  readonly path: string;
  /** The public URL of a path below the issuer. Never made from what a request says of its host. */
  urlOf(path: string): string;
  /** The paths under which a request for it arrives: whole, and without the issuer's own path where a proxy takes that off. */
  pathsOf(path: string): readonly string[];
}

export function issuerLocation(issuer: string): IssuerLocation {
  const { pathname, origin } = new URL(issuer);
  const base = pathname.replace(/\/$/, '');
  return {
    issuer,
    path: base,
    urlOf: (path) => origin + base + path,
    pathsOf: (path) => (base === '' ? [path] : [base + path, path]),
  };
}
