/** What Pulumi's CLI said on standard error, out of an error that holds its whole output. */
export function errorOutput(error: unknown): string {
  // It is there, though the SDK's types leave it out. What the SDK itself calls standard error
  // begins with the command line.
  const { commandResult } = error as {
    commandResult?: { stderr: string; err?: { stderr?: string } };
  };
  const said = commandResult?.err?.stderr || commandResult?.stderr;
  return (said ?? String(error)).replaceAll(/^error: /gm, "").trim();
}
