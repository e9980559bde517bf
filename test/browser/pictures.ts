import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openAs, sizes, startBrowser } from "../support/browser.ts";

/**
 * Takes the pictures of docs/flow.md, of a sandbox that `npm start` has just left:
 * `node test/browser/pictures.ts <the page's address> [<folder>]`.
 */
const [address = "", folder = join(import.meta.dirname, "../../docs/pictures")] =
  process.argv.slice(2);
const project = "/acme/shop";
mkdirSync(folder, { recursive: true });

const browser = await startBrowser();
const desk = await openAs(browser, address, "mira", { width: 1280, height: 480 });
const phone = await openAs(browser, address, "mira", sizes.phone);

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** The newest pipeline of a branch. */
async function openPipeline(page: Page, branch: string): Promise<void> {
  await page.goto(project);
  const row = page.getByRole("row").filter({ hasText: new RegExp(`${branch} [0-9a-f]{8}`) });
  await row.first().getByRole("link").click();
  await page.getByRole("heading", { name: /^Pipeline/ }).waitFor();
}

await desk.page.goto(project);
await take(desk.page, "project");
await desk.page.goto(`${project}/-/merge_requests/1`);
await take(desk.page, "merge-request");
await openPipeline(desk.page, "develop");
await take(desk.page, "develop");
await openPipeline(desk.page, "main");
await take(desk.page, "main");
await desk.page.getByRole("link", { name: "uat", exact: true }).click();
await desk.page.locator(".log").waitFor();
await take(desk.page, "log");
await desk.page.goto("/-/messages");
await desk.page.screenshot({ path: join(folder, "messages.png") });
await openPipeline(phone.page, "main");
await phone.page.screenshot({ path: join(folder, "phone.png") });
await browser.close();
