/** Documents of the activation in the host in memory: a file is known by its name, which says what is in it. */
import type {
  ActivationDocument,
  ActivationView,
  ChosenFileView,
  DocumentKind,
  DropView,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { told, waits } from "./fake_activation";
import { activation, others } from "./fake_activation_record";
import { note } from "./fake_audit";
import { actorAt, at, maySubmit, standingAt } from "./fake_places";
import { answered, failed, mintHex, mintId } from "./fake_recorded";
import { answer } from "./fake_start";
import { answerHere, organizationId, refuse, setup, stamp } from "./fake_world";

/** Files that are no documents, by what was recorded of each. */
const wrong: Record<string, string> = {
  "empty.pdf": "an empty file",
  "honest.pdf": "a program by a document's name",
  "large.pdf": "a large file",
};

const recorded = answered<ActivationView>("documents", "another one").documents;
const [sample] = recorded;
if (!sample) throw new Error("Documents were recorded.");

/** What is in a file of that name. */
const contentOf = (file: string): Pick<ActivationDocument, "contentType" | "size" | "sha256"> =>
  recorded.find(({ fileName }) => fileName === file) ?? { ...sample, sha256: mintHex(64) };

const sizes: Record<string, number> = { "empty.pdf": 0, "large.pdf": 5 * 1024 * 1024 + 1 };
const chosen = (file: string): ChosenFileView => ({
  file,
  fileName: file,
  size: sizes[file] ?? contentOf(file).size,
});

const gone = new Set<string>();

function noteDocument(
  connection: string,
  action: "attached" | "removed",
  document: ActivationDocument,
): void {
  const { kind, fileName, sha256 } = document;
  const detail = `${kind} ${fileName} sha256:${sha256}`;
  note(actorAt(connection), `activation.document_${action}`, organizationId, null, detail, stamp());
}

function attach(connection: string, file: string, kind: DocumentKind): ActivationView {
  maySubmit(connection);
  if (wrong[file] !== undefined) refuse(failed("documents", wrong[file]));
  const content = contentOf(file);
  if (activation.documents.some((one) => one.kind === kind && one.sha256 === content.sha256))
    return activation;
  if (!activation.submittable) refuse(failed("documents", "one comes too late"));
  const [id, uploadedAt, uploadedBy] = [mintId("doc"), stamp(), actorAt(connection)];
  const { contentType, size, sha256 } = content;
  const document = { id, kind, fileName: file, contentType, size, sha256, uploadedAt, uploadedBy };
  activation.documents.push(document);
  noteDocument(connection, "attached", document);
  return activation;
}

function remove(connection: string, id: string): ActivationView {
  maySubmit(connection);
  const document = activation.documents.find((one) => one.id === id);
  if (!document) return gone.has(id) ? activation : refuse(failed("documents", "one comes too late"));
  if (waits()) refuse(failed("documents", "one is removed that was submitted"));
  gone.add(id);
  activation.documents = activation.documents.filter((one) => one !== document);
  noteDocument(connection, "removed", document);
  return activation;
}

/** What a spec wishes to be there at the start: one of each kind, and some more. */
const kinds: DocumentKind[] = [
  "certificate_of_incorporation",
  "proof_of_address",
  "authorised_signatory",
  "other",
];
for (let index = 0; index < (setup.documents ?? 0); index += 1) {
  const fileName = index === 0 ? "register.pdf" : index === 1 ? "address.pdf" : `scan-${index}.pdf`;
  const uploadedAt = activation.submittedAt ?? stamp();
  const kind = kinds[index % kinds.length] ?? "other";
  activation.documents.push({
    ...sample,
    ...contentOf(fileName),
    id: mintId("doc"),
    kind,
    fileName,
    uploadedAt,
  });
}

/** Stops what is being sent. */
let stop: (() => void) | null = null;

export const documentCommands = {
  chooseDocuments: () => answerHere("choose_documents", () => (setup.chosen ?? []).map(chosen)),
  followDrops: async (onDrop) => {
    setup.drop = (what, names = []) => {
      const drop: DropView = what === "dropped" ? { what, files: names.map(chosen) } : { what };
      onDrop(drop);
    };
  },
  attachDocument: async (connection, file, kind, onSent: ((sent: number) => void) | undefined) => {
    if (typeof setup.uploading === "number") {
      onSent?.(setup.uploading);
      await new Promise<void>((resolve) => (stop = resolve));
      return null;
    }
    return answer("attach_document", connection, () => told(connection, attach(connection, file, kind)));
  },
  stopAttaching: () => answerHere("stop_attaching", () => stop?.()),
  removeDocument: (connection, document) =>
    answer("remove_document", connection, () => told(connection, remove(connection, document))),
  saveDocument: (connection, document, organization: string | null = null) =>
    answer("save_document", connection, () => {
      const ability = standingAt(at(connection)).capabilities.operations.read_documents;
      const from = others.find((one) => one.organization.id === organization) ?? activation;
      const found = from.documents.find((one) => one.id === document);
      if (ability?.how === "none" || !found) return null;
      return { path: `/home/ana/${found.fileName}`, size: found.size, sha256: found.sha256 };
    }),
} satisfies Partial<Host>;
