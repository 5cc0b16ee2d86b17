import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordingError } from '../../src/trace/index.js';
import { parseLocatedJson, type LocatedJson } from '../../src/trace/located-json.js';

function plain(value: LocatedJson): unknown {
  switch (value.kind) {
    case 'object':
      return Object.fromEntries([...value.members].map(([name, member]) => [name, plain(member)]));
    case 'array':
      return value.items.map(plain);
    default:
      return value.value;
  }
}

it('whatever JSON.stringify writes reads as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      if (text.includes('"__proto__"')) return;
      expect(plain(parseLocatedJson(text).root)).toEqual(JSON.parse(text));
    }),
  );
});

it('what JSON.parse refuses is refused, with line and column', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', ',', '}', '"', '0', '\\', 'é', '\n'),
      (json, at, by) => {
        const cut = at % (json.length + 1);
        const text = json.slice(0, cut) + by + json.slice(cut + 1);
        let refused = false;
        try {
          JSON.parse(text);
        } catch {
          refused = true;
        }
        if (!refused) return;
        expect(() => parseLocatedJson(text)).toThrow(RecordingError);
      },
    ),
  );
  expect(() => parseLocatedJson('{\n  "a": 1,\n  "b": x\n}')).toThrow(
    'line 3, column 8: JSON: a value expected: "x\\n}"',
  );
});

it('nesting beyond 32 levels is refused and does not overflow the stack', () => {
  expect(() => parseLocatedJson('['.repeat(100_000))).toThrow(/at most 32 levels expected/);
  expect(() => parseLocatedJson('{"a":'.repeat(100_000))).toThrow(/at most 32 levels expected/);
});

it('a name that stands twice in an object is refused', () => {
  expect(() => parseLocatedJson('{"a": 1, "a": 2}')).toThrow(
    'line 1, column 10: JSON: a member that stands once expected',
  );
});
