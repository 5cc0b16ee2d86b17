import { inlineRunner } from './runner.js';
import { serveComparisons } from './serve-comparisons.js';
import type { Port } from './worker-protocol.js';

/** A pause without the four milliseconds that a browser adds to nested timers, so that the worker computes nearly always. */
function channelPause(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let resume = (): void => {};
  port1.onmessage = () => resume();
  return () =>
    new Promise((resolve) => {
      resume = resolve;
      port2.postMessage(null);
    });
}

serveComparisons(globalThis as unknown as Port, inlineRunner({ pace: { pause: channelPause() } }));
