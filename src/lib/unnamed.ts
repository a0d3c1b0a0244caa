import { createHash } from "node:crypto";
import type { Delivered } from "../core/integration.ts";

const WINDOW_MS = 60_000;

/** The minute of an arrival: what is told twice within it is one thing told twice. */
export const minuteOf = (receivedAtMs: number): string => String(Math.floor(receivedAtMs / WINDOW_MS));

/** Stands for the id of a delivery that carries neither an id nor a time: the same bytes in the same minute are the same. */
export const unnamed = ({ body, receivedAtMs }: Pick<Delivered, "body" | "receivedAtMs">): string =>
  `${createHash("sha256").update(body).digest("hex").slice(0, 16)}@${minuteOf(receivedAtMs)}`;
