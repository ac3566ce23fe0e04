import type { Locator, Page } from 'playwright-core';
import { settled } from './settled.ts';

/** The box at the top of the window: files, commands, and what an extension asks with it. */
export function quickInput(page: Page) {
  const box = page.locator('.quick-input-widget:visible');
  const input = box.locator('input.input');
  const rows = box.locator('.quick-input-list .monaco-list-row');
  const labels = (): Promise<string[]> => trimmed(rows.locator('.quick-input-list-row:first-child .label-name'));

  const open = async (key: string, text: string): Promise<void> => {
    await page.keyboard.press(key);
    await input.waitFor();
    await input.pressSequentially(text);
  };
  const pick = async (label: string): Promise<void> => {
    const seen = await settled(labels, (all) => all.includes(label), `a row “${label}” in the quick input`);
    // The list is still drawn while more rows come in, and a click on a row that moves away is lost.
    for (let place = seen.indexOf(label); place >= 0; place = (await labels()).indexOf(label)) {
      // The box may close under the click: then the row was chosen by the one before.
      await rows
        .nth(place)
        .click({ timeout: 2000 })
        .catch(() => undefined);
      await page.waitForTimeout(150);
    }
  };

  return {
    /** By quick open; waits until the file is the active editor. */
    async openFile(name: string): Promise<void> {
      await open('Control+P', name);
      await pick(name);
      await page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    },

    /** By F1, with the whole title as the palette shows it: `Valet Key: Scan Workspace`. */
    async command(title: string): Promise<void> {
      await open('F1', title);
      await pick(title);
    },

    /** Chooses a row of a quick pick that is open or about to open. */
    pick,

    /** The rows of a quick pick that is open or about to open. */
    async choices(): Promise<string[]> {
      return settled(labels, (all) => all.length > 0, 'rows in the quick input');
    },

    /** Answers an input box that is open or about to open. */
    async answer(text: string): Promise<void> {
      await input.waitFor();
      await input.fill(text);
      await input.press('Enter');
    },

    /** Puts the cursor somewhere in the active editor; both numbers start at 1. */
    async goTo(line: number, column: number): Promise<void> {
      await open('Control+G', `${line}:${column}`);
      await page.keyboard.press('Enter');
      await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}(?!\\d)`) }).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    },
  };
}

/** A row with an icon has a space before its label. */
async function trimmed(labels: Locator): Promise<string[]> {
  return (await labels.allInnerTexts()).map((label) => label.trim());
}
