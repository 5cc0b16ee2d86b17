/** What a figure asks of an element: a browser's `Element` has it, and so have linkedom's and jsdom's. */
export interface FigureElement {
  readonly outerHTML: string;
  textContent: string | null;
  append(...children: never[]): void;
  remove(): void;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selectors: string): ArrayLike<FigureElement>;
}

/**
 * What a figure asks of a document. Figures never reach for a global one: a page passes its own, Node passes linkedom's
 * or jsdom's. The type of its elements is the type of the figure that comes back.
 */
export interface FigureDocument<E extends FigureElement = FigureElement> {
  createElementNS(namespace: string, name: string): E;
}

/** The namespace that makes an element an SVG one. */
export const svgNamespace = 'http://www.w3.org/2000/svg';

/** Attributes of an SVG element; numbers are written with at most one decimal, undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Returns a number as SVG text, rounded to a tenth of a pixel. */
export function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Returns a new SVG element with these attributes and children; strings become text, never markup. */
export function svgElement<E extends FigureElement>(
  document: FigureDocument<E>,
  name: string,
  attributes: Attributes,
  children: readonly (E | string)[] = [],
): E {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, typeof value === 'number' ? pixels(value) : value);
  }
  element.append(...(children as readonly never[]));
  return element;
}
