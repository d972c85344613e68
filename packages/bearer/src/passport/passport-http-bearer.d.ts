/** What is used of passport-http-bearer. Its own types bring those of several frameworks along. */
declare module 'passport-http-bearer' {
  export class Strategy {
    readonly name: string;
    constructor(verify: (token: string, done: (error: unknown) => void) => void);
  }
}
