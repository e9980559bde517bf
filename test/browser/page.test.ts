import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAs, sizes, startBrowser } from "../support/browser.ts";
import { type Loop, testLoop } from "../support/loop.ts";

/** The sandbox's page in a real browser, over a loop that really turns. */
let loop: Loop;
let browser: Browser;
let origin: string;

/** Main's. */
let pipeline: { id: number };
const request = { develop: 0 };

const app = join(import.meta.dirname, "../support/shop/app");

beforeAll(async () => {
  [loop, browser] = await Promise.all([testLoop(), startBrowser()]);
  origin = loop.people.dana.client.origin;
  const checkout = await loop.clone("dana");
  await checkout.branch("feature/first", "develop");
  cpSync(app, checkout.folder, { recursive: true });
  // Long enough to be looked at while it runs.
  writeFileSync(
    join(checkout.folder, "tests"),
    'for line in $(seq 8); do echo "line $line of the tests"; sleep 1; done\n',
  );
  await checkout.commit("Open the <b>shop</b>");
  await checkout.push("feature/first");
  const requests = loop.mergeRequests("dana");
  request.develop = (await requests.open("feature/first", "develop", "Open the <b>shop</b>")).iid;
});
afterAll(async () => {
  await browser?.close();
  await loop?.close();
});

const project = "/acme/shop";

function focused(page: Page): Locator {
  return page.locator(":focus");
}

/** Reloads nothing: what a page shows has to come by itself. */
async function staysUntil(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor({ timeout: 120_000 });
}

describe("the page", () => {
  it("shows a job's log as it grows, and keeps what the reader has focused", async () => {
    const { page, context } = await openAs(browser, origin, "dana");
    const pipelines = loop.pipelines("dana");
    const [newest] = await loop.people.dana.client.until<{ id: number }[]>(
      "projects/acme%2Fshop/pipelines?per_page=1",
      ({ length }) => length > 0,
    );
    const unit = await pipelines.job(newest!, "unit", "running");
    await page.goto(`${project}/-/jobs/${unit.id}`);
    const cancel = page.getByRole("button", { name: "Cancel: unit" });
    await cancel.focus();
    await staysUntil(page, "line 2 of the tests");
    expect(await focused(page).getAttribute("aria-label")).toBe("Cancel: unit");
    await staysUntil(page, "line 8 of the tests");
    await page.getByRole("heading", { name: /unit.*success/ }).waitFor();
    await context.close();
  });

  it("merges a merge request by keyboard alone, and escapes what people write", async () => {
    const { page, context } = await openAs(browser, origin, "dana");
    await loop.mergeRequests("dana").mergeable({ iid: request.develop });
    await page.goto(project);
    await page.getByRole("link", { name: "!1 Open the <b>shop</b>" }).press("Enter");
    await page.getByRole("heading", { name: "!1 Open the <b>shop</b>" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page).textContent()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    // The project's link, and then what is to be pressed.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await focused(page).textContent()).toBe("Merge");
    await page.keyboard.press("Enter");
    await staysUntil(page, "merged, feature/first → develop");
    await context.close();
  });

  it("refuses Dana at UAT's door in GitLab's words, and lets Mira through", async () => {
    const pipelines = loop.pipelines("mira");
    const develop = await loop.people.mira.client.get<{ commit: { id: string } }>(
      "projects/acme%2Fshop/repository/branches/develop",
    );
    await pipelines.passed(await pipelines.of("develop", develop.commit.id));
    const requests = loop.mergeRequests("mira");
    const toMain = await requests.open("develop", "main", "Release the shop");
    await requests.mergeable(toMain);
    pipeline = await pipelines.of("main", await requests.merge(toMain));
    await pipelines.job(pipeline, "uat", "manual");
    const here = `${project}/-/pipelines/${pipeline.id}`;

    const dana = await openAs(browser, origin, "dana");
    await dana.page.goto(here);
    const door = { name: "Run: uat", exact: true };
    await dana.page.getByRole("button", door).press("Enter");
    await dana.page.getByRole("heading", { name: "GitLab says no" }).waitFor();
    expect(await dana.page.locator(".refused").textContent()).toMatch(/^403/);
    // By keyboard she becomes Mira, who stands before the door.
    await dana.page.getByLabel("You are").focus();
    await dana.page.keyboard.type("Mira");
    await dana.page.keyboard.press("Tab");
    await dana.page.keyboard.press("Enter");
    await dana.page.getByRole("button", door).waitFor();
    expect(await dana.page.getByLabel("You are").inputValue()).toBe("mira");
    await dana.context.close();

    const mira = await openAs(browser, origin, "mira", sizes.phone);
    await mira.page.goto(here);
    await mira.page.getByRole("button", door).click();
    await mira.page.getByRole("button", { name: "Run: production", exact: true }).waitFor({
      timeout: 120_000,
    });
    await mira.page.goto(project);
    const uat = mira.page.locator("tr", { has: mira.page.getByRole("link", { name: "uat" }) });
    // The app's own answer, of the version that was built for develop.
    await uat.getByText(develop.commit.id.slice(0, 8)).first().waitFor();
    await mira.context.close();
  });

  it("shows what Slack and Telegram were told", async () => {
    const { page, context } = await openAs(browser, origin, "dana");
    await page.getByRole("link", { name: "Messages" }).click();
    for (const service of ["Slack · B0STAGING", "Slack · B0UAT", "Telegram · -1001234567890"]) {
      await staysUntil(page, service);
    }
    await context.close();
  });

  it.each(["phone", "desk"] as const)("fits a %s without scrolling sideways", async (size) => {
    const { page, context } = await openAs(browser, origin, "mira", sizes[size]);
    const jobs = await loop.pipelines("mira").jobs(pipeline);
    const paths = [
      ...["/", "/-/messages", project, `${project}/-/merge_requests/${request.develop}`],
      ...[`${project}/-/pipelines/${pipeline.id}`, `${project}/-/jobs/${jobs[0]!.id}`],
    ];
    for (const path of paths) {
      await page.goto(path);
      const wide = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect({ path, wide }).toEqual({ path, wide: 0 });
    }
    await context.close();
  });
});
