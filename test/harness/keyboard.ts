import type { Page } from 'playwright-core';

/** What a person does with the keyboard, whatever has the focus. */
export function keyboard(page: Page) {
  return {
    /** Keys in Playwright's names, one chord after the other: `press('Control+K', 'Control+I')`. */
    async press(...keys: string[]): Promise<void> {
      for (const key of keys) await page.keyboard.press(key);
    },

    async type(text: string): Promise<void> {
      await page.keyboard.type(text);
    },

    /** Through the real clipboard and a real key press: only that reaches paste providers. */
    async paste(text: string): Promise<void> {
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
      await page.keyboard.press('Control+V');
    },

    async clipboard(): Promise<string> {
      return String(await page.evaluate('navigator.clipboard.readText()'));
    },

    async pause(milliseconds: number): Promise<void> {
      await page.waitForTimeout(milliseconds);
    },

    async screenshot(path: string): Promise<void> {
      await page.screenshot({ path });
    },
  };
}
