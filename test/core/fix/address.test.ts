import assert from 'node:assert/strict';
import { hostsAround } from '../../../src/core/fix/address.ts';

describe('the hosts of the address that a password stands in', () => {
  for (const [text, hosts] of [
    ['"postgres://app:«»@db.internal:5433/orders"', 'db.internal:5433'],
    ['postgresql://app:«»@db.internal/orders?sslmode=require', 'db.internal:5432'],
    ['postgresql+psycopg://app:«»@DB.internal', 'db.internal:5432'],
    ['redis://:«»@cache/0', 'cache:6379'],
    ['mongodb://app:«»@one:27017,two:27018/orders', 'one:27017 two:27018'],
    ['amqps://app:«»@[2001:DB8::7]/', '[2001:db8::7]:5671'],
    ['app:«»@tcp(db.internal:3307)/orders', 'db.internal:3307'],
    ['app:«»@tcp(db.internal)/orders', 'db.internal:3306'],
    ['https://app:«»@git.internal/a.git', 'git.internal:443'],
    ['mongodb+srv://app:«»@cluster.mongodb.net/orders', ''],
    ['postgres://app:«»@${HOST}:5432/orders', ''],
    ['postgres://app:«»@$HOST/orders', ''],
    ['own://app:«»@db.internal/orders', ''],
    ['own://app:«»@db.internal:99999/orders', ''],
    ['postgres://app:«»@10.1/orders', ''],
    ['password = "«»"', ''],
  ] as const) {
    it(`${text} are ${hosts || 'not known'}`, () => {
      const start = text.indexOf('«');
      const plain = `${text.slice(0, start)}${'x'.repeat(12)}${text.slice(start + 2)}`;
      assert.equal(hostsAround(plain, { start, end: start + 12 }).join(' '), hosts);
    });
  }
});
