import { encodeLink, type Scenario } from '../scenario/index.js';

/**
 * Returns the command that compares all policies in this scenario in a terminal, and prints the same digest.
 * @param preset - the preset to name; the rest is written out
 * @example
 * commandLine(scenario({ host: { hz: 250 } }), 'discussion'); // 'quiescent compare --set host.hz=250'
 */
export function commandLine(scenario: Scenario, preset: string): string {
  const [, , ...changes] = encodeLink(scenario, preset).split('&');
  const words = changes.map((change) => {
    const [path = '', value = ''] = change.split('=');
    if (path === 'run.seed') return `--seed ${value}`;
    return path === 'run.durationSec' ? `-d ${value}s` : `--set ${path}=${value}`;
  });
  return ['quiescent compare', ...(preset === 'discussion' ? [] : [`--preset ${preset}`]), ...words].join(' ');
}
