import type { Locator, Page } from 'playwright-core';
import { settled } from './settled.ts';

export interface ShownProblem {
  message: string;
  source: string;
  code: string;
  position: string;
}

/** What stands around the editor: problems, notifications, tree views, modal dialogs. */
export function panels(page: Page) {
  const center = page.locator('.notifications-center.visible');
  const messages = (): Promise<string[]> => center.locator('.notification-list-item-message').allInnerTexts();
  // The smoke test driver turns toasts off; the same notifications stand in the notification centre.
  const openNotifications = async (): Promise<void> => {
    if (await center.isVisible()) return;
    await page.locator('.statusbar-item[id="status.notifications"]').click();
    await center.waitFor();
  };
  // An empty notification centre closes by itself when something else takes the focus.
  const readNotifications = async (): Promise<string[]> => {
    await openNotifications();
    return messages();
  };
  const dialog = page.locator('.monaco-dialog-box');

  return {
    /** Opens the problems panel and waits until it lists exactly that many. */
    async problems(count: number): Promise<ShownProblem[]> {
      const panel = page.locator('.markers-panel');
      if (!(await panel.isVisible())) await page.keyboard.press('Control+Shift+M');
      await panel.waitFor();
      const lines = panel.locator('.marker-message-line');
      await countOf(lines, count, 'problems');
      return Promise.all((await lines.all()).map(readProblem));
    },

    /** Waits until a notification holds the text; returns every notification's message. */
    async notifications(text: string): Promise<string[]> {
      return settled(readNotifications, (all) => all.some((one) => one.includes(text)), `a notification “${text}”`);
    },

    /** Presses a button of the notification that holds the text. */
    async answerNotification(text: string, button: string): Promise<void> {
      await openNotifications();
      const item = center.locator('.notification-list-item', { hasText: text });
      await item.hover();
      await item.getByRole('button', { name: button, exact: true }).click();
    },

    /** The rows of a tree view that is in sight, by the view's title; waits until there are that many. */
    async treeRows(view: string, count: number): Promise<string[]> {
      const rows = page.getByRole('tree', { name: view }).locator('.monaco-list-row');
      await countOf(rows, count, `rows in the view “${view}”`);
      return Promise.all((await rows.all()).map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
    },

    /** The rows of a tree view that are in sight, once there are any; a long view has more below. */
    async treeRowsSeen(view: string): Promise<string[]> {
      const rows = page.getByRole('tree', { name: view }).locator('.monaco-list-row');
      const labels = async (): Promise<string[]> => Promise.all((await rows.all()).map(labelOf));
      return settled(labels, (seen) => seen.length > 0, `a row in “${view}”`);
    },

    /** Waits until a row of a tree view that is in sight holds the text; returns what a screen reader says of it. */
    async treeRow(view: string, text: string): Promise<string> {
      const rows = page.getByRole('tree', { name: view }).locator('.monaco-list-row');
      const labels = async (): Promise<string[]> => Promise.all((await rows.all()).map(labelOf));
      const all = await settled(
        labels,
        (seen) => seen.some((one) => one.includes(text)),
        `a row “${text}” in “${view}”`,
      );
      return all.find((one) => one.includes(text)) ?? '';
    },

    /** Waits until a view that is in sight says the text above its tree. */
    async viewMessage(text: string): Promise<string> {
      const message = page.locator('.tree-explorer-viewlet-tree-view .message', { hasText: text });
      await message.waitFor();
      return message.innerText();
    },

    /** Waits for an item of the status bar that holds the text; returns the item's whole text. */
    async statusBar(text: string): Promise<string> {
      const item = page.locator('.statusbar-item', { hasText: text });
      await item.waitFor();
      return item.innerText();
    },

    /** What a screen reader says of an item of the extension under test. */
    async statusBarItem(id: string): Promise<string> {
      const item = page.locator(`.statusbar-item[id$="${id}"]`);
      await item.waitFor();
      return (await item.locator('a').first().getAttribute('aria-label')) ?? '';
    },

    /** Waits for a modal dialog; returns its text. */
    async dialogText(): Promise<string> {
      await dialog.waitFor();
      return dialog.locator('.dialog-message-container').innerText();
    },

    async dialogButtons(): Promise<string[]> {
      await dialog.waitFor();
      return dialog.locator('.dialog-buttons .monaco-button').allInnerTexts();
    },

    async answerDialog(button: string): Promise<void> {
      await dialog.getByRole('button', { name: button, exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
    },
  };
}

/** Empty where the row was drawn anew meanwhile. */
async function labelOf(row: Locator): Promise<string> {
  return (await row.getAttribute('aria-label', { timeout: 500 }).catch(() => undefined)) ?? '';
}

async function countOf(rows: Locator, count: number, what: string): Promise<void> {
  await settled(
    () => rows.count(),
    (seen) => seen === count,
    `${count} ${what}`,
  );
}

async function readProblem(line: Locator): Promise<ShownProblem> {
  const read = async (name: string): Promise<string> => (await line.locator(name).allInnerTexts()).join('');
  return {
    message: await read('.marker-message'),
    source: await read('.marker-source'),
    code: await read('.marker-code'),
    position: await read('.marker-line'),
  };
}
