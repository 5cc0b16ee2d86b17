type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Returns a new HTML element. Strings become text and attribute values, never markup, so whatever an address holds stays
 * inert; `true` sets an attribute without a value, `false` and `undefined` leave it out.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  document: Document,
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** Sets the text of a node that holds text alone, and only when it changes. */
export function say(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
