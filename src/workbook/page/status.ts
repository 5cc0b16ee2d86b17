import { threeDigits } from '../../plots/numbers.js';
import type { Problem } from '../graph.js';
import type { Summary } from '../summary.js';
import { element, say } from './element.js';

/** The line above the figure: how far the comparison is, and what is wrong if something is. */
export interface Status {
  readonly element: HTMLElement;
  update(summary: Summary | null, problems: readonly Problem[]): void;
}

/** More would hide the figure. */
const mostProblems = 8;

/** Returns a status line, still empty. */
export function status(document: Document): Status {
  const bar = element(document, 'progress', { max: 1, value: 0, 'aria-label': 'Simulated so far' });
  const line = element(document, 'p', { class: 'progress-line' });
  const list = element(document, 'ul', { class: 'problems' });
  const alert = element(document, 'div', { role: 'alert' }, list);
  const spoken = element(document, 'p', { class: 'spoken', role: 'status' });
  const whole = element(document, 'div', { class: 'status' }, bar, line, spoken, alert);
  return {
    element: whole,
    update(summary, problems) {
      bar.value = summary === null ? 0 : summary.simulatedNs / summary.totalNs;
      say(line, summary === null ? (problems.length > 0 ? 'Nothing to simulate.' : 'Starting…') : progressOf(summary));
      say(spoken, summary?.finished === true ? `Finished. ${resultOf(summary)}` : '');
      whole.classList.toggle('finished', summary?.finished === true);
      const texts = problems.slice(0, mostProblems).map(({ message }) => message);
      if (problems.length > mostProblems) texts.push(`and ${problems.length - mostProblems} more`);
      if (texts.join('\n') !== [...list.children].map((item) => item.textContent).join('\n')) {
        list.replaceChildren(...texts.map((text) => element(document, 'li', {}, text)));
      }
    },
  };
}

function progressOf(summary: Summary): string {
  const { measuredNs, simulatedNs, totalNs, rows, exits, finished, firstLook, seed, digest } = summary;
  const measured = `${threeDigits(measuredNs / 1e9)} s measured`;
  const left = `${measured}, ${threeDigits((totalNs - simulatedNs) / 1e9)} s to come`;
  const samples = Math.max(0, ...rows.map((row) => row.samples));
  const time = finished ? measured : firstLook ? `first look: ${measured}` : left;
  const end = finished ? [`digest ${digest}`] : [];
  const counts = [`${large(samples)} samples a policy`, `${large(exits)} VM exits`, `${rows.length} policies`];
  return [time, ...counts, `seed ${seed}`, ...end].join(' · ');
}

const large = (count: number): string =>
  count >= 1e6 ? `${threeDigits(count / 1e6)} M` : count >= 1e4 ? `${threeDigits(count / 1e3)} k` : threeDigits(count);

function resultOf({ rows }: Summary): string {
  const sorted = [...rows].sort((a, b) => b.maxUs - a.maxUs);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  if (worst === undefined || best === undefined) return '';
  const words = (row: typeof worst): string => `${row.policy} at ${threeDigits(row.maxUs)} microseconds`;
  return `Largest latency: ${words(worst)}; smallest: ${words(best)}.`;
}
