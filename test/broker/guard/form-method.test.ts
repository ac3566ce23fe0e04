import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MethodInForm, watchFormMethod } from '../../../src/broker/guard/form-method.ts';

const form = 'application/x-www-form-urlencoded';
const parts = 'multipart/form-data; boundary=B';
const part = (name: string, value: string, more = ''): string =>
  `--B\r\nContent-Disposition: form-data; ${name}\r\n${more}\r\n${value}\r\n`;

describe('a form that asks for another method', () => {
  const refused: readonly (readonly [fact: string, type: string, body: string])[] = [
    ['in a field of its own', form, '_method=DELETE'],
    ['in small letters', form, 'a=1&_method=delete'],
    ['among others', form, 'a=1&_method=DELETE&b=2'],
    ['encoded', form, '%5fmethod=%44ELETE'],
    ['encoded whole', form, '%5F%6d%65%74%68%6f%64=DELETE&a=1'],
    ['as PHP reads it', form, '+.method=DELETE'],
    ['behind a semicolon', form, 'a=1;_method=DELETE'],
    ['besides one that it may use', form, '_method=PUT&_method=DELETE'],
    ['in a list', form, '_method[]=DELETE'],
    ['after much', form, `a=${'x'.repeat(70_000)}&_method=DELETE`],
    ['without an end', form, `_method=${'D'.repeat(5000)}`],
    ['in a part', parts, `${part('name="_method"', 'DELETE')}--B--\r\n`],
    ['in a part without quotes', parts, part('name=_method', 'DELETE')],
    ['in a part with more of a head', parts, part('name="_method"', 'DELETE', 'Content-Type: text/plain\r\n')],
    ['in the last of many parts', parts, `${part('name="a"', 'x'.repeat(9000))}${part('name="_method"', 'DELETE')}`],
    ['in a part that ends with the body', parts, part('name="_method"', 'DELETE').trimEnd()],
    ['in a part whose head does not end', parts, part('name="_method"', '').trimEnd() + 'x'.repeat(5000)],
  ];
  for (const [fact, type, body] of refused) {
    it(`is refused: ${fact}, wherever it is cut`, async () => {
      for (const size of sizesFor(body)) {
        const { error, text } = await passed(type, body, size);
        assert.ok(error instanceof MethodInForm, `${size}: ${text.slice(-80)}`);
        assert.doesNotMatch(text, /=DELETE|\r\nDELETE/i);
      }
    });
  }

  const carried: readonly (readonly [fact: string, type: string | undefined, body: string])[] = [
    ['a method that it may use', form, 'a=1&_method=PUT'],
    ['one that it may use, in a part', parts, `${part('name="_method"', 'put')}--B--\r\n`],
    ['an empty one', form, 'a=1&_method=&b=2'],
    ['another field', form, 'the_method=DELETE&_methods&a=_method=DELETE&=&&b'],
    ['the word in a value', parts, `${part('name="a"', '_method DELETE')}--B--\r\n`],
    ['bytes of any kind', parts, part('name="a"', '\u00ff\u0000\u0080'.repeat(300))],
    ['nothing', form, ''],
  ];
  for (const [fact, type, body] of carried) {
    it(`passes byte for byte: ${fact}, wherever it is cut`, async () => {
      for (const size of sizesFor(body)) assert.deepEqual(await passed(type, body, size), { text: body });
    });
  }

  it('is looked for in forms alone', () => {
    for (const type of [undefined, 'application/json', 'text/plain']) {
      assert.equal(
        watchFormMethod(type, () => false),
        undefined,
      );
    }
  });
});

function sizesFor({ length }: string): readonly number[] {
  return length > 3000 ? [997, 16_384, length] : Array.from({ length: Math.max(1, length) }, (_, index) => index + 1);
}

async function passed(
  type: string | undefined,
  body: string,
  size: number,
): Promise<{ text: string; error?: unknown }> {
  const watching = watchFormMethod(type, (method) => method === 'PUT') ?? assert.fail('it is a form');
  const bytes = Buffer.from(body, 'latin1');
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  let text = '';
  watching.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  try {
    await pipeline(Readable.from(chunks), watching);
    return { text };
  } catch (error) {
    return { text, error };
  }
}
