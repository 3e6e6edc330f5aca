import { expect, test } from "vitest";
import type {
  ActivationDocument,
  ActivationEvidence,
  ActivationEvidenceKind,
  ActivationView,
} from "../../contract/contract";
import { checklistOf, nextLine, proofs } from "./checklist";

const at = "2026-05-03T14:02:00Z";
const setUp = "2026-05-01T09:00:00Z";
const seen = (kind: ActivationEvidenceKind) => ({ kind, at }) as ActivationEvidence;
const view = (change: Partial<ActivationView>) =>
  ({
    organization: { id: "org_x", name: "Acme Ltd", createdAt: setUp },
    state: "not_submitted",
    submittedAt: null,
    approvedAt: null,
    evidence: [],
    addressesWaiver: null,
    documents: [],
    ...change,
  }) as ActivationView;

test("only events tick lines off", () => {
  const activation = view({ evidence: [seen("first_call")] });
  const lines = checklistOf(activation, null);
  expect(
    lines.filter(({ done }) => done).map(({ name }) => name),
    "the organization exists, and a call was seen",
  ).toEqual(["organization", "call"]);
  expect(nextLine(lines, activation)?.name, "the write is next").toBe("write");
});

test("a line that waits for another says for which", () => {
  const lines = checklistOf(view({}), null);
  const blocked = lines.filter(({ blockedBy }) => blockedBy !== null);
  expect(
    blocked.map(({ name, blockedBy }) => [name, blockedBy]),
    "approval waits for submission, the live key for approval, and nothing for a proof",
  ).toEqual([
    ["approved", "Submitted"],
    ["live_key", "Approved"],
  ]);
});

test("what was sent back is not submitted any more", () => {
  for (const state of ["more_information_needed", "rejected"] as const) {
    const activation = view({ state, submittedAt: at, submittable: true });
    const lines = checklistOf(activation, null);
    expect(lines.find(({ name }) => name === "submitted")?.done, "somebody waits for the organization").toBe(
      false,
    );
    expect(lines.find(({ name }) => name === "approved")?.blockedBy, "and says so").toBe("Submitted");
    expect(nextLine(lines, activation)?.name, "which comes before a first call").toBe("submitted");
  }
});

test("what is recommended and what is needed is said of each line", () => {
  const lines = checklistOf(view({}), null);
  expect(lines.filter(({ needed }) => needed).map(({ name }) => name)).toEqual([
    "organization",
    "submitted",
    "approved",
    "live_key",
  ]);
});

test("each kind of evidence ticks its own line off, at its moment", () => {
  for (const [name, kind] of Object.entries(proofs)) {
    const lines = checklistOf(view({ evidence: [seen(kind)] }), null);
    const done = lines.filter((line) => line.done && line.at === at).map((line) => line.name);
    expect(done, kind).toEqual([name]);
  }
});

test("the organization has the moment that it was set up", () => {
  const [organization] = checklistOf(view({}), null);
  expect(organization).toMatchObject({ name: "organization", done: true, at: setUp });
});

test("a waiver settles allowed addresses alone, at its moment", () => {
  const by = { kind: "member", id: "usr_1", name: "ana@acme.example" } as const;
  const lines = checklistOf(view({ addressesWaiver: { at, by, reason: "They change daily." } }), null);
  const settled = lines.filter((line) => line.done && line.at === at).map(({ name }) => name);
  expect(settled).toEqual(["addresses"]);
});

test("documents settle their line when the last one came, and are recommended", () => {
  const document = (uploadedAt: string) => ({ uploadedAt }) as ActivationDocument;
  const documents = [document("2026-05-02T09:00:00Z"), document(at)];
  const [line] = checklistOf(view({ documents }), null).filter(({ name }) => name === "documents");
  expect(line).toMatchObject({ done: true, at, needed: false });
});

test("a proof that is open stands in nobody's way: after the submission the decision is next, then the live key", () => {
  const submitted = view({ state: "in_review", submittedAt: at });
  expect(nextLine(checklistOf(submitted, null), submitted)?.name).toBe("approved");
  const approved = view({ state: "approved", submittedAt: at, approvedAt: at });
  expect(nextLine(checklistOf(approved, null), approved)?.name).toBe("live_key");
  expect(nextLine(checklistOf(approved, at), approved), "live, with proofs that were never made").toBeNull();
});

test("submission is not held up by evidence, and after everything nothing is next", () => {
  const submitted = checklistOf(view({ state: "submitted", submittedAt: at }), null);
  expect(submitted.find(({ name }) => name === "approved")?.blockedBy, "the reviewer can decide").toBeNull();
  const approved = view({
    state: "approved",
    submittedAt: at,
    approvedAt: at,
    evidence: [seen("first_call"), seen("first_write")],
  });
  expect(nextLine(checklistOf(approved, at), approved), "the way is done").toBeNull();
  const rejected = view({ state: "rejected", submittable: false });
  expect(nextLine(checklistOf(rejected, null), rejected), "there is no way on").toBeNull();
});
