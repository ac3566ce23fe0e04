import assert from 'node:assert/strict';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, flagged, hoverAt, kindOf, openFile } from '../scene.ts';

describe('a file with a credential that is opened', () => {
  afterEach(closeEverything);

  it('is flagged where the credential stands, and the hover says that it was there before', async () => {
    const key = exampleOf('stripe-secret-key');
    const { document } = await openFile(file('ts'), `const stripe = '${key}';\n`);
    const [diagnostic] = await flagged(document.uri, 1);
    assert.ok(diagnostic);
    assert.equal(kindOf(diagnostic), 'stripe-secret-key');
    assert.equal(document.getText(diagnostic.range), key);
    const hover = await hoverAt(document.uri, diagnostic.range.start);
    assert.match(hover, /Stripe secret key/);
    assert.match(hover, /It stood here when the file was opened\./);
  });
});
