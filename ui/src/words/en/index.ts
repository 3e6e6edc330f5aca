import { activation } from "./activation";
import { alerts } from "./alerts";
import { approvals } from "./approvals";
import { audit } from "./audit";
import { common } from "./common";
import { everywhere } from "./everywhere";
import { failures } from "./failures";
import { fields } from "./fields";
import { frame } from "./frame";
import { guides } from "./guides";
import { keys } from "./keys";
import { limits } from "./limits";
import { spending } from "./spending";
import { people } from "./people";
import { requests } from "./requests";
import { reveal } from "./reveal";
import { rotations } from "./rotations";
import { settings } from "./settings";
import { sheets } from "./sheets";
import { webhooks } from "./webhooks";
import { welcome } from "./welcome";

export const en = {
  activation,
  alerts,
  approvals,
  audit,
  common,
  everywhere,
  failures,
  fields,
  frame,
  guides,
  keys,
  limits,
  spending,
  people,
  requests,
  reveal,
  rotations,
  settings,
  sheets,
  webhooks,
  welcome,
};
