import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';
import { startServer, type Server, type ServerOptions } from './server.ts';
import { workbenchUrl, type WindowOptions } from './url.ts';
import { workbench, type Workbench } from './workbench.ts';

export interface OpenOptions extends ServerOptions, WindowOptions {
  /** Told every line of the extension host's console while `extensionTestsPath` runs. */
  onConsole?: ((type: string, text: string) => void) | undefined;
}

export interface OpenWorkbench extends Workbench, AsyncDisposable {
  readonly page: Page;
  readonly server: Server;
  /** Settles with the exit code of the extension tests; never, if there are none. */
  readonly testsEnded: Promise<number>;
  close(): Promise<void>;
}

/** A real VS Code in a headless browser, with its own server, profile and settings. */
export async function openWorkbench(options: OpenOptions): Promise<OpenWorkbench> {
  const server = await startServer(options);
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: chromiumArguments,
      // `temporary-folder.ts` ends the process on signals, and the browser with it.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const origin = `http://${server.authority}`;
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const { testsEnded } = await listenToTests(page, options);
    await page.goto(workbenchUrl(server.authority, options));
    const parts = workbench(page);
    await parts.ready();
    return Object.assign(parts, { page, server, testsEnded, close, [Symbol.asyncDispose]: close });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Nothing outside loopback resolves, so an open network and a closed one give the same run. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** The workbench calls these two functions of the page when the server runs with the smoke test driver. */
async function listenToTests(page: Page, options: OpenOptions): Promise<{ testsEnded: Promise<number> }> {
  const { promise, resolve } = Promise.withResolvers<number>();
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    options.onConsole?.(type, args.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
  return { testsEnded: promise };
}
