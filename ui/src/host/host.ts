/**
 * The only door between the window and Rust. Every method is one command of the same name in snake_case;
 * every refusal is a {@link Failure}. No method but `RevealHost.takeRevealed` ever answers with a secret
 * (design, section 5 rule 1).
 */
import type {
  ActivationView,
  AddConnection,
  AuditPageView,
  ConfirmKey,
  ConnectionView,
  CopiedView,
  CreateKey,
  Environment,
  FinishRotation,
  KeyListView,
  KeyView,
  RevokedView,
  RevokeKey,
  RotatedView,
  Rotation,
  SavedSecretView,
  StartRotation,
  StatusView,
  SubmitActivation,
  UndoRotation,
  Usage,
  WriteSecret,
  WrittenView,
} from "../contract/contract";

/** What the main window may ask of Rust. */
export interface Host {
  getStatus(): Promise<StatusView>;
  setUp(organization: string): Promise<StatusView>;
  retrySetup(): Promise<StatusView>;

  listKeys(environment: Environment): Promise<KeyListView>;
  getKeyUsage(keyId: string): Promise<Usage>;
  createKey(request: CreateKey): Promise<KeyView>;
  /** "I have saved it": pending becomes active and Rust forgets the held secret. */
  confirmKey(request: ConfirmKey): Promise<KeyView>;
  /** Rust writes the clipboard; the secret never enters the page. */
  copySecret(keyId: string): Promise<CopiedView>;
  saveSecret(keyId: string): Promise<KeyView>;
  writeSecret(request: WriteSecret): Promise<WrittenView>;
  /** A native dialog, opened by Rust; null when it was closed without a choice. */
  chooseFile(): Promise<string | null>;
  /** Opens the separate reveal window. */
  revealSecret(keyId: string): Promise<void>;
  revokeKey(request: RevokeKey): Promise<RevokedView>;

  startRotation(request: StartRotation): Promise<RotatedView>;
  listRotations(environment: Environment): Promise<Rotation[]>;
  finishRotation(request: FinishRotation): Promise<RevokedView>;
  undoRotation(request: UndoRotation): Promise<Rotation>;

  getActivation(): Promise<ActivationView>;
  submitActivation(request: SubmitActivation): Promise<ActivationView>;
  approveActivationLocally(reason: string): Promise<ActivationView>;

  listSavedSecrets(): Promise<SavedSecretView[]>;
  removeSavedSecret(keyId: string): Promise<void>;
  /** Asks the system to unlock the keychain; it may show its own prompt. The next statuses tell how that went. */
  unlockKeychain(): Promise<void>;

  listConnections(): Promise<ConnectionView[]>;
  addConnection(request: AddConnection): Promise<ConnectionView>;
  useConnection(connectionId: string): Promise<StatusView>;
  removeConnection(connectionId: string): Promise<void>;

  listAudit(cursor: string | null): Promise<AuditPageView>;
}

/** A secret on its one way to a person's eyes. */
export interface Revealed {
  name: string;
  secret: string;
}

/** What the reveal window may ask of Rust, and nothing else. */
export interface RevealHost {
  takeRevealed(): Promise<Revealed>;
  closeReveal(): Promise<void>;
}
