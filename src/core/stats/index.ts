import { availability } from "./availability.ts";
import { fairness } from "./fairness.ts";
import { load } from "./load.ts";
import { nights } from "./nights.ts";
import { noise } from "./noise.ts";
import { overview } from "./overview.ts";
import { person } from "./person.ts";
import { response } from "./response.ts";
import { services } from "./services.ts";
import type { Statistic, StatisticName } from "./statistic.ts";

/** Every statistic by its name. */
export const STATISTICS: { readonly [K in StatisticName]: Statistic<K> } = {
  overview,
  load,
  nights,
  fairness,
  response,
  noise,
  services,
  availability,
  person,
};
