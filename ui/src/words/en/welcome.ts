import type { StartFailure } from "../../pages/welcome/remedies";
import { english } from "../formats";

/** The first start, and a start that failed. */
export const welcome = {
  title: "Welcome to Conduit Keys",
  intro:
    "You get a sandbox that is ready at once, and a live side that stays locked until your organization is activated. Everything is on this computer, the key server included, and only this computer can reach it.",
  introTeam: "Your team's key server keeps the keys; this window works on them as you.",
  introService:
    "Add a service where you have keys. Where it has no call for them, this window leads you through its own page and proves each step.",
  organization: "What is your organization called?",
  organizationHelp: "Your keys belong to it.",
  organizationExample: "Acme Ltd",
  setUp: "Set up on this computer",
  settingUp: "Setting up…",

  yourOrganization: "Your organization",
  readyAtOnce: "Ready at once",
  lockedUntil: "Locked until activation",

  otherServers: "Other key servers",
  use: "Use",
  myTeam: "My team has a key server…",
  service: "I have keys at a service…",
  back: "Back",

  notStarted:
    "This computer's key server could not start. Your keys are where they were: nothing was changed or overwritten.",
  whatToDo: "What to do",
  toSeeIt: "To see it",
  copyLine: "Copy the line for a terminal",
  tryAgain: "Try again",
  trying: "Trying…",
  tried: (times: number) =>
    `Tried ${times === 1 ? "once" : english.counted(times, { one: "time", other: "times" })}: it still does not start.`,
  /** What to do about a start that failed, in order. */
  steps: {
    data_not_writable: ["Make the data folder belong to you and writable for you.", "Press Try again."],
    disk_full: ["Free some space on the disk that has your home folder.", "Press Try again."],
    data_damaged: [
      "Copy the data folder somewhere safe, as it is.",
      "Put a backup of it in its place.",
      "Press Try again. Without a backup, keep the copy: the keys in it are not lost yet.",
    ],
    data_newer: ["Start the newer release that wrote the data.", "Restore nothing: the data is whole."],
    data_in_use: [
      "Close the other window, or stop the conduit-authority that serves this folder.",
      "Press Try again.",
    ],
    ports_not_opened: [
      "Allow this program to listen on 127.0.0.1.",
      "Press Try again: any free port will do.",
    ],
  } satisfies Record<StartFailure, string[]>,
};
