import type { Runner } from './runner.js';
import type { Summary } from './summary.js';
import type { Answer, Port, Request } from './worker-protocol.js';

/**
 * Returns a runner that has the comparisons made by a worker at the other end of a port, see `serveComparisons`. A
 * summary that nobody has taken yet is replaced by the next one, so a slow reader sees fewer and newer pictures.
 */
export function workerRunner(port: Port): Runner {
  let requests = 0;
  const inboxes = new Map<number, Inbox>();
  port.addEventListener('message', ({ data }) => {
    const answer = data as Answer;
    inboxes.get(answer.request)?.put(answer);
  });
  port.addEventListener('error', ({ message = 'it could not be started' }) => {
    for (const [request, inbox] of inboxes)
      inbox.put({ kind: 'failure', request, message: `the worker broke: ${message}` });
  });
  return async function* (scenario, signal) {
    const request = ++requests;
    const inbox = openInbox(signal);
    inboxes.set(request, inbox);
    const say = (message: Request): void => port.postMessage(message);
    let finished = false;
    try {
      say({ kind: 'compare', request, scenario });
      for (let summary = await inbox.take(); summary !== null && !finished;) {
        finished = summary.finished;
        yield summary;
        if (!finished) summary = await inbox.take();
      }
    } finally {
      inboxes.delete(request);
      if (!finished) say({ kind: 'drop', request });
    }
  };
}

interface Inbox {
  put(answer: Answer): void;
  /** The newest summary; null once the signal is aborted. */
  take(): Promise<Summary | null>;
}

function openInbox(signal: AbortSignal): Inbox {
  let newest: Answer | null = null;
  let wake = (): void => {};
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    put(answer) {
      newest = answer;
      wake();
    },
    async take() {
      while (newest === null && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted || newest === null) return null;
      const answer: Answer = newest;
      newest = null;
      if (answer.kind === 'failure') throw new Error(answer.message);
      return answer.summary;
    },
  };
}
