import assert from 'node:assert/strict';
import { judgeName, wordsOf } from '../../../../src/core/detect/generic/names.ts';

describe('a name', () => {
  it('is read as its words', () => {
    assert.deepEqual(wordsOf('dbPassword2'), ['db', 'password']);
    assert.deepEqual(wordsOf('AWS_SECRET_ACCESS_KEY'), ['aws', 'secret', 'access', 'key']);
    assert.deepEqual(wordsOf('x-api-key'), ['x', 'api', 'key']);
    assert.deepEqual(wordsOf('spring.datasource.password'), ['spring', 'datasource', 'password']);
    assert.deepEqual(wordsOf('HTTPAuthToken'), ['http', 'auth', 'token']);
  });

  describe('of a password is the firmest', () => {
    for (const name of [
      'password',
      'DB_PASSWD',
      'userPwd',
      'rootpw',
      'keystorePass',
      'mypassword',
      'password_prod',
      'pass2',
    ]) {
      check(name, 'password 3');
    }
  });

  describe('of another secret says how much the value must show', () => {
    check('client_secret', 'secret 2');
    check('accessToken', 'token 2');
    check('token', 'token 1');
    check('api_key', 'key 2');
    check('apikey', 'key 2');
    check('LOB_KEY', 'key 1');
    check('key', 'key 0');
    check('oauth_nonce', 'token 1');
    check('salt', 'nonce 0');
  });

  describe('that names something about a secret is none', () => {
    for (const name of [
      'passwordField',
      'secret_name',
      'token_type',
      'page_token',
      'primaryKey',
      'bypass',
      'monkey',
      'public_key',
    ]) {
      check(name, undefined);
    }
  });
});

function check(name: string, expected: string | undefined): void {
  it(name, () => {
    const naming = judgeName(name);
    assert.equal(naming && `${naming.sort} ${naming.strength}`, expected);
  });
}
