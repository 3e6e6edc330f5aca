import type { FieldCode } from "../../contract/contract";
import { english } from "../formats";

/** What may be known of a fault: the most that it may have, and the place's own words. */
export interface Fault {
  max: number;
  detail: string;
}

/** What is wrong with a field, said under it. */
export const fields: Record<FieldCode, (fault: Fault) => string> = {
  missing: () => "Fill this in.",
  too_long: ({ max }) => `At most ${english.counted(max, { one: "character", other: "characters" })}.`,
  control_characters: () => "No line breaks or other control characters.",
  formatting_characters: () => "No invisible direction or formatting characters.",
  reserved_name: () => "This name stands for somebody else in the audit log. Choose another one.",
  past: () => "This lies in the past.",
  pushed_out: () => "An expiry can be brought nearer, never pushed out.",
  not_an_email_address: () => "This does not look like an e-mail address.",
  not_a_web_address: () => "This is not a web address.",
  not_https: () => "The address must begin with https, except on this computer.",
  not_the_root: () => "The address must end after the host and the port, or with /v1.",
  not_plain: () => "The address must not contain a user name, a password, a query or a fragment.",
  https_only: () => "The address must begin with https.",
  has_a_password: () => "The address must not contain a user name or a password.",
  not_public: () =>
    "The address must be one that everybody on the Internet can reach. This computer and the own network are not.",
  not_a_token: ({ detail }) => detail,
  not_a_variable: () => "A variable has letters, digits and underscores, and begins with no digit.",
  not_a_full_path: () => "Give a full path to a file, for instance ~/project/.env.",
  not_an_ip_address: () => "Write one IP address, such as 192.0.2.7. A range cannot be looked for.",
  not_a_dns_name: () =>
    "Lower-case letters, digits and hyphens; it begins and ends with a letter or a digit. A Secret's name may have dots, a namespace at most 63 characters.",
  not_a_data_key: () => "Letters, digits, hyphens, underscores and dots; it does not begin with two dots.",
  not_a_program: () => "There is no such program. Give its name, or its full path.",
  not_a_range: () => "Write an address such as 192.0.2.7, or a range such as 192.0.2.0/24 or 2001:db8::/32.",
  host_bits: () => "The address of a range must end with its prefix, as in 192.0.2.0/24.",
  too_many: () => "These are too many.",
  not_an_amount: () => "Write an amount such as 1250 or 12.50.",
  holds_a_secret: () => "This holds a secret. Find its key by the last four characters, its name or its ID.",
  empty_file: () => "The file is empty.",
  file_too_large: ({ max }) => `The file is too large: at most ${english.size(max)}.`,
  not_a_file: () => "This is not a file.",
  not_a_text: () => "This file is not a text.",
  one_file: () => "One file at a time.",
  not_a_file_name: () => "The name of a file has no path in it.",
  not_a_document: () => "This is no whole PDF, PNG or JPEG. Its content counts, not its name.",
  not_a_publishable_key: () => "A publishable key begins with pk_ and has no spaces.",
  a_secret_key: () => "This is a secret key. Add it as a key, so that it goes into the keychain.",
  wrong: () => "This is not right.",
  invalid: ({ detail }) => detail,
};
