/** The page's element of an id. Throws when the page has none of that kind. */
export const requireElement = <E extends HTMLElement>(id: string, kind: new () => E): E => {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} with the id ${id}`);
};

/** A new element with text; text is never markup. */
export const createElement = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = "",
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
};

/** The same, with a class for the styles. */
export const createClassed = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] => {
  const element = createElement(name, "", children);
  element.className = className;
  return element;
};
