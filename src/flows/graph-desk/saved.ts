import { Failure, toFailure } from "../../core/failure.ts";
import type { SavedGraph } from "../../core/graph/asked.ts";
import { requirePermission } from "../permit.ts";
import type { GraphAsker, GraphDeskPorts } from "./ports.ts";

/** Those of one name are the same, however they are written. */
export const isCalled = (one: Pick<SavedGraph, "name">, name: string): boolean =>
  one.name.toLowerCase() === name.trim().toLowerCase();

/** Whether the permission `admin` is given to some, and they are one of them: without it nobody is above the owners. */
const isAdmin = async ({ user, said }: GraphAsker, { permit }: GraphDeskPorts): Promise<boolean> => {
  if (permit.policy().permissions.admin === undefined) return false;
  try {
    await requirePermission("admin", user, said.place?.channel ?? "", permit);
    return true;
  } catch (error) {
    if (toFailure(error).code === "forbidden") return false;
    throw error;
  }
};

const requireOwn = async (
  { name, ownerId, ownerName }: SavedGraph,
  what: string,
  asker: GraphAsker,
  ports: GraphDeskPorts,
): Promise<void> => {
  if (ownerId === asker.user.id || (await isAdmin(asker, ports))) return;
  throw new Failure("forbidden", `${name} belongs to ${ownerId}`, {
    tell: `"${name}" is ${ownerName}'s.\n${what} Or ask ${ownerName}, or whoever has the permission "admin".`,
  });
};

/** Saves a graph under a name, in the asker's own. Answers what had the name before. */
export const saveGraph = async (
  name: string,
  graph: SavedGraph["graph"],
  asker: GraphAsker,
  ports: GraphDeskPorts,
): Promise<SavedGraph | undefined> => {
  const { store, pages } = ports;
  const before = (await store.graphs.saved()).find((one) => isCalled(one, name));
  if (before) await requireOwn(before, "Save yours under another name.", asker, ports);
  const { id: ownerId, name: ownerName } = asker.user;
  await store.graphs.save({ name, graph, ownerId, ownerName, atMs: pages.clock() });
  return before;
};

/** Forgets a saved graph. Answers what it was. Throws Failure("not_found" / "forbidden"). */
export const forgetGraph = async (name: string, asker: GraphAsker, ports: GraphDeskPorts): Promise<SavedGraph> => {
  const { store } = ports;
  const before = (await store.graphs.saved()).find((one) => isCalled(one, name));
  if (!before)
    throw new Failure("not_found", `no saved graph ${name}`, {
      tell: `No graph is saved as "${name}". "graph list" shows those that are.`,
    });
  await requireOwn(before, "Leave it to them.", asker, ports);
  await store.graphs.forget(before.name);
  return before;
};
