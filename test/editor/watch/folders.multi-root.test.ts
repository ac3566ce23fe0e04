import assert from 'node:assert/strict';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, flagged, folder, write } from '../scene.ts';

describe('a workspace of several folders', () => {
  afterEach(closeEverything);

  it('has them all watched', async () => {
    const line = `token = "${exampleOf('slack-bot-token')}"\n`;
    const one = await write(file('py'), line, folder('one'));
    const two = await write(file('py'), line, folder('two'));
    await flagged(one, 1);
    const [diagnostic] = await flagged(two, 1);
    assert.equal(diagnostic?.relatedInformation?.[0]?.location.uri.toString(), one.toString());
  });
});
