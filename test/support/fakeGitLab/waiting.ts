import type { FakeGitLab } from "./server.ts";

/** Waits until something is so; asked after every request that GitLab got. */
export function waiting(gitlab: FakeGitLab): (fact: () => boolean) => Promise<void> {
  const asked = new Set<() => void>();
  gitlab.onRequest = () => asked.forEach((look) => look());
  return (fact) =>
    new Promise((resolve) => {
      const look = () => {
        if (!fact()) return;
        asked.delete(look);
        resolve();
      };
      asked.add(look);
      look();
    });
}

/** A trace as a person reads it: no colours, no marks. */
export function plain({ trace }: { trace: Buffer }): string {
  return trace
    .toString()
    .replaceAll(/section_(start|end):\d+:\w+\r/g, "")
    .replaceAll(/\u001b\[[0-9;]*[mK]/g, "");
}
