import type { RequestAccount } from '../../core/requests/account.ts';
import { accountRows } from '../../core/requests/account-rows.ts';
import { plainAnswer } from '../../core/requests/answer.ts';
import type { Paint } from '../colours.ts';
import { printable } from '../printable.ts';

/** A request for people: a block of named lines. */
export function accountText(account: RequestAccount, paint: Paint): string {
  const head = `${paint('bold', printable(account.name))}  ${printable(account.purpose)}\n`;
  const lines = accountRows(account).flatMap(({ question, lines: answers }) =>
    answers.map((answer, at) => {
      const plain = printable(plainAnswer(answer));
      const text = question === 'missing' ? paint('yellow', plain) : plain;
      return `  ${paint('dim', (at === 0 ? question : '').padEnd('approved'.length))}  ${text}\n`;
    }),
  );
  return head + lines.join('');
}
