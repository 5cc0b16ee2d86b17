import type { Runner } from './runner.js';
import type { Answer, Port, Request } from './worker-protocol.js';

/**
 * Answers the requests that arrive at a port: the latest wins, and whatever was being computed for an earlier one is
 * dropped. Only summaries go back, a few kilobytes each; the histograms stay where they are.
 */
export function serveComparisons(port: Port, run: Runner): void {
  let current = { request: -1, abort: new AbortController() };
  port.addEventListener('message', ({ data }) => {
    const message = data as Request;
    if (message.kind === 'compare' || message.request === current.request) current.abort.abort();
    if (message.kind === 'drop') return;
    current = { request: message.request, abort: new AbortController() };
    void answer(port, run, message, current.abort.signal);
  });
}

async function answer(
  port: Port,
  run: Runner,
  { request, scenario }: Extract<Request, { kind: 'compare' }>,
  signal: AbortSignal,
): Promise<void> {
  const send = (message: Answer): void => {
    if (!signal.aborted) port.postMessage(message);
  };
  try {
    for await (const summary of run(scenario, signal)) send({ kind: 'summary', request, summary });
  } catch (error) {
    send({ kind: 'failure', request, message: error instanceof Error ? error.message : String(error) });
  }
}
