import { isMap } from "./services.ts";
import { interpolate } from "./variables.ts";

/** A port of the machine that a service takes. */
export interface Port {
  service: string;
  /** Empty for all addresses of the machine. */
  address: string;
  port: string;
  protocol: string;
}

/** The ports that a compose file publishes, with the plain values of its `.env`; ranges are left out. */
export function publishedPorts(content: unknown, env: Record<string, string>): Port[] {
  if (!isMap(content) || !isMap(content.services)) return [];
  return Object.entries(content.services).flatMap(([service, settings]) => {
    const ports: unknown[] = isMap(settings) && Array.isArray(settings.ports) ? settings.ports : [];
    return ports.flatMap((port) => {
      const published = typeof port === "string" ? shortForm(port, env) : longForm(port, env);
      return published ? [{ service, ...published }] : [];
    });
  });
}

/** `[address:]port:container[/protocol]`, an IPv6 address in brackets. */
function shortForm(text: string, env: Record<string, string>): Omit<Port, "service"> | undefined {
  const pattern = /^(?:\[?([^[\]]*?)\]?:)?(\d+):\d+(?:\/(\w+))?$/;
  const [, address = "", port, protocol = "tcp"] = pattern.exec(interpolate(text, env) ?? "") ?? [];
  return port === undefined ? undefined : { address, port, protocol };
}

function longForm(value: unknown, env: Record<string, string>): Omit<Port, "service"> | undefined {
  if (!isMap(value)) return undefined;
  const text = (key: string, otherwise: string) =>
    interpolate(String((value[key] as string | number | undefined) ?? otherwise), env) ?? "";
  const port = text("published", "");
  if (!/^\d+$/.test(port)) return undefined;
  return { address: text("host_ip", ""), port, protocol: text("protocol", "tcp") };
}

/** Whether Docker would refuse the second of two. */
export function collide(a: Port, b: Port): boolean {
  const isAll = ({ address }: Port) => address === "" || address === "0.0.0.0" || address === "::";
  const sameAddress = a.address === b.address || isAll(a) || isAll(b);
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}
