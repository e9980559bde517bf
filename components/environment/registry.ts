import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { isLoopback, type RegistrySettings } from "../../settings/index.ts";

/**
 * A Docker daemon that is never reached. The provider asks its daemon for a sign of life before the
 * first look-up, whatever `disableDockerDaemonCheck` says, but no daemon behind ssh; and look-ups go
 * to registries only. Named here, since the default is the operator's own `DOCKER_HOST`, which would
 * be a change whenever somebody else runs `up`.
 */
const noDaemon = "ssh://registry.invalid";

/** Looks images up in registries, with the credentials that the settings give for theirs. */
export function registryProvider(registry: RegistrySettings | undefined): docker.Provider {
  return new docker.Provider("registry", {
    host: noDaemon,
    registryAuth: registry
      ? [
          {
            address: address(registry),
            username: registry.user,
            password: pulumi.secret(registry.password),
          },
        ]
      : [],
  });
}

/**
 * The provider asks over https unless the address says http. Docker, on servers, asks a registry on
 * its own machine without TLS as well, and others that its `insecure-registries` name.
 */
function address({ address, insecure }: RegistrySettings): string {
  return insecure || isLoopback(address) ? `http://${address}` : address;
}
