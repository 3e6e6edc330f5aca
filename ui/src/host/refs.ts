/** What an operation acts on: an id, and the connection that reaches it. */
import type {
  ApprovalRef,
  ApprovalView,
  ConnectionView,
  DeliveryRef,
  Environment,
  KeyRef,
  KeyView,
  MemberRef,
  MemberView,
  RotationRef,
  RotationView,
  TokenRef,
  TokenView,
  WebhookRef,
  WebhookView,
} from "../contract/contract";
import { words } from "../words";

/** Where keys are: a connection, and one of its environments. A key says it of itself. */
export interface Place {
  connection: string;
  environment: Environment;
}

/** What a connection is called; this computer's own in the language of the window. */
export const nameOf = ({ local, name }: Pick<ConnectionView, "local" | "name">): string =>
  local ? words.common.thisComputer : name;

/** One word for a place, for what is kept of each. */
export const placeWord = ({ connection, environment }: Place): string => `${connection}/${environment}`;

/** A key in a table. */
export const refOf = (key: KeyView): KeyRef => ({ connection: key.connection, key: key.id });

/** A rotation, and either of its keys. */
export const rotationRefOf = (rotation: RotationView): RotationRef => ({
  connection: rotation.connection,
  rotation: rotation.id,
});
export const oldKeyOf = (rotation: RotationView): KeyRef => ({
  connection: rotation.connection,
  key: rotation.oldKey.id,
});
export const newKeyOf = (rotation: RotationView): KeyRef => ({
  connection: rotation.connection,
  key: rotation.newKey.id,
});

/** A live key that was asked for. */
export const approvalRefOf = ({ connection, id }: ApprovalView): ApprovalRef => ({
  connection,
  approval: id,
});

/** One word for a rotation, for what is kept of each. */
export const rotationWord = ({ connection, id }: RotationView): string => `${connection}/${id}`;

/** One word for a key, for keyed blocks and comparisons. */
export const wordOf = (key: KeyRef): string => `${key.connection}/${key.key}`;

/** A member or a token in a table. */
export const memberRefOf = ({ connection, id }: MemberView): MemberRef => ({ connection, member: id });
export const tokenRefOf = ({ connection, id }: TokenView): TokenRef => ({ connection, token: id });
/** A webhook endpoint in a table, and what was sent there. */
export const webhookRefOf = ({ connection, id }: WebhookView): WebhookRef => ({ connection, webhook: id });
export const deliveryRefOf = ({ connection }: WebhookView, delivery: string): DeliveryRef => ({
  connection,
  delivery,
});
/** What an invitation, a token or a signing secret is held by in Rust: the id of what it is of. */
export const secretOf = ({ connection, id }: { connection: string; id: string }): KeyRef => ({
  connection,
  key: id,
});
