/** What goes into an element; texts are never markup, and what is absent is left out. */
export type Child = Node | string | undefined | false;

/** Attributes by name; a function listens ("onclick"), true is an empty attribute, false and undefined are none. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** A new element. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((one) => one !== undefined && one !== false));
  return element;
};

/** The page's element of an id. Throws when page.html has none of that kind. */
export const need = <E extends HTMLElement>(id: string, kind: new () => E): E => {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`page.html has no ${kind.name} with the id ${id}`);
};

/** Epoch milliseconds of the browser. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** One child of a list: made again only when `stamp` changed. */
export interface Item {
  readonly key: string;
  readonly stamp: unknown;
  readonly make: () => HTMLElement;
}

const drawn = new WeakMap<Element, Map<string, { stamp: unknown; element: HTMLElement }>>();

const refocus = (was: Element, now: HTMLElement): void => {
  const focused = document.activeElement;
  if (focused === null || !was.contains(focused)) return;
  const name = focused instanceof HTMLElement ? focused.dataset.focus : undefined;
  const same = [...now.querySelectorAll<HTMLElement>("[data-focus]")].find((one) => one.dataset.focus === name);
  (same ?? now).focus({ preventScroll: true });
};

/** Makes `box` hold exactly these children in this order, keeping those that did not change, and the focus. */
export const reconcile = (box: HTMLElement, items: readonly Item[]): void => {
  const before = drawn.get(box) ?? new Map<string, { stamp: unknown; element: HTMLElement }>();
  const after = new Map<string, { stamp: unknown; element: HTMLElement }>();
  let at: ChildNode | null = box.firstChild;
  for (const { key, stamp, make } of items) {
    const known = before.get(key);
    const element = known !== undefined && known.stamp === stamp ? known.element : make();
    after.set(key, { stamp, element });
    if (element === at) at = at.nextSibling;
    else box.insertBefore(element, at);
    if (known !== undefined && known.element !== element) {
      refocus(known.element, element);
      if (at === known.element) at = at.nextSibling;
      known.element.remove();
    }
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
  drawn.set(box, after);
};
