import assert from 'node:assert/strict';
import { array, assert as hold, constantFrom, nat, property, string } from 'fast-check';
import { createScrubber } from '../../../src/broker/guard/scrub.ts';
import { newValue } from '../scratch.ts';

const value = newValue();
const other = `${newValue()}&"more"`;
const forms = [
  value,
  Buffer.from(value).toString('base64'),
  encodeURIComponent(other),
  other.replaceAll('"', '\\"'),
  other.replaceAll('&', '&amp;'),
];

describe('what passes the scrubber', () => {
  for (const form of forms) {
    it(`holds no ${form.slice(0, 5)}… of ${form.length} bytes, wherever it is cut in two`, async () => {
      const text = `{"before":"${form}","after":1}`;
      const clean = `{"before":"${'*'.repeat(form.length)}","after":1}`;
      for (let at = 0; at <= text.length; at++)
        assert.equal(await scrubbed([text.slice(0, at), text.slice(at)]), clean);
    });
  }

  it('is what came, but for the values, however it is cut', () => {
    const piece = constantFrom(...forms, ...forms.map((form) => form.slice(0, -1)), 'a', 'value-', '\n');
    const cuts = array(nat(200), { maxLength: 12 });
    hold(
      property(array(piece, { maxLength: 12 }), string(), cuts, (pieces, end, places) => {
        const text = [...pieces, end].join('');
        const sorted = places.map((place) => place % (text.length + 1)).toSorted((one, next) => one - next);
        const bytes = Buffer.from(text, 'utf8');
        const chunks = [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
        const passed = passedBy(chunks);
        assert.equal(passed.length, bytes.length);
        for (const form of forms) assert.ok(!passed.includes(form), 'a value passed');
        for (const [index, byte] of passed.entries()) assert.ok(byte === bytes[index] || byte === 42);
      }),
    );
  });

  it('is told of where something was taken out, and nowhere else', () => {
    let found = 0;
    const scrubber = createScrubber([value], () => found++);
    assert.equal(scrubber.text('application/json'), 'application/json');
    assert.equal(scrubber.text(`id=${value}`), `id=${'*'.repeat(value.length)}`);
    assert.equal(found, 1);
  });

  it('lets through at once what cannot be the beginning of a value', () => {
    const stream = createScrubber([value], () => undefined).stream();
    stream.write('data: 1\n\n');
    assert.equal(String(stream.read()), 'data: 1\n\n');
    stream.destroy();
  });

  it('takes nothing out of text for a value that is shorter than six characters', () => {
    assert.equal(createScrubber(['12345'], assert.fail).text('12345'), '12345');
  });
});

async function scrubbed(chunks: readonly string[]): Promise<string> {
  return passedBy(chunks.map((chunk) => Buffer.from(chunk))).toString('utf8');
}

/** A transform passes on what it is given before the next is written. */
function passedBy(chunks: readonly Buffer[]): Buffer {
  const stream = createScrubber([value, other], () => undefined).stream();
  const passed: Buffer[] = [];
  const take = (): void => {
    for (let chunk: unknown = stream.read(); chunk !== null; chunk = stream.read()) passed.push(chunk as Buffer);
  };
  for (const chunk of chunks) {
    stream.write(Buffer.from(chunk));
    take();
  }
  stream.end();
  take();
  return Buffer.concat(passed);
}
