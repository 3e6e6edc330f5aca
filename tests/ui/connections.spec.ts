import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, setFake, shoot, withBrowser } from "./support/window";

withBrowser();

const team = { name: "Payments team", url: "https://keys.acme.example", organization: "Acme Payments" };
const away = { name: "Berlin", url: "https://keys.berlin.example", trouble: "offline" as const };

describe.each(["light", "dark"] as const)("Connections, %s", (scheme) => {
  test("the rail's chooser says how each is, and one is chosen by keyboard alone", async () => {
    const window = await open({ scheme, connections: [team, away] });
    const { page } = window;
    const chooser = page.getByTestId("connection-chooser");
    await chooser.focus();
    await page.keyboard.press("Enter");
    const choices = page.getByTestId("connection-choice");
    await choices.nth(2).waitFor();
    expect(await choices.nth(1).textContent(), "an organization, where it answers").toContain(
      "Acme Payments",
    );
    expect(await choices.nth(2).textContent(), "what is wrong, where it does not").toContain("Offline");
    await shoot(page, `connections-chooser-${scheme}`);
    await expectAccessible(page, "The chooser");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await chooser.getByText("Acme Payments").waitFor();
    expect(await chooser.textContent(), "the connection's own name").toContain("Payments team");
    await chooser.focus();
    await page.keyboard.press("Enter");
    await choices.first().waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.getByTestId("connection-url").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a choice that does not work is said with its reference until it is dismissed", async () => {
    const window = await open({ scheme, connections: [team], fail: { use_connection: "data_not_writable" } });
    const { page } = window;
    await page.getByTestId("connection-chooser").click();
    await page.getByTestId("connection-choice").nth(1).click();
    await page.getByTestId("error-reference").waitFor();
    await shoot(page, `connections-refused-${scheme}`);
    await expectAccessible(page, "A choice that does not work");
    expect(await page.getByTestId("connection-chooser").textContent(), "as before").toContain(
      "This computer",
    );
    expectQuiet(window);
    await window.close();
  });

  test("a folded rail has the chooser too, and 200 % zoom shows all of it", async () => {
    const window = await open({ scheme, connections: [team], width: 1024, height: 640, zoom: 2 });
    const { page } = window;
    await page.getByTestId("connection-chooser").click();
    await page.getByTestId("connection-choose-add").waitFor();
    await shoot(page, `connections-zoom-${scheme}`);
    await expectAccessible(page, "The chooser at 200 %");
    expectQuiet(window);
    await window.close();
  });

  test("a dialog says the organization and the environment that it acts on", async () => {
    const window = await open({ scheme, connections: [team], using: team.name });
    const { page } = window;
    await page.getByTestId("create-key").click();
    const place = page.getByTestId("dialog-place");
    expect(await place.textContent(), "all three").toContain("Acme Payments · Payments team · Sandbox");
    await page.keyboard.press("Escape");
    expectQuiet(window);
    await window.close();
  });

  test("the first start offers the team's key server, and what is refused is said beside it", async () => {
    const window = await open({ scheme, setup: "needed", keys: 4, clipboardEmpty: true });
    const { page } = window;
    await page.getByTestId("welcome-team").click();
    await page.getByTestId("connect-way-token").click();
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "team-url");
    await page.keyboard.type("keys.acme");
    await page.keyboard.press("Enter");
    await page.getByText("This is not a web address").waitFor();
    await page.getByTestId("team-url").fill(team.url);
    await page.keyboard.press("Enter");
    await page.getByText("This is not a management token: it is empty.").waitFor();
    await shoot(page, `welcome-team-${scheme}`);
    await expectAccessible(page, "A team's key server");
    await setFake(page, { clipboardEmpty: false });
    await page.getByTestId("team-url").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("create-key").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a store that does not start leaves the way to the others open", async () => {
    const window = await open({ scheme, setup: "failed", connections: [team, away], keys: 4 });
    const { page } = window;
    await page.getByTestId("other-place").nth(1).waitFor();
    await shoot(page, `setup-others-${scheme}`);
    await expectAccessible(page, "A store that does not start, beside others");
    await page.getByTestId("other-place-use").first().click();
    await page.getByTestId("create-key").waitFor();
    expectQuiet(window);
    await window.close();
  });
});
