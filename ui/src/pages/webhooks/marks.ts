import type { Delivery, DeliveryStatus } from "../../contract/contract";
import { words } from "../../words";

/** How a delivery is marked: by shape and colour. */
export const markOf = (status: DeliveryStatus, attempts: number) => {
  if (status === "succeeded") return { kind: "full", tone: "ok" } as const;
  if (status === "failed") return { kind: "cross", tone: "danger" } as const;
  return isRetried(status, attempts)
    ? ({ kind: "half", tone: "warn" } as const)
    : ({ kind: "ring", tone: "quiet" } as const);
};

/** Whether an attempt failed and another one comes. */
const isRetried = (status: DeliveryStatus, attempts: number): boolean => status === "pending" && attempts > 0;

/** How far a delivery is, in words. */
export const saysOf = ({ status, attemptCount }: Delivery): string =>
  isRetried(status, attemptCount)
    ? words.webhooks.deliveries.retrying
    : words.webhooks.deliveries.status[status];

/** What a kind of event tells; its name where a newer authority has made one up. */
export const eventWords = (name: string): string => words.webhooks.event[name] ?? name;
