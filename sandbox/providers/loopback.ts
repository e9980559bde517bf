/** Whether a host is this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Refuses every address but this machine's own, so that nobody mistakes a stand-in for the real
 * provider.
 *
 * @param plugin the stand-in's name and version, for the message: `gitlab 10.1.1`
 */
export function requireLoopback(host: string, plugin: string): void {
  if (isLoopback(host)) return;
  throw new Error(
    `The sandbox's stand-in for the ${plugin} plugin reaches this machine only, and "${host}" is elsewhere. ` +
      `Install the official plugin for it: pulumi plugin install resource ${plugin}`,
  );
}
