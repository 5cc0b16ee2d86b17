import { checkScenario, presetByName, presets, type Scenario } from '../../scenario/index.js';
import { durations, inputsOf, largestSeed, type Inputs } from '../inputs.js';
import { sliders } from '../sliders.js';
import { element, say } from './element.js';
import type { Session } from './session.js';
import { sliderControl } from './slider-control.js';

const scenarioOf = (preset: string, overrides: Inputs['overrides']): Scenario | null => {
  const checked = checkScenario(overrides, preset);
  return checked.ok ? checked.scenario : null;
};

/** Returns everything a reader may move: preset, sliders, seed and simulated time; it follows the session and moves it. */
export function controls(document: Document, session: Session): HTMLElement {
  const preset = element(
    document,
    'select',
    { id: 'preset', name: 'preset' },
    ...presets.map(({ name, title }) => element(document, 'option', { value: name }, title)),
  );
  const shows = element(document, 'p', { class: 'shows', 'aria-live': 'polite' });
  const extra = element(document, 'p', { class: 'note' });
  const seed = element(document, 'input', {
    type: 'number',
    id: 'seed',
    name: 'seed',
    min: 0,
    max: largestSeed,
    step: 1,
  });
  const another = element(document, 'button', { type: 'button', title: 'the next seed: another random world' }, 'next');
  const duration = element(document, 'select', { id: 'duration', name: 'duration' });
  const moving = sliders.map((slider) => ({
    slider,
    control: sliderControl(document, slider, (value) => session.move({ [slider.name]: value })),
  }));
  const form = element(
    document,
    'form',
    { class: 'controls', 'aria-label': 'Scenario' },
    element(document, 'label', { for: 'preset' }, 'Host and workload'),
    preset,
    shows,
    extra,
    ...moving.map(({ control }) => control.element),
    element(
      document,
      'div',
      { class: 'run' },
      element(document, 'div', {}, element(document, 'label', { for: 'duration' }, 'Duration'), duration),
      element(document, 'div', {}, element(document, 'label', { for: 'seed' }, 'Seed'), seed, another),
    ),
  );

  form.addEventListener('submit', (event) => event.preventDefault());
  preset.addEventListener('change', () => {
    const chosen = scenarioOf(preset.value, {});
    if (chosen !== null) session.move({ ...inputsOf(chosen, preset.value), seed: session.inputs.seed });
  });
  seed.addEventListener('input', () => {
    if (seed.value !== '' && seed.validity.valid) session.move({ seed: seed.valueAsNumber });
  });
  another.addEventListener('click', () => session.move({ seed: (session.inputs.seed + 1) % (largestSeed + 1) }));
  duration.addEventListener('change', () => session.move({ durationSec: Number(duration.value) }));

  const show = (): void => {
    const { inputs } = session;
    const base = scenarioOf(inputs.preset, inputs.overrides);
    preset.value = inputs.preset;
    say(shows, presetByName(inputs.preset)?.shows ?? '');
    const more = Object.keys(inputs.overrides).length > 0;
    extra.hidden = !more;
    say(extra, more ? 'With further changes that came with the link; they are listed below.' : '');
    for (const { slider, control } of moving) {
      control.show(inputs[slider.name], base === null ? slider.default : slider.read(base), base);
    }
    if (seed !== document.activeElement || seed.valueAsNumber !== inputs.seed) seed.value = String(inputs.seed);
    const offered = [...new Set([...durations, inputs.durationSec])].sort((a, b) => a - b);
    if (duration.options.length !== offered.length || duration.value !== String(inputs.durationSec)) {
      duration.replaceChildren(...offered.map((sec) => element(document, 'option', { value: sec }, `${sec} s`)));
      duration.value = String(inputs.durationSec);
    }
  };
  session.watch(show);
  show();
  return form;
}
