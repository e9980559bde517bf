/** A job's address of its repository (`CI_REPOSITORY_URL`) without its password, which goes to git by its environment and not as an argument. */
export function repositoryOf(address: string): { url: string; header: NodeJS.ProcessEnv } {
  const url = new URL(address);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  if (!username) return { url: url.href, header: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const header = {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(pair).toString("base64")}`,
  };
  return { url: url.href, header };
}
