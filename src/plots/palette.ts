/** How a policy is drawn, in every figure alike: hue tells the family, dashes tell the members apart. */
export interface PolicyStyle {
  /** CSS colour; at least 3:1 against white and against a near-black page. */
  readonly color: string;
  /** SVG dash pattern [px]; an empty string is a solid line. */
  readonly dash: string;
  /** Line width [px]. */
  readonly width: number;
}

/** The hues, chosen apart from each other also under protanopia, deuteranopia and tritanopia. */
export const hues = {
  ink: 'currentColor',
  slate: '#737a82',
  blue: '#0b6eae',
  orange: '#e8602c',
  green: '#25a473',
  violet: '#9b75f9',
  crimson: '#be3650',
} as const;

const solid = '';
const dashed = '7 3';
const dotted = '1.5 2.5';
const oracleDash = '1 4';
const dashDots = ['10 3 2 3', '10 3 2 3 2 3', '14 3 2 3 2 3 2 3'] as const;

const members: Readonly<Record<string, readonly [string, string]>> = {
  mainline: [hues.ink, solid],
  'last-guest-exit': [hues.blue, solid],
  'last-guest-exit-reset': [hues.blue, dashed],
  'last-guest-exit-reset-sched': [hues.blue, dotted],
  'run-loop-flag': [hues.orange, solid],
  'run-loop-flag-sched': [hues.orange, dashed],
  'guest-entry-flag': [hues.orange, dotted],
  'irq-from-guest': [hues.green, solid],
  'pf-vcpu': [hues.green, dashed],
  'lenient-task': [hues.green, dotted],
  'last-qs-age': [hues.violet, solid],
  'qs-on-guest-exit': [hues.violet, dashed],
  'qs-on-guest-exit-ideal': [hues.violet, dotted],
  patience: [hues.crimson, solid],
  'patience-qs': [hues.crimson, dashed],
  'patience-gapless': [hues.crimson, dotted],
  'idle-entry': [hues.slate, dashDots[0]],
  oracle: [hues.slate, oracleDash],
};

const ownHues = [hues.slate, hues.violet, hues.green, hues.orange, hues.blue, hues.crimson] as const;
const ownDashes = ['16 4', '16 4 4 4', '4 4'] as const;

/**
 * Returns the colour and dash of a policy. They depend on the id alone, so a policy looks the same in every figure;
 * `base+idle-entry` takes the base's hue with dashes and dots; a policy of your own takes a dash that no built-in one has.
 * @param id - the policy's id
 * @example
 * styleOf('run-loop-flag-sched').dash; // '7 3'
 */
export function styleOf(id: string): PolicyStyle {
  const own = Object.hasOwn(members, id) ? members[id] : undefined;
  if (own) return { color: own[0], dash: own[1], width: id === 'mainline' ? 2.4 : 1.8 };
  const plus = id.indexOf('+');
  const base = plus > 0 ? id.slice(0, plus) : '';
  if (Object.hasOwn(members, base) && members[base]) {
    const [color, dash] = members[base];
    return { color, dash: dash === solid ? dashDots[0] : dash === dashed ? dashDots[1] : dashDots[2], width: 1.8 };
  }
  const hash = textHash(id);
  const color = ownHues[hash % ownHues.length] ?? hues.slate;
  return { color, dash: ownDashes[Math.trunc(hash / ownHues.length) % ownDashes.length] ?? dashed, width: 2.2 };
}

/** The colours of the windows of rcuc wakes and of a timeline's states; labels and places say the same without them. */
export const windowColors: Readonly<Record<string, string>> = {
  guest: hues.crimson,
  'exit-handler': hues.orange,
  'halt-poll': hues.violet,
  'idle-entry': hues.blue,
  'idle-exit': '#3f93c9',
  'to-user': hues.green,
  other: hues.slate,
};

function textHash(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619) >>> 0;
  return hash;
}
