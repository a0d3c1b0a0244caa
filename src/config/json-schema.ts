import * as z from "zod";
import type { Setting } from "../core/integration.ts";
import { sectionShape } from "./sections.ts";
import { settingGroups } from "./settings.ts";

const textOf = ({ about, byDefault, oneOf, secret, example }: Setting): z.ZodType => {
  const meta = {
    description: `${about}${secret ? " (a secret: better in the environment)" : ""}`,
    ...(byDefault === undefined ? {} : { default: byDefault }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
  if (oneOf) return z.enum(oneOf).meta(meta);
  const scalar = z.union([z.string(), z.number(), z.boolean()]);
  return z.union([scalar, z.array(scalar), z.record(z.string(), z.unknown())]).meta(meta);
};

/** JSON Schema of the config file, for editors: made of what the file is checked with. */
export const configJsonSchema = (): object => {
  const settings = settingGroups.flatMap(({ specs }) =>
    Object.entries(specs)
      .filter(([name]) => name !== "DRM_CONFIG")
      .map(([name, setting]): [string, z.ZodType] => [name, textOf(setting).optional()]),
  );
  const whole = z
    .strictObject({ ...sectionShape, ...Object.fromEntries(settings) })
    .meta({ title: "Dr. M", description: "The config file of Dr. M" });
  return z.toJSONSchema(whole, { io: "input", target: "draft-7", unrepresentable: "throw" });
};
