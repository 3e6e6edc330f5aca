import type { Words } from "..";

export const sheets: Words["sheets"] = {
  access: { read_only: "nur lesen", read_write: "lesen und schreiben" },
  state: {
    pending: "Ausstehend",
    active: "Aktiv",
    retiring: "Läuft aus",
    revoked: "Widerrufen",
    expired: "Abgelaufen",
  },
  noProof: {
    no_secret: "Es gab keinen Aufruf: Dieser Computer hat das Secret nicht.",
    not_readable: "Es gab keinen Aufruf: Der Schlüsselbund konnte nicht nach dem Secret gefragt werden.",
    not_answered: "Ein Aufruf mit dem gespeicherten Secret wurde nicht beantwortet und beweist daher nichts.",
  },
};
