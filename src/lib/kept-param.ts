/**
 * What was kept of a delivery beside its body, as a parameter of its content type: "as" of the address, "request-id" of
 * the headers. Undefined when it came without.
 */
export const keptParam = (contentType: string, name: "as" | "request-id"): string | undefined =>
  new RegExp(`;\\s*${name}=([\\w-]+)`).exec(contentType)?.[1];
