/** Directives of a `Content-Security-Policy`, named as in the header: `script-src`. `null` takes one away. */
export type Directives = Readonly<Record<string, readonly string[] | null>>;

/** What differs between sorts of responses. */
export interface HeaderPreset {
  readonly directives: Directives;
  /** Does it concern windows and frames? */
  readonly forWindows: boolean;
}

/** Data: opened as a document, it loads nothing and is in no frame. */
const api: HeaderPreset = {
  directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  forWindows: false,
};

/** HTML: everything from its own origin, nothing inline, in no frame. */
const pages: HeaderPreset = {
  directives: {
    'default-src': ["'none'"],
    'base-uri': ["'none'"],
    'connect-src': ["'self'"],
    'font-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'img-src': ["'self'", 'data:'],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
  },
  forWindows: true,
};

export const headerPresets = { api, pages };
