import { describe, expect, test } from "vitest";
import { lineOf, openActivation } from "./support/activation";
import {
  dragFiles,
  expectAccessible,
  expectQuiet,
  setFake,
  shoot,
  tipOf,
  withBrowser,
} from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("The documents of an activation, %s", (scheme) => {
  test("documents are chosen or dropped, named, sent with their progress, and removed", async () => {
    const window = await openActivation({
      scheme,
      seen: "all",
      reviewElsewhere: true,
      chosen: ["register.pdf", "honest.pdf"],
    });
    const { page } = window;
    const line = lineOf(page, "documents");
    await line.getByTestId("documents-choose").scrollIntoViewIfNeeded();
    await shoot(page, `documents-none-${scheme}`);
    await expectAccessible(page, "Without documents");
    await line.getByTestId("documents-choose").click();
    const rows = line.getByTestId("upload");
    await rows.nth(1).waitFor();
    expect(await tipOf(page, "documents-attach"), "each file is named first").toContain(
      "what each file shows",
    );
    await rows.nth(0).getByTestId("upload-kind").selectOption("certificate_of_incorporation");
    await rows.nth(1).getByTestId("upload-kind").selectOption("other");

    await setFake(page, { uploading: 655_360 });
    await line.getByTestId("documents-attach").click();
    await rows.nth(0).getByText("640 kB of 1.2 MB").waitFor();
    await rows.nth(1).getByText("Waits").waitFor();
    await shoot(page, `documents-sending-${scheme}`);
    await expectAccessible(page, "Sending");
    await rows.nth(1).getByTestId("upload-stop").click();
    await rows.nth(0).getByTestId("upload-stop").click();
    await rows.nth(0).getByText("Stopped.").waitFor();
    expect(await rows.nth(1).getAttribute("data-step"), "what waited goes back").toBe("ready");
    expect(await line.getByTestId("document").count()).toBe(0);

    await setFake(page, { uploading: null });
    await rows.nth(0).getByTestId("upload-again").click();
    await line.getByTestId("document").getByText("register.pdf").waitFor();
    expect(await line.getAttribute("data-done")).toBe("true");
    await line.getByTestId("documents-attach").click();
    await line.getByTestId("upload-failed").getByText("Its content counts, not its name").waitFor();
    await shoot(page, `documents-refused-${scheme}`);
    await expectAccessible(page, "A file that is no document");
    await line.getByTestId("upload-forget").click();
    expect(await rows.count()).toBe(0);

    await dragFiles(page, "over");
    await page.getByTestId("documents-over").waitFor();
    await shoot(page, `documents-over-${scheme}`);
    await dragFiles(page, "dropped", ["address.pdf"]);
    await page.getByTestId("documents-over").waitFor({ state: "detached" });
    await rows.getByTestId("upload-kind").selectOption("proof_of_address");
    await line.getByTestId("documents-attach").click();
    await line.getByTestId("document").nth(1).waitFor();
    await shoot(page, `documents-${scheme}`);
    await expectAccessible(page, "Two documents");

    await line.getByTestId("document-remove").nth(1).click();
    await line.getByTestId("document-remove-confirm").click();
    await line.getByTestId("document").nth(1).waitFor({ state: "detached" });
    expect(await line.getByTestId("document").count()).toBe(1);
    expectQuiet(window);
    await window.close();
  });

  test("the reviewer saves documents, and what was submitted is removed by nobody", async () => {
    const desk = await openActivation({ scheme, role: "operator", activation: "submitted", documents: 3 });
    await desk.page.getByTestId("desk").getByTestId("document").nth(2).waitFor();
    await desk.page.getByTestId("document-save").first().click();
    await desk.page.getByText("Saved to /home/ana/register.pdf.").waitFor();
    expect(await desk.page.getByTestId("document-remove").count()).toBe(0);
    expect(await desk.page.getByTestId("documents-choose").count(), "an operator attaches nothing").toBe(0);
    await shoot(desk.page, `documents-desk-${scheme}`);
    await expectAccessible(desk.page, "The desk with documents");
    expectQuiet(desk);
    await desk.close();

    const window = await openActivation({
      scheme,
      activation: "submitted",
      documents: 2,
      reviewElsewhere: true,
    });
    const line = lineOf(window.page, "documents");
    await line.getByText("none of these can be removed now").waitFor();
    expect(await line.getByTestId("document-remove").count()).toBe(0);
    expect(await line.getByTestId("documents-choose").count(), "one may come until it is taken up").toBe(1);
    await line.scrollIntoViewIfNeeded();
    await shoot(window.page, `documents-submitted-${scheme}`);
    expectQuiet(window);
    await window.close();
  });
});

test("support sees that there are documents and no way to what is in them, in a narrow window too", async () => {
  const window = await openActivation({
    role: "support",
    activation: "submitted",
    documents: 2,
    reviewElsewhere: true,
    width: 1024,
    height: 640,
    zoom: 2,
  });
  const line = lineOf(window.page, "documents");
  await line.getByTestId("document").nth(1).waitFor();
  for (const control of ["document-save", "document-remove", "documents-choose"])
    expect(await line.getByTestId(control).count(), control).toBe(0);
  await line.scrollIntoViewIfNeeded();
  await shoot(window.page, "documents-support-zoom");
  await expectAccessible(window.page, "Documents for support");
  expectQuiet(window);
  await window.close();
});
