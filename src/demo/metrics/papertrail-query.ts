import type { DemoLine } from "./log-lines.ts";

type Fits = (line: DemoLine) => boolean;

const TOKEN = /\(|\)|-(?=[^\s)])|(?:\w+:)?(?:"[^"]*"|'[^']*')|[^\s()]+/g;

const termOf = (token: string): Fits => {
  const [, field, double, single, plain = ""] =
    /^(?:(program|host|sender|severity|message):)?(?:"([^"]*)"|'([^']*)'|(.*))$/s.exec(token) ?? [];
  const words = (double ?? single ?? plain).toLowerCase();
  return ({ text, host, program, severity }) => {
    const where = { program, host, sender: host, severity, message: text }[field ?? ""] ?? `${host} ${program} ${text}`;
    return where.toLowerCase().includes(words);
  };
};

/** Papertrail's search syntax: words that must all be there, "phrases", -not, OR, brackets, program:… */
export const parsePapertrailQuery = (text: string): Fits => {
  const tokens = text.match(TOKEN) ?? [];
  let at = 0;
  const one = (): Fits => {
    const token = tokens[at] ?? "";
    at += 1;
    if (token === "-") {
      const inner = one();
      return (line) => !inner(line);
    }
    if (token !== "(") return termOf(token);
    const inner = any();
    at += 1;
    return inner;
  };
  const all = (): Fits => {
    const parts: Fits[] = [];
    while (at < tokens.length && tokens[at] !== ")" && tokens[at] !== "OR") {
      if (tokens[at] === "AND") at += 1;
      else parts.push(one());
    }
    return (line) => parts.every((part) => part(line));
  };
  const any = (): Fits => {
    const parts = [all()];
    while (tokens[at] === "OR") {
      at += 1;
      parts.push(all());
    }
    return (line) => parts.some((part) => part(line));
  };
  return any();
};
