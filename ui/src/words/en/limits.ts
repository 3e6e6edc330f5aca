import type { RouteClass } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

const requestForms = { one: "request", other: "requests" };

/** The rate of each environment, and how near the organization is to it. */
export const limits = {
  loading: "Loading limits",
  about:
    "All keys of an environment share its rate. A request beyond it is answered 429 and says how long to wait.",
  class: {
    general: "Ordinary requests",
    expensive: "Expensive requests",
  } satisfies Record<RouteClass, string> as Record<RouteClass, string>,
  classIs: {
    general: "All but the expensive ones; verifying a key included.",
    expensive: "Executing an order, uploading a document, submitting an application.",
  } satisfies Record<RouteClass, string> as Record<RouteClass, string>,
  rate: (perSecond: number, burst: number) =>
    `${english.number(perSecond)} a second, ${english.number(burst)} at once`,
  overridden: "set for this organization",
  lastMinute: "Last minute",
  busiest: "Busiest minute",
  ofSustained: (used: number, all: number, percent: number) =>
    `${english.number(used)} of ${english.number(all)} (${english.number(percent)} %)`,
  bar: (name: string, environment: string) => `${name} in ${environment}, last minute`,
  limited: "Answered 429 in the last hour",
  none: "none",
  beyond: "Above the rate: it lives on what was saved up, and will be limited soon.",
  near: "Near the rate.",
  counted: (count: number) => english.counted(count, requestForms),
  see: "See requests",
  countedBy: (node: string) => `The counts are those of ${node}, the process that serves now.`,
  since: (when: Piece) => sentence`It began ${when}; what was before it is not counted.`,
  notCounted: (count: number) =>
    `${english.counted(count, requestForms)} of the last hour could not be noted, so the counts are too low.`,
  older: "This key server is of a release that does not tell how near you are to the limits.",
  olderTitle: "Limits are not told here",
  notActivated: "Nobody can call live before the organization is activated.",
};
