/** The part of jsdom that the tests use; the package ships no types. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html?: string, options?: { runScripts?: 'outside-only' | 'dangerously' });
    readonly window: Window & { eval(code: string): unknown };
  }
}
