import type * as z from "zod";
import { Failure } from "../core/failure.ts";
import type { Answer } from "./ask-json.ts";

/** An answer's body in the shape of `schema`. Throws Failure("upstream") when it is a page, or anything else. */
export const requireAnswer = <T>(schema: z.ZodType<T>, { body, contentType }: Answer, service: string): T => {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const what =
    body === undefined ? `no JSON (${contentType.split(";")[0]})` : `${issue?.path.join(".")}: ${issue?.message}`;
  throw new Failure("upstream", `${service} answered something unreadable: ${what}`, {
    tell: `${service} answered something I cannot read${body === undefined ? ": perhaps a login page or a proxy" : ""}. Whoever runs me has to look at its address.`,
  });
};
