import type { Page } from "playwright-core";
import type { Wish } from "./window";

/** A place in the window, and how one gets there. */
export interface Place {
  name: string;
  wish?: Wish;
  go: (page: Page) => Promise<void>;
}

const page = (name: string, ready: string) => async (on: Page) => {
  await on.getByTestId(`nav-${name}`).click();
  await on.getByTestId(ready).first().waitFor();
};

const rotations = [
  { step: "created", held: true },
  { step: "handed_over", name: "payouts-worker", stalled: "rotation_unused", quietMinutes: 30 },
  { step: "new_seen", name: "ledger-export", quietMinutes: 1440 },
  { step: "old_quiet", name: "reporting" },
  { step: "finished", cause: "leaked", name: "old-billing" },
  { step: "finished", name: "old-exports", quietMinutes: 60 },
  { step: "undone", name: "ops-console" },
] as const;

/** A window on a service that has no call for its keys. */
export const service = {
  connections: [{ name: "Conduit Financial", url: "http://127.0.0.1:7401/v2", service: "conduit-financial" }],
  using: "Conduit Financial",
};

export const places: Place[] = [
  { name: "first start", wish: { setup: "needed" }, go: (on) => on.getByTestId("welcome-name").waitFor() },
  { name: "failed start", wish: { setup: "failed" }, go: (on) => on.getByTestId("setup-failed").waitFor() },
  {
    name: "keys",
    wish: { keys: 31, lostSecrets: 2 },
    go: (on) => on.getByTestId("key-row").first().waitFor(),
  },
  {
    name: "how old keys may become",
    wish: { keys: 31 },
    go: async (on) => {
      await on.getByTestId("key-row").first().waitFor();
      await on.getByRole("button", { name: /^(Due|Fällig)/u }).click();
      await on.getByTestId("due-policy-change").click();
      await on.getByTestId("policy-days").selectOption("90");
    },
  },
  { name: "no keys", wish: { keys: 0 }, go: (on) => on.getByTestId("create-key").waitFor() },
  {
    name: "a key's drawer",
    wish: { keys: 31 },
    go: async (on) => {
      await on.getByTestId("key-row").nth(2).click();
      await on.getByTestId("key-drawer").waitFor();
    },
  },
  {
    name: "create",
    wish: { keys: 3 },
    go: async (on) => {
      await on.getByTestId("create-key").click();
      await on.getByTestId("create-more").click();
    },
  },
  {
    name: "the one-time sheet",
    wish: { keys: 3 },
    go: async (on) => {
      await on.getByTestId("create-key").click();
      await on.getByTestId("create-name").fill("billing");
      await on.getByTestId("create-submit").click();
      await on.getByTestId("one-time-sheet").waitFor();
    },
  },
  {
    name: "a secret that is sent to a command",
    wish: { keys: 3 },
    go: async (on) => {
      await on.getByTestId("create-key").click();
      await on.getByTestId("create-name").fill("billing");
      await on.getByTestId("create-submit").click();
      await on.getByTestId("sheet-send").click();
      await on.getByTestId("send-to-command").click();
      await on.getByTestId("send-command-typed").fill("vault");
      await on.getByTestId("send-command-submit").click();
      await on.getByTestId("sheet-sent").locator("li").waitFor();
    },
  },
  {
    name: "a request, explained",
    wish: { keys: 3 },
    go: async (on) => {
      await on.getByTestId("nav-requests").click();
      await on.locator('[data-testid="request-row"][data-status="403"]').getByRole("button").first().click();
      await on.getByTestId("request-why").waitFor();
    },
  },
  {
    name: "no request with an ID",
    wish: { requests: 0 },
    go: async (on) => {
      await on.getByTestId("nav-requests").click();
      await on.getByTestId("request-search").fill("order-0815");
      await on.keyboard.press("Enter");
      await on.getByTestId("request-none").waitFor();
    },
  },
  {
    name: "revoke",
    wish: { keys: 31 },
    go: async (on) => {
      await on.getByTestId("key-row").and(on.locator('[data-state="active"]')).first().click();
      await on.getByTestId("drawer-revoke").click();
      await on.getByTestId("revoke-dialog").waitFor();
    },
  },
  {
    name: "rotate",
    wish: { keys: 31 },
    go: async (on) => {
      await on.getByTestId("key-row").and(on.locator('[data-state="active"]')).first().click();
      await on.getByTestId("drawer-rotate").click();
      await on.getByTestId("rotate-submit").waitFor();
    },
  },
  {
    name: "a service to connect to",
    wish: { keys: 0 },
    go: async (on) => {
      await on.getByTestId("nav-settings").click();
      await on.getByTestId("connection-add").click();
      await on.getByTestId("connect-way-service").click();
      await on.getByTestId("service-conduit-financial").check();
      await on.getByTestId("connection-service-more").click();
      await on.getByTestId("connection-service-live").waitFor();
    },
  },
  {
    name: "signing in to a service",
    wish: { keys: 0 },
    go: async (on) => {
      await on.getByTestId("nav-settings").click();
      await on.getByTestId("connection-add").click();
      await on.getByTestId("connect-way-service").click();
      await on.getByTestId("service-conduit-email").check();
      await on.getByTestId("connection-account-more").click();
      await on.getByTestId("connection-account-url").waitFor();
    },
  },
  {
    name: "a token of a service's account",
    wish: { keys: 0 },
    go: async (on) => {
      await on.getByTestId("nav-settings").click();
      await on.getByTestId("connection-add").click();
      await on.getByTestId("connect-way-service").click();
      await on.getByTestId("service-conduit-email").check();
      await on.getByTestId("account-way-token").click();
      await on.getByTestId("connection-account-submit").waitFor();
    },
  },
  { name: "no keys of a service", wish: service, go: (on) => on.getByTestId("adopt-key").waitFor() },
  {
    name: "what is done at a service's own page",
    wish: service,
    go: async (on) => {
      await on.getByTestId("create-key").click();
      await on.getByTestId("guide-name").fill("billing");
      await on.getByTestId("guide-begin").click();
      await on.getByTestId("guide-open").click();
      await on.getByTestId("guide-done").waitFor();
    },
  },
  {
    name: "a rotation at a service's own page",
    wish: { ...service, serviceKey: true },
    go: async (on) => {
      await on.getByTestId("key-row").first().click();
      await on.getByTestId("drawer-rotate").click();
      await on.getByTestId("guide-begin").click();
      await on.getByTestId("guide-open").click();
      await on.getByTestId("guide-done").click();
      await on.getByTestId("guide-take").click();
      await on.getByTestId("guide-done").click();
      await on.getByTestId("guide-done").click();
      await on.getByTestId("guide-prove").click();
      await on.getByTestId("guide-last-try").waitFor();
      await on.getByTestId("guide-leave-out").click();
      await on.getByTestId("guide-reason").waitFor();
    },
  },
  {
    name: "a call to a service",
    wish: service,
    go: async (on) => {
      await page("requests", "request-row")(on);
      await on.getByTestId("request-row").first().getByRole("button").first().click();
      await on.getByTestId("request-tell").waitFor();
    },
  },
  {
    name: "a key of a service",
    wish: { ...service, serviceKey: true },
    go: async (on) => {
      await on.getByTestId("key-row").first().click();
      await on.getByTestId("key-prove").click();
      await on.getByTestId("key-last-proof").waitFor();
    },
  },
  { name: "rotations", wish: { rotations: [...rotations] }, go: page("rotations", "rotation-card") },
  { name: "activation", go: page("activation", "activation-line") },
  {
    name: "the operator's queue",
    wish: {
      role: "operator",
      activation: "submitted",
      others: [
        { name: "a", state: "in_review", minutesAgo: 90, documents: 2, proofs: 3 },
        { name: "b", state: "more_information_needed", minutesAgo: 200 },
      ],
    },
    go: async (on) => {
      await page("activation", "queue-row")(on);
      await on.getByTestId("queue-filter-all").click();
    },
  },
  {
    name: "another organization's activation",
    wish: {
      role: "operator",
      activation: "submitted",
      others: [{ name: "a", state: "in_review", minutesAgo: 90, documents: 2, proofs: 3 }],
    },
    go: async (on) => {
      await page("activation", "queue-row")(on);
      await on.getByTestId("queue-row").first().click();
      await on.getByTestId("desk-ask").check();
    },
  },
  {
    name: "documents of an activation",
    wish: { documents: 2, chosen: ["honest.pdf", "scan.png"] },
    go: async (on) => {
      await page("activation", "documents-choose")(on);
      await on.getByTestId("documents-choose").click();
      await on.getByTestId("upload-kind").first().selectOption("other");
      await on.getByTestId("upload-kind").last().selectOption("other");
      await on.getByTestId("documents-attach").click();
      await on.getByTestId("upload-failed").waitFor();
      await on.getByTestId("document-remove").first().click();
    },
  },
  { name: "audit", wish: { keys: 31 }, go: page("audit", "audit-row") },
  {
    name: "alerts",
    wish: {
      keys: 12,
      alerts: ["leaked", "unusual_caller", "refused_after_revocation", "unusual_rate", "old", "unused"],
    },
    go: async (on) => {
      await page("alerts", "alert")(on);
      await on.getByTestId("alert-acknowledge").first().click();
    },
  },
  {
    name: "a leaked secret's key",
    wish: { keys: 3 },
    go: async (on) => {
      await on.getByTestId("nav-alerts").click();
      await on.getByTestId("leak-open").click();
      await on.getByTestId("leak-place").fill("Slack");
      await on.getByTestId("leak-submit").click();
      await on.getByTestId("leak-found").waitFor();
    },
  },
  {
    name: "other limits",
    wish: { keys: 12 },
    go: async (on) => {
      await on.locator('[data-testid="key-row"][data-state="active"]').nth(1).click();
      await on.getByTestId("drawer-change").click();
      await on.getByTestId("limit-addresses").fill("x");
      await on.getByTestId("limit-daily").fill("x");
      await on.getByTestId("change-expiry").selectOption("date");
    },
  },
  {
    name: "several keys",
    wish: { keys: 12 },
    go: async (on) => {
      await on.locator('[data-testid="key-row"][data-state="active"]').nth(1).hover();
      await on.locator('[data-testid="key-row"][data-state="active"]').nth(1).getByTestId("key-mark").click();
      await on.getByTestId("marked-revoke").click();
    },
  },
  {
    name: "live keys that were asked for",
    wish: {
      live: true,
      connections: [{ name: "The team", url: "https://keys.acme.example", account: "ana@acme.example" }],
      using: "The team",
      approvals: [
        { name: "a", asker: "ana@acme.example", state: "approved" },
        { name: "b", asker: "ben@acme.example" },
        { name: "c", asker: "ana@acme.example", state: "lapsed" },
        { name: "d", asker: "ben@acme.example", state: "declined", decider: "ana@acme.example" },
      ],
    },
    go: async (on) => {
      await on.getByTestId("environment-live").click();
      await on.getByTestId("approvals-earlier").click();
      await on.locator('[data-testid="approval"][data-state="lapsed"]').waitFor();
      await on.getByTestId("approval-decline").click();
      await on.getByTestId("decide-submit").waitFor();
    },
  },
  {
    name: "asking for a live key",
    wish: {
      live: true,
      connections: [{ name: "The team", url: "https://keys.acme.example", account: "ana@acme.example" }],
      using: "The team",
      approvals: [],
    },
    go: async (on) => {
      await on.getByTestId("environment-live").click();
      await on.getByTestId("ask-for-key").click();
      await on.getByTestId("ask-more").click();
      await on.getByTestId("limit-addresses").waitFor();
    },
  },
  {
    name: "the rule of live keys",
    go: async (on) => {
      await on.getByTestId("nav-settings").click();
      await on.getByTestId("approval-policy-change").click();
      await on.getByTestId("approval-policy-save").waitFor();
    },
  },
  {
    name: "a member's sign-in",
    wish: { setup: "needed" },
    go: async (on) => {
      await on.getByTestId("welcome-team").click();
      await on.getByTestId("team-email").waitFor();
    },
  },
  {
    name: "an authenticator's backup codes",
    wish: {
      connections: [{ name: "The team", url: "https://keys.acme.example", account: "sam@acme.example" }],
      using: "The team",
    },
    go: async (on) => {
      await on.getByTestId("nav-settings").click();
      await on.getByTestId("totp-set-up").click();
      await on.getByTestId("totp-password").fill("x");
      await on.keyboard.press("Enter");
      await on.getByTestId("totp-code").fill("123456");
      await on.keyboard.press("Enter");
      await on.getByTestId("sheet-send").click();
      await on.getByTestId("send-to-file").click();
    },
  },
  {
    name: "an invitation's password",
    wish: { setup: "needed" },
    go: async (on) => {
      await on.getByTestId("welcome-team").click();
      await on.getByTestId("connect-way-invitation").click();
      await on.getByTestId("team-again").fill("x");
    },
  },
  { name: "limits", go: page("limits", "limit") },
  {
    name: "a webhook that fails",
    go: async (on) => {
      await page("webhooks", "webhook-row")(on);
      await on.getByTestId("webhook-row").nth(2).getByRole("button").click();
      await on.getByTestId("delivery").nth(1).getByRole("button").first().click();
      await on.getByTestId("attempt").nth(4).waitFor();
      await on.getByTestId("webhook-off").click();
    },
  },
  {
    name: "a new webhook",
    go: async (on) => {
      await page("webhooks", "webhook-row")(on);
      await on.getByTestId("webhook-create").click();
      await on.getByTestId("events-selected").check();
      await on.getByTestId("event-key.revoked").waitFor();
    },
  },
  {
    name: "a webhook's secret",
    go: async (on) => {
      await page("webhooks", "webhook-row")(on);
      await on.getByTestId("webhook-row").nth(1).getByRole("button").click();
      await on.getByTestId("webhook-rotate").click();
      await on.getByTestId("rotate-secret-submit").click();
      await on.getByTestId("signing-secret-sheet").waitFor();
    },
  },
  { name: "members", go: page("members", "member-row") },
  {
    name: "a member's new role",
    go: async (on) => {
      await page("members", "member-row")(on);
      await on.getByTestId("member-row").nth(1).getByRole("button").click();
      await on.getByTestId("member-role").click();
      await on.getByTestId("role-admin").check();
      await on.getByTestId("role-gains").waitFor();
    },
  },
  {
    name: "an invitation",
    go: async (on) => {
      await page("members", "member-row")(on);
      await on.getByTestId("invite").click();
      await on.getByTestId("invite-email").fill("sam@acme.example");
      await on.getByTestId("invite-name").fill("Sam");
      await on.getByTestId("invite-submit").click();
      await on.getByTestId("hand-over-sheet").waitFor();
    },
  },
  {
    name: "a token without an end",
    go: async (on) => {
      await page("members", "member-row")(on);
      await on.getByRole("main").getByRole("group").getByRole("button").nth(1).click();
      await on.getByTestId("create-token").click();
      await on.getByTestId("token-expiry").selectOption("never");
    },
  },
  {
    name: "who may do what",
    go: async (on) => {
      await page("members", "member-row")(on);
      await on.getByRole("main").getByRole("group").getByRole("button").nth(2).click();
      await on.getByTestId("role-matrix").waitFor();
    },
  },
  {
    name: "an audit row",
    wish: { keys: 31 },
    go: async (on) => {
      await page("audit", "audit-row")(on);
      await on.getByTestId("audit-row").first().click();
    },
  },
  {
    name: "all connections",
    wish: {
      keys: 31,
      toldHoursAgo: 3.1,
      rotations: [...rotations],
      connections: [
        { name: "Acme team", url: "https://keys.acme.example" },
        { name: "Berlin", url: "https://keys.berlin.example", trouble: "offline" },
      ],
    },
    go: async (on) => {
      await page("everywhere", "known-row")(on);
      await on.locator('[data-testid="place-line"][data-place="Berlin"] .text-warn').first().waitFor();
    },
  },
  {
    name: "rotations of all connections",
    wish: {
      keys: 3,
      rotations: [...rotations],
      connections: [{ name: "Acme team", url: "https://keys.acme.example" }],
    },
    go: async (on) => {
      await page("everywhere", "known-row")(on);
      await on.getByTestId("everywhere-tab-rotating").click();
      await on.getByTestId("rotating-row").first().waitFor();
    },
  },
  {
    name: "no connection that answers",
    wish: {
      setup: "failed",
      connections: [
        { name: "Acme team", url: "https://keys.acme.example", trouble: "signed_out" },
        { name: "Berlin", url: "https://keys.berlin.example", trouble: "offline" },
      ],
      using: "Berlin",
    },
    go: page("everywhere", "everywhere-unreachable"),
  },
  {
    name: "settings",
    wish: {
      keys: 12,
      lostSecrets: 1,
      connections: [{ name: "Acme team", url: "https://keys.acme.example" }],
    },
    go: page("settings", "saved-secret-row"),
  },
  {
    name: "offline",
    wish: { keys: 12, offline: true },
    go: (on) => on.getByTestId("offline-banner").waitFor(),
  },
  {
    name: "the palette",
    wish: { keys: 12 },
    go: async (on) => {
      await on.getByTestId("key-row").first().waitFor();
      await on.keyboard.press("Control+k");
      await on.getByRole("option").first().waitFor();
    },
  },
  {
    name: "the keyboard's sheet",
    wish: { keys: 12 },
    go: async (on) => {
      await on.getByTestId("key-row").first().waitFor();
      await on.keyboard.press("?");
      await on.getByRole("dialog").waitFor();
    },
  },
];
