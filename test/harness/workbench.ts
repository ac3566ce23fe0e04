import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from 'playwright-core';
import { editor } from './editor.ts';
import { keyboard } from './keyboard.ts';
import { panels } from './panels.ts';
import { quickInput } from './quick-input.ts';

export type Workbench = ReturnType<typeof parts>;

/** Every way to use the workbench; what fails leaves a screenshot in `test-results` and names it. */
export function workbench(page: Page): Workbench {
  return withScreenshots(parts(page), page);
}

function parts(page: Page) {
  const asked = quickInput(page);
  return {
    ...keyboard(page),
    ...asked,
    ...editor(page),
    ...panels(page),

    /** Waits until the window is drawn and the extension host answers. */
    async ready(): Promise<void> {
      await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
      await page.locator('.statusbar-item[id="status.problems"]').waitFor({ timeout: 60_000 });
    },

    /** Leaves restricted mode, which a window opened as `untrusted` is in. */
    async trust(): Promise<void> {
      await asked.command('Workspaces: Manage Workspace Trust');
      await page.getByRole('button', { name: 'Trust', exact: true }).click();
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
    },
  };
}

function withScreenshots<T extends object>(target: T, page: Page): T {
  return new Proxy(target, {
    get(all, name, receiver) {
      const method: unknown = Reflect.get(all, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return (await Reflect.apply(method, all, args)) as unknown;
        } catch (error) {
          throw await explained(error, String(name), page);
        }
      };
    },
  });
}

let failures = 0;

async function explained(error: unknown, name: string, page: Page): Promise<Error> {
  failures += 1;
  const folder = resolve('test-results');
  const path = join(folder, `failure-${failures}-${name}.png`);
  const reason = stripVTControlCharacters(error instanceof Error ? error.message : String(error)).trim();
  try {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path });
  } catch (screenshotError) {
    return new Error(`${name}: ${reason}; and no screenshot could be taken: ${String(screenshotError)}`, {
      cause: error,
    });
  }
  return new Error(`${name}: ${reason}\nscreenshot: ${path}`, { cause: error });
}
