import { tellOf } from "./ask.ts";
import { requireElement } from "./element.ts";
import { isRecord } from "./is-record.ts";
import { BASE } from "./live-address.ts";

const SAID_MS = 4_000;

/** A signed address of what the page shows: its own says nothing to a browser that was not let in. Throws words for the person. */
const linkTo = async (search: string, hash: string): Promise<string> => {
  const response = await fetch(`${BASE}/link${search}`, { headers: { accept: "application/json" } });
  const body: unknown = await response.json();
  if (response.ok && isRecord(body) && typeof body.url === "string") return body.url + hash;
  throw new Error(tellOf(body));
};

/** Browsers let no page write to the clipboard without https: there it is shown, to be copied by hand. */
const copy = async (link: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    window.prompt("Copy this link:", link);
    return false;
  }
};

/** The button that copies a link to what is shown, hidden names included, for whoever may look at it elsewhere. */
export const startCopy = (failed: (tell: string) => void): void => {
  const said = requireElement("copied", HTMLElement);
  let timer = 0;
  const press = async (): Promise<void> => {
    const { search, hash } = location;
    try {
      said.textContent = (await copy(await linkTo(search, hash))) ? "Copied: it opens this view, read-only." : "";
    } catch (error) {
      failed(error instanceof Error && !(error instanceof TypeError) ? error.message : "Dr. M could not be reached.");
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      said.textContent = "";
    }, SAID_MS);
  };
  requireElement("copy", HTMLButtonElement).addEventListener("click", () => void press());
};
