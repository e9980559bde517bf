/** A registry as somebody asks it who speaks its protocol by hand. */
export interface Credentials {
  user: string;
  password: string;
}

/**
 * What GitLab grants of a scope, or how it refuses, and what the registry answers to a push.
 *
 * @returns `push,pull 202`, `403 DENIED Pushing to protected repository path forbidden 401`
 */
export async function tryPush(
  address: string,
  repository: string,
  credentials: Credentials,
): Promise<string> {
  const asked = await token(address, `repository:${repository}:pull,push,delete`, credentials);
  const answer = await fetch(`http://${address}/v2/${repository}/blobs/uploads/`, {
    method: "POST",
    headers: asked.token === undefined ? {} : { authorization: `Bearer ${asked.token}` },
  });
  return `${asked.said} ${answer.status}`;
}

/** The names of a repository's tags. */
export async function tagsOf(
  address: string,
  repository: string,
  credentials: Credentials,
): Promise<string[]> {
  const { token: bearer } = await token(address, `repository:${repository}:pull`, credentials);
  const answer = await fetch(`http://${address}/v2/${repository}/tags/list`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  return ((await answer.json()) as { tags: string[] | null }).tags ?? [];
}

async function token(
  address: string,
  scope: string,
  { user, password }: Credentials,
): Promise<{ said: string; token?: string }> {
  const challenge = await fetch(`http://${address}/v2/`);
  const [, realm] = /realm="([^"]*)"/.exec(challenge.headers.get("www-authenticate") ?? "") ?? [];
  const query = new URLSearchParams({ service: "container_registry", scope });
  const answer = await fetch(`${realm}?${query.toString()}`, {
    headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` },
  });
  const body = (await answer.json()) as {
    token?: string;
    errors?: { code: string; message: string }[];
  };
  if (body.token === undefined) {
    const [error] = body.errors ?? [];
    return { said: `${answer.status} ${error?.code} ${error?.message}` };
  }
  const payload = Buffer.from(body.token.split(".")[1] ?? "", "base64url").toString("utf8");
  const { access } = JSON.parse(payload) as { access: { actions: string[] }[] };
  return { said: access.flatMap(({ actions }) => actions).join() || "nothing", token: body.token };
}
