/** Texts that would run code in a page that trusts them, in a policy's id or title, a preset's name, or a label. */
export const hostileStrings: readonly string[] = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><script>alert(1)</script>",
  '</script><script>alert(1)</script>',
  '</text><script>alert(1)</script>',
  '</svg><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><svg onload="alert(1)">',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a>',
  '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/>',
  '<foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java\tscript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<iframe src=javascript:alert(1)>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<style>@import "javascript:alert(1)"</style>',
  '<link rel=stylesheet href=javascript:alert(1)>',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<object data="javascript:alert(1)">',
  '<embed src="javascript:alert(1)">',
  '<base href="javascript:alert(1)//">',
  '<button data-commandlinker-command="run" onclick=alert(1)>x</button>',
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  '` onmouseover=`alert(1)',
  '" style="background:url(javascript:alert(1))',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  '&quot; onload=&quot;alert(1)',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<![CDATA[<script>alert(1)</script>]]>',
  ']]><script>alert(1)</script>',
  '<?xml version="1.0"?><script>alert(1)</script>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  'javascript:alert(1)',
  '[x](javascript:alert(1))',
  '![x](x" onerror="alert(1))',
  '${alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202e<script>alert(1)</script>',
  '\u0000<script>alert(1)</script>',
  '\ud800<script>alert(1)</script>',
  '</td></tr></table><script>alert(1)</script>',
  '<table background="javascript:alert(1)">',
  '<x contenteditable onblur=alert(1)>',
  'url(javascript:alert(1))',
  'constructor',
  '__proto__',
  `${'<b>'.repeat(500)}`,
];

interface Walkable {
  querySelectorAll(
    selectors: string,
  ): Iterable<{ tagName: string; attributes: Iterable<{ name: string; value: string }> }>;
}

const ownElements = new Set([
  'svg',
  'g',
  'path',
  'rect',
  'line',
  'circle',
  'text',
  'tspan',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
]);

/** Returns what in a DOM could run code, or was not put there by us: elements, handlers, URLs. */
export function threats(root: Walkable): string[] {
  const found: string[] = [];
  for (const { tagName, attributes } of root.querySelectorAll('*')) {
    if (!ownElements.has(tagName.toLowerCase())) found.push(`<${tagName}>`);
    for (const { name, value } of attributes) {
      const url = ['href', 'xlink:href', 'src', 'action', 'formaction', 'data'].includes(name.toLowerCase());
      const loads = url || (name !== 'aria-label' && /url\(|javascript:/i.test(value));
      if (/^on/i.test(name) || name === 'srcdoc' || loads) found.push(`${tagName} ${name}="${value}"`);
    }
  }
  return found;
}
