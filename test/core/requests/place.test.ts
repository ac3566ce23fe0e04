import assert from 'node:assert/strict';
import { placeOfRequest } from '../../../src/core/requests/place.ts';
import { manifestText, request } from './samples.ts';

const rows: readonly { is: string; text: string; name: string; found: string | undefined }[] = [
  { is: 'the name with its quotes', text: manifestText(), name: 'acme', found: '"acme"' },
  {
    is: 'not the same word elsewhere',
    text: manifestText({ vault: request, acme: request }),
    name: 'acme',
    found: '"acme"',
  },
  { is: 'nothing for a request that is not there', text: manifestText(), name: 'other', found: undefined },
  { is: 'nothing for a name that every object has', text: manifestText(), name: 'constructor', found: undefined },
  { is: 'nothing in a text that is no JSON', text: 'no', name: 'acme', found: undefined },
];

describe('the place of a request in its manifest', () => {
  for (const { is, text, name, found } of rows) {
    it(`is ${is}`, () => {
      const place = placeOfRequest(text, name);
      assert.equal(place && text.slice(place.offset, place.offset + place.length), found);
      if (place) assert.match(text.slice(place.offset + place.length), /^: \{/);
    });
  }
});
