import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { findOnPath } from "../../sandbox/packages.ts";

/** A window, in CSS pixels. */
export const sizes = {
  phone: { width: 375, height: 720 },
  desk: { width: 1280, height: 800 },
} as const;

/** Debian's Chromium. As root it runs only without its sandbox, and here it sees no stranger's page. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findOnPath("chromium");
  if (!executablePath) throw new Error("There is no chromium on the PATH.");
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

/** A person's window on the sandbox's page. */
export async function openAs(
  browser: Browser,
  origin: string,
  username: string,
  viewport: { width: number; height: number } = sizes.desk,
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ baseURL: origin, viewport });
  const page = await context.newPage();
  await page.goto("/");
  await page.getByLabel("You are").selectOption(username);
  await page.getByRole("button", { name: "Change" }).click();
  return { page, context };
}
