import type { Page } from 'playwright-core';
import { settled } from './settled.ts';

/** What a person sees in the active editor. */
export function editor(page: Page) {
  const active = page.locator('.editor-group-container.active .monaco-editor').first();
  const actions = page.locator('.action-widget .monaco-list-row.action');
  const titles = (): Promise<string[]> => actions.locator('.title').allInnerTexts();

  const lightBulb = async (): Promise<string[]> => {
    await page.keyboard.press('Control+.');
    const opened = await actions
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
    // A key press that comes while another widget closes is lost.
    if (!opened) await page.keyboard.press('Control+.');
    return settled(titles, (all) => all.length > 0, 'a light bulb menu');
  };

  return {
    /** The lines in view, top to bottom; what is scrolled out of sight is not there. */
    async editorText(): Promise<string> {
      const lines = await page.evaluate<{ top: number; text: string }[]>(readLines);
      return lines
        .toSorted((a, b) => a.top - b.top)
        .map((line) => line.text.replaceAll('\u00a0', ' '))
        .join('\n');
    },

    /** Waits until exactly that many squiggles of any severity are in view. */
    async squiggles(count: number): Promise<void> {
      const drawn = active.locator('[class*="squiggly-"]');
      await settled(
        () => drawn.count(),
        (seen) => seen === count,
        `${count} squiggles`,
      );
    },

    /** Opens the light bulb menu at the cursor and returns its titles. */
    lightBulb,

    /** Chooses from the light bulb menu with the arrow keys; opens the menu first if need be. */
    async chooseFix(title: string): Promise<void> {
      const all = (await actions.count()) > 0 ? await titles() : await lightBulb();
      if (!all.includes(title)) throw new Error(`no fix “${title}” among ${JSON.stringify(all)}`);
      const focused = page.locator('.action-widget .monaco-list-row.action.focused .title');
      for (let step = 0; step < all.length; step += 1) {
        if ((await focused.allInnerTexts()).includes(title)) break;
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
      await actions.first().waitFor({ state: 'detached' });
    },

    /** The hover at the cursor, as text, once nothing more is added to it. */
    async hoverText(): Promise<string> {
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      const contents = page.locator('.monaco-hover:visible .hover-contents');
      let before: string | undefined;
      const read = async (): Promise<{ text: string; whole: boolean }> => {
        const text = (await contents.allInnerTexts()).join('\n');
        // Markers are there at once, what extensions say comes after.
        await page.waitForTimeout(300);
        const whole = text !== '' && text === before && !text.includes('Loading...');
        before = text;
        return { text, whole };
      };
      return (await settled(read, ({ whole }) => whole, 'a hover')).text;
    },
  };
}

/** Runs in the page. */
const readLines = `[...document.querySelectorAll('.editor-group-container.active .monaco-editor .view-lines .view-line')]
  .map((line) => ({ top: parseInt(line.style.top, 10), text: line.textContent }))`;
