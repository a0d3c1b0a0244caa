import { lookup } from "node:dns/promises";
import { Failure } from "../core/failure.ts";

/** The address that a host's name stands for, as this machine finds it. Throws Failure("unavailable"). */
export const addressOf = async (host: string): Promise<string> => {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure("unavailable", `the host ${host} is not found (${why})`, { cause: error });
  }
};
