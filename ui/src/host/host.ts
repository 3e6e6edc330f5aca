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
  ConnectionStateView,
  ConnectionView,
  CopiedView,
  CreateKey,
  Defect,
  FinishRotation,
  KeyListView,
  KeyRef,
  KeyView,
  ListKeys,
  ListRotations,
  NewsView,
  RevokedView,
  RevokeKey,
  RotatedView,
  RotationListView,
  RotationRef,
  RotationView,
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

  listKeys(request: ListKeys): Promise<KeyListView>;
  getKey(key: KeyRef): Promise<KeyView>;
  getKeyUsage(key: KeyRef): Promise<Usage>;
  createKey(request: CreateKey): Promise<KeyView>;
  /** "I have saved it": pending becomes active and Rust forgets the held secret. */
  confirmKey(request: ConfirmKey): Promise<KeyView>;
  /** Rust writes the clipboard; the secret never enters the page. */
  copySecret(key: KeyRef): Promise<CopiedView>;
  saveSecret(key: KeyRef): Promise<KeyView>;
  writeSecret(request: WriteSecret): Promise<WrittenView>;
  /** A native dialog, opened by Rust; null when it was closed without a choice. */
  chooseFile(): Promise<string | null>;
  /** Opens the separate reveal window. */
  revealSecret(key: KeyRef): Promise<void>;
  revokeKey(request: RevokeKey): Promise<RevokedView>;

  startRotation(request: StartRotation): Promise<RotatedView>;
  listRotations(request: ListRotations): Promise<RotationListView>;
  getRotation(rotation: RotationRef): Promise<RotationView>;
  finishRotation(request: FinishRotation): Promise<RevokedView>;
  undoRotation(request: UndoRotation): Promise<RotationView>;

  getActivation(connection: string): Promise<ActivationView>;
  submitActivation(connection: string, request: SubmitActivation): Promise<ActivationView>;
  approveActivationLocally(connection: string, reason: string): Promise<ActivationView>;

  listSavedSecrets(): Promise<SavedSecretView[]>;
  removeSavedSecret(key: KeyRef): Promise<void>;
  /** Asks the system to unlock the keychain; it may show its own prompt. The next statuses tell how that went. */
  unlockKeychain(): Promise<void>;

  /** All of them, each asked how it is now. */
  listConnections(): Promise<ConnectionStateView[]>;
  addConnection(request: AddConnection): Promise<ConnectionView>;
  useConnection(connectionId: string): Promise<StatusView>;
  removeConnection(connectionId: string): Promise<void>;

  /** Tells Rust of a defect of the page, which has no log; answers the reference. */
  noteDefect(defect: Defect): Promise<string>;

  listAudit(connection: string, cursor: string | null): Promise<AuditPageView>;

  /** Hears what a connection tells of itself, in the place of the one that was followed before. */
  followNews(connection: string, onNews: (news: NewsView) => void): Promise<void>;
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
