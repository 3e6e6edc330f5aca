import type { KnownOf } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** What the account was charged by a service that tells it. */
export const spending = {
  loading: "Asking the service what was spent",
  refresh: "Ask again",
  money: (cents: number, currency: string) => english.money(cents, currency),
  balance: "Balance of the account",
  spent: "Spent in 30 days",
  atLeast: (amount: string) => `at least ${amount}`,
  byDay: "By day",
  byDayMeans: "By the whole account. The service does not tell which key an entry is of. Days are in UTC.",
  chart: (amount: string) => `Spent on each of the last 30 days, ${amount} together`,
  day: (day: string, amount: string) => `${day}: ${amount}`,
  today: "today",
  asTable: "As a table",
  limits: "Limits of your keys",
  limitsMean:
    "As you recorded them. A key cannot have spent more than the account did in as long a time, so that is the most it can have used.",
  window: { daily: "A day", weekly: "7 days", monthly: "30 days" },
  meter: (key: string, window: string) => `${key}, ${window}`,
  atMost: (spent: string, limit: string) => `at most ${spent} of ${limit}`,
  atLeastOf: (spent: string, limit: string) => `${spent} or more of ${limit}`,
  known: {
    below: "below its limit",
    perhaps_near: "may be near its limit",
    perhaps_used_up: "may be used up",
    unknown: "not known: more was charged than was read",
  } satisfies Record<KnownOf, string> as Record<KnownOf, string>,
  warning: {
    perhaps_near:
      "A key may be near its spending limit. Raise the limit at the service, or look at who calls.",
    perhaps_used_up:
      "A key's spending limit may be used up, so that its requests are refused. Raise the limit at the service, or look at who calls.",
  },
  byModel: "By model",
  entries: "Last entries",
  noEntries: "Nothing was charged or added in these 30 days.",
  head: {
    day: "Day",
    spent: "Spent",
    added: "Added",
    when: "When",
    what: "Entry",
    amount: "Amount",
  },
  askedWith: (key: Piece, when: Piece) => sentence`The service was asked with the key ${key}, ${when}.`,
};
