import type { AttemptOutcome, DeliveryStatus, WebhookHealth } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

const webhookForms = { one: "webhook", other: "webhooks" };
const kindForms = { one: "kind of event", other: "kinds of event" };
const attemptForms = { one: "attempt", other: "attempts" };

/** Where events of keys are sent, and what came of it. */
export const webhooks = {
  loading: "Loading webhooks",
  search: "Search webhooks",
  close: "Close the row",
  create: "Create webhook",
  viewOnly: (role: string) =>
    `With your role ${role} you can watch and test webhooks and send deliveries again. Admins set them up.`,
  empty: {
    title: (environment: string) => `No webhook in ${environment} yet`,
    why: "A webhook tells a program of yours what happens to keys as it happens: one was created, revoked, leaked, or an alert was raised. Each message is signed, so that your program knows where it comes from.",
    forAdmins: "An admin can create one.",
  },
  shown: (count: number, more: boolean) => `${english.counted(count, webhookForms)}${more ? " loaded" : ""}`,
  loadMore: "Load more",
  loadingMore: "Loading…",

  head: {
    address: "Address",
    events: "Events",
    state: "State",
    recent: "Last deliveries",
    last: "Last sent",
  },
  allEvents: "All",
  someEvents: (count: number) => english.counted(count, kindForms),
  never: "never",
  health: {
    off: "Off",
    unsigned: "Cannot sign",
    on: "On",
    untried: "Nothing sent yet",
    working: "Working",
    failing: "Failing",
  } satisfies Record<WebhookHealth, string> as Record<WebhookHealth, string>,
  healthMeans: {
    off: "It is switched off: events of now are not kept for it. Deliveries that were waiting go on when it is switched on again.",
    unsigned:
      "The key server had no sealing key when the signing secret was made, so nothing is sent. Rotate the secret once it has one.",
    on: "It is switched on. The service does not tell this program how its deliveries go.",
    untried: "Send a test to see whether it answers.",
    working: "The last delivery got through.",
    failing: "The last delivery did not get through. Open it below to see why.",
  } satisfies Record<WebhookHealth, string> as Record<WebhookHealth, string>,
  recentWent: (good: number, all: number) => `${good} of the last ${all} got through`,
  recentUnderWay: (count: number) => `${count} under way`,

  detail: {
    of: (address: string) => `Webhook ${address}`,
    description: "For",
    events: "Events",
    every: "Every kind",
    signed: "Signed",
    signedHow: (algorithm: string, header: string) => `${algorithm}, in the header ${header}`,
    overlap: (when: Piece) => sentence`The last secret signs too, ends ${when}`,
    created: "Created",
    changed: "Changed",
    id: "ID",
    copyId: "Copy the ID",
    copyAddress: "Copy the address",
    saveSecret: "Hand over the secret…",
    test: "Send a test",
    change: "Change…",
    rotate: "Rotate secret…",
    switchOff: "Switch off…",
    switchOn: "Switch on",
    cannotTestOff: "Switch it on first.",
    cannotTestUnsigned: "Rotate its secret first.",
  },
  off: {
    title: "Switch this webhook off?",
    means:
      "Nothing is sent to it any more, and events that happen meanwhile are not kept for it. You can switch it on again at any time.",
    submit: "Switch off",
    done: "The webhook is off.",
    on: "The webhook is on.",
  },

  form: {
    createTitle: "Create a webhook",
    changeTitle: "Change the webhook",
    address: "Address",
    addressHelp: "Where events are sent: https, and reachable from the Internet.",
    addressExample: "https://hooks.example.com/keys",
    description: "What it is for",
    events: "Events",
    all: { title: "All", detail: "Also kinds that come with a later version." },
    selected: { title: "Some", detail: "Only the kinds that you choose." },
    kinds: "Kinds of event",
    chooseOne: "Choose at least one kind of event.",
    loadingKinds: "Loading the kinds of event",
    create: "Create webhook",
    change: "Save changes",
    changed: "The webhook is changed.",
  },
  /** Endpoints of a service, which is asked with a key of the person's own. */
  ofService: {
    refresh: "Ask again",
    empty:
      "Endpoints that you create at the service appear here, so that their signing secrets can be rotated.",
    needsWriter:
      "The service is asked with a read-write key. Create or add one of this environment, so that it is saved here.",
    rotateWhy:
      "The service makes another secret and tells it once. How long the former one stays good is not documented: put the new one in place at once.",
    askedWith: (name: Piece) => sentence`The service is asked with the key ${name}.`,
  },
  rotate: {
    title: "Rotate the signing secret?",
    why: "For 24 hours each delivery carries the signatures of both secrets, so your program can move to the new one without missing anything.",
    again: (when: Piece) =>
      sentence`An earlier rotation is still running: the secret before the last one stops signing at once, not ${when}.`,
    submit: "Rotate secret",
  },
  sheet: {
    title: "The signing secret",
    once: "Your program checks with it that a message comes from here. It is shown this once: copy it, or write it to a file, before you go on.",
    unsigned:
      "The key server has no sealing key, so nothing is sent yet. Rotate the secret once it has one; this one will not be used.",
    again: "If it gets lost, rotate the secret to get another one.",
    saved: "I have saved it",
    confirmFirst: "Confirm first that you have saved it.",
    done: "Done",
    leaveTitle: "Leave without the secret?",
    leaveMeans:
      "It stays in this window's memory until you close Conduit Keys, and the webhook's row hands it over again. After that, rotate it.",
    leave: "Leave",
  },

  deliveries: {
    title: "Deliveries",
    loading: "Loading deliveries",
    none: "Nothing was sent yet.",
    more: "Load more",
    status: {
      pending: "Waiting",
      processing: "Being sent",
      succeeded: "Got through",
      failed: "Failed",
    } satisfies Record<DeliveryStatus, string> as Record<DeliveryStatus, string>,
    retrying: "Will be tried again",
    attempts: (count: number) => english.counted(count, attemptForms),
    next: (when: Piece) => sentence`Next attempt ${when}`,
    nextDue: "The next attempt is due.",
    untried: "Its first attempt is due.",
    number: (number: number) => `Attempt ${number}`,
    running: "is being made",
    answered: (status: number) => `answered ${status}`,
    outcome: {
      delivered: "The receiver took it.",
      refused: "The receiver answered with an error.",
      redirected: "The receiver pointed elsewhere. Redirections are not followed: use the final address.",
      timed_out: "The receiver did not answer within 10 seconds.",
      not_connected:
        "No connection came about: the name is unknown, nothing listens there, or its certificate is not trusted.",
      broke_off: "The connection broke before an answer came.",
      not_public: "The address is not public, so nothing was sent.",
      not_signed: "There is no secret to sign with, so nothing was sent.",
      interrupted: "The key server was stopped meanwhile.",
    } satisfies Record<AttemptOutcome, string> as Record<AttemptOutcome, string>,
    retry: "Send again",
    retryMeans: "Your program sees the same event again, with the same ID.",
    eventId: "Event ID",
    copyEventId: "Copy the event ID",
  },
  /** What a kind of event tells, in the order of a key's life. */
  event: {
    "key.created": "Key created",
    "key.confirmed": "Key confirmed",
    "key.retiring": "Key being rotated out",
    "key.revoked": "Key revoked",
    "key.changed": "Key changed",
    "key.quarantined": "Key put into quarantine",
    "key.released": "Key released from quarantine",
    "key.expired": "Key expired",
    "key.leaked": "Secret reported as leaked",
    "rotation.started": "Rotation started",
    "rotation.handed_over": "Rotation handed over",
    "rotation.finished": "Rotation finished",
    "rotation.undone": "Rotation undone",
    "alert.raised": "Alert raised",
    "webhook.test": "Test",
  } as Record<string, string>,
};
