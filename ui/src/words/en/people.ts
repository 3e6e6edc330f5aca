import type { PeopleFilter, Right, Role, TokenState } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

const memberForms = { one: "member", other: "members" };
const tokenForms = { one: "token", other: "tokens" };

/** Who comes in: members, tokens, and what each role may do. */
export const people = {
  tabs: { members: "Members", tokens: "Tokens", roles: "Who may do what" },
  show: "Show",
  filterLabel: "Which",
  filter: {
    current: "With access",
    ended: "Without access",
    all: "All",
  } satisfies Record<PeopleFilter, string> as Record<PeopleFilter, string>,
  roleLabel: "Role",
  everyRole: "Every role",
  search: { members: "Search members", tokens: "Search tokens" },
  searchBy: { members: "Name or e-mail", tokens: "Name or ID" },
  loading: { members: "Loading members", tokens: "Loading tokens", roles: "Loading the roles" },
  shownMembers: (count: number, more: boolean) =>
    `${english.counted(count, memberForms)}${more ? " loaded" : ""}`,
  shownTokens: (count: number, more: boolean) =>
    `${english.counted(count, tokenForms)}${more ? " loaded" : ""}`,
  onlyLoaded: "The search looks only at what is loaded.",
  loadMore: "Load more",
  loadingMore: "Loading…",
  noMatch: "Nothing matches",
  noMatchWhy: "Nobody here has what you look for, with this choice of access and role.",
  showEverybody: "Show all with access",
  close: "Close the row",
  you: "you",
  inUse: "in use here",
  youLong: "This is you.",
  inUseLong: "This connection uses this token.",

  emptyMembers: {
    title: "Nobody is invited yet",
    why: "Members sign in with their own e-mail address and password, each with a role. Until then there are only tokens, and the audit log names the token instead of a person.",
  },
  emptyTokens: {
    title: "No token yet",
    why: "A token lets a script, or a window on another computer, in without a person signing in. It has a role and, best, an end.",
  },

  head: {
    name: "Name",
    email: "E-mail",
    role: "Role",
    state: "State",
    code: "Sign-in code",
    lastSignIn: "Last sign-in",
    invited: "Invited",
    created: "Created",
    createdBy: "Created by",
    expires: "Expires",
  },
  memberState: { invited: "Invited", active: "Active", revoked: "Revoked" },
  invitedUntil: (when: Piece) => sentence`Invited, ends ${when}`,
  invitationOver: "Invitation has ended",
  revokedWhen: (when: Piece) => sentence`Revoked ${when}`,
  tokenState: {
    active: "Active",
    expired: "Expired",
    revoked: "Revoked",
  } satisfies Record<TokenState, string> as Record<TokenState, string>,
  code: { yes: "Yes", no: "No" },
  neverSignedIn: "never",
  noEnd: "Never",

  detail: {
    of: (name: string) => `Member ${name}`,
    ofToken: (name: string) => `Token ${name}`,
    role: "Role",
    code: "Sign-in code",
    codeYes: "Needed besides the password",
    codeNo: "Not set up",
    invited: "Invited",
    created: "Created",
    byWhen: (when: Piece, who: Piece) => sentence`${when} by ${who}`,
    invitation: "Invitation",
    until: (when: Piece) => sentence`Ends ${when}`,
    endedWhen: (when: Piece) => sentence`Ended ${when}`,
    lastSignIn: "Last sign-in",
    expires: "Expires",
    expired: "Expired",
    noEnd: "Never: it is good until somebody revokes it",
    id: "ID",
    copyId: "Copy the ID",
    handOverInvitation: "Hand over the invitation…",
    saveToken: "Save the token…",
    changeRole: "Change role…",
    inviteAgain: "Invite again…",
    revoke: "Revoke…",
    revoked: "Revoked",
    by: (who: Piece) => sentence`By ${who}`,
    byWithReason: (who: Piece, reason: Piece) => sentence`By ${who}: ${reason}`,
    operator: "Operators are managed at the key server itself.",
  },

  /** What each role is for, in one sentence. */
  roleIs: {
    admin: { title: "Admin", detail: "Manages keys, also live ones, and who comes in." },
    support: { title: "Support", detail: "Looks at everything and explains requests. Changes no key." },
    onboarding: {
      title: "Onboarding",
      detail: "Works with sandbox keys and brings the organization to live.",
    },
    operator: { title: "Operator", detail: "Runs the key server and decides activations." },
  } satisfies Record<Role, { title: string; detail: string }>,
  /** What a right lets somebody do; the end of “may …”. */
  right: {
    look: "See keys, rotations, requests, alerts, the activation and the audit log",
    write_sandbox_keys: "Create, rotate and revoke sandbox keys",
    write_live_keys: "Create, rotate and revoke live keys",
    acknowledge_alerts: "Acknowledge alerts",
    report_leaks: "Report a leaked secret",
    watch_webhooks: "See and test webhooks, and send a delivery again",
    set_up_webhooks: "Set up webhooks",
    submit_activation: "Submit the organization for live",
    read_documents: "Read the documents of an activation",
    manage_members: "Invite members, change their role, revoke them",
    manage_tokens: "Create and revoke tokens",
    set_key_policy: "Say how old keys may become, and whether live keys need approval",
    approve_live_keys: "Ask for live keys, and approve those that others ask for",
    decide_activation: "Decide an activation",
    read_metrics: "Read the key server's metrics",
  } satisfies Record<Right, string> as Record<Right, string>,
  matrix: {
    caption: "Who may do what",
    may: "May",
    yes: "Yes",
    no: "No",
    yours: "your role",
    same: "The key server asks the same table before it does anything.",
    operators: "No admin makes an operator: that is done at the key server itself.",
  },

  invite: {
    open: "Invite…",
    title: "Invite somebody",
    email: "E-mail address",
    emailHelp: "They sign in with it. Nothing is sent to it: you hand the invitation over yourself.",
    name: "Name",
    nameHelp: "What people call them.",
    role: "What they may do",
    local:
      "This computer's own key server is reached from this computer alone: only people who use it can sign in.",
    submit: "Make the invitation",
  },
  inviteAgain: {
    title: "Invite again",
    why: (name: Piece) =>
      sentence`For a lost invitation or a forgotten password. ${name} gets a new invitation; the last one ends at once.`,
    stays: "What they have now goes on until they accept it. Then their sessions end.",
    totp: "End their sign-in codes now, too",
    totpWhy: "Only if they lost the device and the backup codes. They then sign in with the password alone.",
    submit: "Make a new invitation",
  },
  changeRole: {
    title: "Change role",
    role: "New role",
    gains: "May then also",
    loses: "May no longer",
    nothing: "Choose another role.",
    atOnce: "It counts at once, also where they are signed in.",
    own: "This is your own role. You may not be able to change it back.",
    submit: (role: string) => `Make ${role}`,
    done: (name: string, role: string) => `${name} is ${role} now.`,
  },
  createToken: {
    open: "Create token…",
    title: "Create a token",
    name: "Name",
    nameHelp: "The script or computer that will use it. It stands in the audit log.",
    role: "What it may do",
    expiry: "Expiry",
    noEndRisk: "A token without an end is risky: if it leaks, it is good until somebody notices.",
    submit: "Create token",
  },
  revoke: {
    member: "Revoke member",
    token: "Revoke token",
    memberMeans: (name: Piece) =>
      sentence`${name} is signed out everywhere at once and cannot sign in again. What they did stays in the audit log.`,
    tokenMeans: (name: Piece) => sentence`Every call with ${name} is refused from now on.`,
    own: {
      member: "This is you: you are signed out at once.",
      token: "This connection uses this token and will stop working.",
    },
    reasonKept: "Kept with it and in the audit log",
    usualMember: { left: "Left the team", mistake: "Invited by mistake", leaked: "Password leaked" },
    usualToken: { unused: "No longer used", leaked: "Leaked", replaced: "Replaced by another token" },
    isFinal: "This cannot be undone.",
    submit: (name: Piece) => sentence`Revoke ${name}`,
    done: (name: string) => `${name} is revoked.`,
  },

  /** The sheet that an invitation or a token is shown on once. */
  sheet: {
    title: { invitation: "The invitation", token: "Your new token" },
    once: {
      invitation:
        "Give it to this person and nobody else: whoever has it sets the password. It goes where you choose without passing through this window.",
      token:
        "This is the only time you can save this token, and it works already. It goes where you choose without passing through this window.",
    },
    invitationAgain: (when: Piece) =>
      sentence`It is good once, and ends ${when}. If it is lost, invite them again.`,
    tokenAgain: "A token cannot be made again: if it is lost, revoke it and create another.",
    how: "They copy it, open Conduit Keys and choose My team has a key server, then Invitation. Or in a terminal:",
    copyHow: "Copy the command",
    saved: { invitation: "I have handed it over", token: "I have saved it" },
    confirmFirst: {
      invitation: "First confirm that you have handed it over.",
      token: "First confirm that you have saved it.",
    },
    done: "Done",
    leaveTitle: { invitation: "Leave without handing it over?", token: "Leave without saving it?" },
    leaveMeans: {
      invitation:
        "While this window runs the invitation is still held: open the member's row to come back here. After that, invite them again.",
      token:
        "The token works already. While this window runs it is still held: open its row to come back here. After that nobody can save it, and it should be revoked.",
    },
    leave: "Leave",
  },
};
