import { accountMarkdown } from '../../core/requests/account-markdown.ts';
import { accountRows } from '../../core/requests/account-rows.ts';
import type { AccountQuestion } from '../../core/requests/account-rows.ts';
import type { RequestAccount } from '../../core/requests/account.ts';
import { printable } from '../printable.ts';

/** The account as a document, to go into a review or a job's summary. */
export function accountsMarkdown(accounts: readonly RequestAccount[]): string {
  const sections = accounts.map((account) => {
    const { name, purpose, missing } = account;
    const section = { name, state: stateOf(missing.length), purpose, rows: accountRows(account) };
    return accountMarkdown(section, 2, (question) => titles[question]);
  });
  const text = ['# Requests of valet-key.json', ...sections].join('\n\n');
  return `${text.split('\n').map(printable).join('\n')}\n`;
}

function stateOf(missing: number): string {
  if (missing === 0) return 'nothing is missing';
  return missing === 1 ? '1 thing is missing' : `${missing} things are missing`;
}

/** As the editor's report names them. */
const titles: Readonly<Record<AccountQuestion, string>> = {
  asks: 'Who asks',
  kept: 'Where the secret lives',
  read: 'What it may read',
  write: 'What it may write',
  sent: 'What it may call',
  approved: 'Who approves',
  used: 'Who used it',
  revoked: 'How it is revoked',
  missing: 'What is missing',
  remarks: 'What could be narrower',
  runs: 'What runs',
  uses: 'What it uses',
};
