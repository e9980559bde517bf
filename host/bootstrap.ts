import { exitCode, protocol, type Role } from "./protocol.ts";

/** A key of the block that an environment has in the user's authorized_keys. */
export interface BoundKey {
  role: Role;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  public: string;
  /** The only app it may speak about. A deployer's key must have one. */
  app?: string;
}

/**
 * The first contact, made by root: `bootstrapCommand`, with `{version, files, request}` as JSON in gzip and
 * base64 on standard input (`host/package.ts`). It checks the server's tools, makes user and folders, puts
 * the program into `<folder>/bin`, and binds the keys.
 */
export interface BootstrapRequest {
  protocol: number;
  environment: string;
  /** The root of all that slipway-host keeps. */
  folder: string;
  /** Whose authorized_keys it is; created if it is not there. */
  user: string;
  /** All keys of the environment. Those of an earlier call that are missing here go. */
  keys: BoundKey[];
  /**
   * Has systemd or cron run `recover` each minute, as the user. False takes that away again. Default:
   * neither; a request of before knows nothing of it.
   */
  timer?: boolean;
}

export interface BootstrapAnswer {
  protocol: number;
  code: number;
  outcome: "ready" | "bad request" | "not allowed" | "not ready";
  message: string;
  /** The version of the program that is in place. */
  script?: string;
}

function answer(code: number, outcome: BootstrapAnswer["outcome"], message: string): string {
  return JSON.stringify({ protocol, code, outcome, message } satisfies BootstrapAnswer);
}

const inPart = answer(
  exitCode.badRequest,
  "bad request",
  "What was sent to this server has not arrived whole. Nothing was changed: run `up` again.",
);

/** Unpacks the program that is sent into a folder of its own, and hands it the request. */
const python = `
import base64, gzip, json, os, sys, tempfile
sys.dont_write_bytecode = True
try:
    sent = json.loads(gzip.decompress(base64.b64decode(sys.stdin.buffer.read())))
except (EOFError, OSError, ValueError):
    print(${JSON.stringify(inPart)})
    sys.exit(${exitCode.badRequest})
with tempfile.TemporaryDirectory() as folder:
    for path, text in sent["files"].items():
        place = os.path.join(folder, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)
    sys.path.insert(0, folder)
    from slipway_host.bootstrap import main
    code = main(sent["files"], sent["version"], sent["request"])
sys.exit(code)
`.trim();

const noPython = answer(
  exitCode.notReady,
  "not ready",
  "This server lacks what slipway-host needs: Python 3.10 or newer. Install it: " +
    "`apt-get install --yes python3` (Debian 12, Ubuntu 22.04), `dnf install --assumeyes python3.11` " +
    "(Red Hat 9), `apk add python3` (Alpine).",
);

/** Debian's python3-minimal has not all of the standard library. */
const hasAll =
  "import gzip, http.client, json, ssl, sys, tempfile; sys.exit(sys.version_info < (3, 10))";

/**
 * What runs on the server, for its login shell. It stays the same for every server and every version:
 * what changes goes over standard input.
 */
export const bootstrapCommand = `
set -eu
for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10 none; do
  if "$python" -I -c '${hasAll}' 2>/dev/null; then break; fi
done
if [ "$python" = none ]; then
  printf '%s\\n' '${noPython}'
  exit ${exitCode.notReady}
fi
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
$sudo "$python" -I -c '${python}'
`.trim();
