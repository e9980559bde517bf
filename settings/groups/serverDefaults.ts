/** What a server is reached by where the settings say nothing else: SSH's own port, and root. */
export const serverDefaults = { port: 22, administrator: "root" };
