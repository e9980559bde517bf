import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDaemon, stopDaemon } from "../../sandbox/daemon.ts";
import { ports } from "../../sandbox/ports.ts";

/** A Docker daemon with nothing on it, over TCP, as the `docker:dind` image starts one beside a job. */
export interface DockerInDocker {
  /** What the job's variables say, but for the name `docker`, which only its network knows. */
  variables: Record<string, string>;
  start: () => Promise<void>;
  remove: () => Promise<void>;
}

/** @throws where the one who asks is not root */
export async function dockerInDocker(): Promise<DockerInDocker> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-dind-"));
  const certificates = join(folder, "certs");
  writeCertificates(certificates);
  const { docker: port } = await ports(folder, ["docker"]);
  const variables = {
    DOCKER_HOST: `tcp://localhost:${port}`,
    DOCKER_TLS_CERTDIR: certificates,
    DOCKER_CERT_PATH: join(certificates, "client"),
    DOCKER_TLS_VERIFY: "1",
  };
  const server = (name: string) => join(certificates, "server", name);
  return {
    variables,
    async start() {
      const env = { ...process.env, ...variables };
      await startDaemon({
        name: "dind",
        folder,
        command: "dockerd",
        args: [
          ...["--host", `tcp://127.0.0.1:${port}`, "--tlsverify"],
          ...["--tlscacert", server("ca.pem"), "--tlscert", server("cert.pem")],
          ...["--tlskey", server("key.pem")],
          ...["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")],
          ...["--pidfile", join(folder, "run/docker.pid"), "--bridge", "none"],
          ...["--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"],
        ],
        ready: () => answers(env),
      });
    },
    async remove() {
      await stopDaemon(folder, "dind");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync("docker", ["version"], { env, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The files that the image's `dockerd-entrypoint.sh` writes (docker-library/docker). */
function writeCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const authority = join(folder, "ca");
  mkdirSync(authority, { recursive: true });
  const [caKey, ca] = [join(authority, "key.pem"), join(authority, "cert.pem")];
  const whom = ["-subj", "/CN=docker:dind CA", "-x509", "-days", "825"];
  openssl("genrsa", "-out", caKey, "2048");
  openssl("req", "-new", "-key", caKey, "-out", ca, ...whom);
  const extensions = {
    server: "subjectAltName = DNS:docker,DNS:localhost,IP:127.0.0.1",
    client: "extendedKeyUsage = clientAuth",
  };
  for (const [side, extension] of Object.entries(extensions)) {
    const own = (name: string) => join(folder, side, name);
    mkdirSync(join(folder, side));
    writeFileSync(own("openssl.cnf"), `[ x509_exts ]\n${extension}\n`);
    openssl("genrsa", "-out", own("key.pem"), "2048");
    const subject = ["-subj", `/CN=docker:dind ${side}`];
    openssl("req", "-new", "-key", own("key.pem"), "-out", own("csr.pem"), ...subject);
    const signer = ["-CA", ca, "-CAkey", caKey, "-CAcreateserial", "-days", "825"];
    const how = ["-extfile", own("openssl.cnf"), "-extensions", "x509_exts"];
    openssl("x509", "-req", "-in", own("csr.pem"), "-out", own("cert.pem"), ...signer, ...how);
    execFileSync("cp", [ca, own("ca.pem")]);
  }
}
