import type { Scenario } from '../../scenario/index.js';
import { amountText, amountWords } from '../amount.js';
import { nearestStop } from '../round-numbers.js';
import type { Slider } from '../sliders.js';
import { element, say } from './element.js';

/** A slider on the page. */
export interface SliderControl {
  readonly element: HTMLElement;
  /** Shows where the slider stands; `preset` is where its reset leads. */
  show(value: number, preset: number, scenario: Scenario | null): void;
}

/**
 * Returns a labelled range input that steps through the stops of a slider. What it reports is always a stop; what it shows
 * may lie between two, when a link says so.
 */
export function sliderControl(document: Document, slider: Slider, move: (value: number) => void): SliderControl {
  const { name, label, meaning, unit, stops } = slider;
  const id = `slider-${name}`;
  const about = `${id}-about`;
  const value = element(document, 'span', { class: 'value', 'aria-hidden': 'true' });
  const range = element(document, 'input', {
    type: 'range',
    id,
    name,
    min: 0,
    max: stops.length - 1,
    step: 1,
    'aria-label': label,
    'aria-describedby': about,
  });
  const reset = element(document, 'button', { type: 'button', class: 'reset', hidden: true }, '↺');
  const note = element(document, 'p', { class: 'note', hidden: true });
  const source = element(document, 'span', { class: 'tag', hidden: !slider.assumed }, 'assumed');
  source.title = 'The default of this number has no source: it is an assumption.';
  const control = element(
    document,
    'div',
    { class: 'slider' },
    element(document, 'label', { for: id, title: `${meaning} Source of the default: ${slider.source}.` }, label),
    source,
    reset,
    value,
    range,
    element(document, 'p', { id: about, hidden: true }, meaning),
    note,
  );
  let resetTo = slider.default;
  range.addEventListener('input', () => move(stops[range.valueAsNumber] ?? slider.default));
  reset.addEventListener('click', () => {
    move(resetTo);
    range.focus();
  });
  return {
    element: control,
    show(now, preset, scenario) {
      resetTo = preset;
      range.valueAsNumber = nearestStop(stops, now);
      range.setAttribute('aria-valuetext', amountWords(now, unit));
      range.style.setProperty('--filled', `${(100 * range.valueAsNumber) / (stops.length - 1)}%`);
      say(value, amountText(now, unit));
      reset.hidden = now === preset;
      reset.title = `back to ${amountText(preset, unit)}`;
      reset.setAttribute('aria-label', `${label}: back to ${amountWords(preset, unit)}`);
      const idle = scenario === null ? null : slider.idle(scenario);
      note.hidden = idle === null;
      say(note, idle === null ? '' : `No effect: ${idle}.`);
    },
  };
}
