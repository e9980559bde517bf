import { expect, it, vi } from "vitest";
import { imageLabels } from "../../../../cli/registry/labels.ts";
import { authorize } from "../../../../cli/registry/authorization.ts";

const account = { address: "registry.example.com", user: "puller", password: "canary-registry" };

/** A registry's 401 that sends to somewhere else for a token. */
function sentTo(realm: string): Response {
  const headers = new Headers({ "www-authenticate": `Bearer realm="${realm}"` });
  return { headers, url: "https://registry.example.com/v2/" } as Response;
}

it("sends no account where nothing is encrypted, though the registry asks for it", async () => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const token = authorize(sentTo("http://gitlab.example.com/jwt/auth"), account, "https");
  await expect(token).rejects.toThrow(
    "registry.example.com sends to http://gitlab.example.com for a token, which is not encrypted",
  );
  expect(fetched).not.toHaveBeenCalled();
  fetched.mockRestore();
});

it("says of a service for tokens that can't be asked which it is, and why", async () => {
  const failure = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(failure);
  const token = authorize(sentTo("https://gitlab.example.com/jwt/auth"), account, "https");
  await expect(token).rejects.toThrow("gitlab.example.com can't be asked: connect ECONNREFUSED");
  fetched.mockRestore();
});

it.each([
  [
    '{"errors":[{"code":"DENIED","message":"Pushing forbidden"}]}',
    "403 Forbidden: Pushing forbidden",
  ],
  ['{"errors":[]}', "403 Forbidden"],
  ["<html>", "403 Forbidden"],
])("says why such a service gives none, where it answers %s", async (body, said) => {
  const answer = new Response(body, { status: 403, statusText: "Forbidden" });
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(answer);
  const token = authorize(sentTo("https://gitlab.example.com/jwt/auth"), account, "https");
  await expect(token).rejects.toThrow(new Error(`gitlab.example.com gives no token: ${said}`));
  fetched.mockRestore();
});

it.each([
  [undefined, "https"],
  [{ ...account, insecure: true }, "http"],
  [{ ...account, address: "other.example.com", insecure: true }, "https"],
])("asks a registry with the account %j over %s", async (given, scheme) => {
  const refused = new Error("refused");
  const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(refused);
  const image = `registry.example.com/acme/shop@sha256:${"a".repeat(64)}`;
  await expect(imageLabels(image, given)).rejects.toThrow("registry.example.com can't be asked");
  const asked = `${scheme}://registry.example.com/v2/acme/shop/manifests/`;
  expect(fetched).toHaveBeenCalledExactlyOnceWith(
    expect.stringContaining(asked),
    expect.anything(),
  );
  fetched.mockRestore();
});
