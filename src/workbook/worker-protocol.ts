import type { Scenario } from '../scenario/index.js';
import type { Summary } from './summary.js';

/** What a page asks of its worker: a comparison, or that it drop the one it is at. */
export type Request =
  | { readonly kind: 'compare'; readonly request: number; readonly scenario: Scenario }
  | { readonly kind: 'drop'; readonly request: number };

/** What the worker answers, with the number of the request. */
export type Answer =
  | { readonly kind: 'summary'; readonly request: number; readonly summary: Summary }
  | { readonly kind: 'failure'; readonly request: number; readonly message: string };

/** One end of a channel: a `Worker`, the inside of one, or a `MessagePort`. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  /** A worker that could not be started, or broke. */
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}
