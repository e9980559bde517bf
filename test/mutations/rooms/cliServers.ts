import type { Mistakes } from "../mutation.ts";

export const cliServers: Mistakes = {
  "cli/servers/sshProcess.ts": [
    {
      title: "what ssh says is read in any language",
      find: ', LC_ALL: "C"',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
  ],
  "cli/servers/ssh.ts": [
    {
      title: "others can read a server's key",
      find: "privateKey, { mode: 0o600 }",
      replace: "privateKey",
      test: "test/unit/cli/ssh.test.ts",
    },
  ],
  "cli/servers/redact.ts": [
    {
      title: "a key is shown line by line",
      find: ", ...value.split(/\\r?\\n/)",
      replace: "",
      test: "test/unit/cli/input.test.ts",
    },
  ],
  "cli/servers/statusRow.ts": [
    {
      title: "an app that is not healthy hides a server that can't be reached",
      find: "[exit.problem, exit.unreachable, exit.unhealthy]",
      replace: "[exit.unhealthy, exit.problem, exit.unreachable]",
      test: "test/unit/cli/statusRow.test.ts",
    },
  ],
  "cli/servers/gatherStatus.ts": [
    {
      title: "an environment that can't be read is left out",
      find: "[...answers.flat(), ...unreadable]",
      replace: "answers.flat()",
      test: "test/unit/cli/unreadable.test.ts",
    },
  ],
  "cli/servers/fromSettings.ts": [
    {
      title: "a deploy opens the key of the server's root",
      find: 'return name === "deployers" && ofApp === app;',
      replace: "return true;",
      test: "test/unit/cli/servers/deploy.test.ts",
    },
    {
      title: "a look at what serves opens the key of the server's root",
      find: 'role === "observer"',
      replace: 'role !== ""',
      test: "test/unit/cli/servers/deploy.test.ts",
    },
  ],
  "cli/servers/fromVariables.ts": [
    {
      title: "a server without a host key is found out when it is spoken to",
      find: "if (await hasHostKey(knownHosts.value, server)) continue;",
      replace: "continue;",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a key that lost its last newline is refused",
      find: 'return key.endsWith("\\n") ? key : `${key}\\n`;',
      replace: "return key;",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a job's token is shown",
      find: "...(registry ? [registry.password] : [])",
      replace: "...[]",
      test: "test/unit/cli/variables.test.ts",
    },
  ],
  "cli/servers/inTurn.ts": [
    {
      title: "a rollback by variables goes to whatever environment they are of",
      find: "if (change.isOthers) await survey(change);",
      replace: "",
      test: "test/unit/cli/variables.test.ts",
    },
  ],
  "cli/servers/imageVersion.ts": [
    {
      title: "an image without a version passes a check that is not made",
      find: "if (!version) throw refused(",
      replace: "if (!version) void refused(",
      test: "test/unit/cli/imageVersion.test.ts",
    },
  ],
  "cli/servers/survey.ts": [
    {
      title: "a server is left alone though somebody started another image there",
      find: "healthy && !byHand && isSame",
      replace: "healthy && isSame",
      test: "test/unit/cli/loop/deploy.test.ts",
    },
  ],
  "cli/engine/announced.ts": [
    {
      title: "who began an up that has failed is the author of what comes later",
      find: "  } finally {\n    await tell(hosts);",
      replace: "  } finally {\n    await tell([]);",
      test: "test/unit/cli/servers/aroundUp.test.ts",
    },
    {
      title: "a server that knows of no announcement keeps an up from being done",
      find: "if (!(error instanceof UserError)) throw error;",
      replace: "throw error;",
      test: "test/unit/cli/servers/aroundUp.test.ts",
    },
  ],
  "cli/engine/undone.ts": [
    {
      title: "a server that does not answer is set up again",
      find: "error instanceof Unreachable && error.isStrange",
      replace: "error instanceof Unreachable",
      test: "test/unit/cli/servers/aroundUp.test.ts",
    },
    {
      title: "keys that a hand has changed are left so",
      find: "...(keys\n",
      replace: "...(false\n",
      test: "test/unit/cli/servers/aroundUp.test.ts",
    },
    {
      title: "a look at servers opens the key of their root",
      find: "observedBy(settings, server)",
      replace: "{ ...observedBy(settings, server), privateKey: settings.keys.bootstrap.private }",
      test: "test/unit/cli/servers/aroundUp.test.ts",
    },
    {
      title: "what could not be looked at is done again",
      find: "left.filter(({ isUnasked }) => !isUnasked)",
      replace: "left",
      test: "test/unit/cli/undone.test.ts",
    },
  ],
  "cli/servers/letGo.ts": [
    {
      title: "containers that are left of a removal that was cut short are not found",
      find: "release || applied || services.length > 0",
      replace: "release || applied",
      test: "test/unit/cli/servers/letGo.test.ts",
    },
    {
      title: "jobs can bring an app back while a server is let go",
      find: '  await leaveKeys(settings, server, [{ role: "configurator", public: configurator.public }]);\n',
      replace: "",
      test: "test/unit/cli/servers/letGo.test.ts",
    },
  ],
  "cli/servers/passWatches.ts": [
    {
      title: "another release that was put back is taken for the one that was watched",
      find: "bad.includes(code) && failure?.release?.number === number",
      replace: "bad.includes(code)",
      test: "test/unit/cli/servers/passWatches.test.ts",
    },
    {
      title: "whoever is told to stop waits for a watch",
      find: "isFailed || isStopped();",
      replace: "isFailed;",
      test: "test/unit/cli/servers/passWatches.test.ts",
    },
    {
      title: "a watch is waited for whose release another has replaced",
      find: "if (status?.watch?.release === number) continue;",
      replace: "if (status?.watch) continue;",
      test: "test/unit/cli/servers/passWatches.test.ts",
    },
    {
      title: "what one server puts back while it watches stays on the others",
      find: "if (seen.code !== exit.unreachable) isFailed = true;",
      replace: "",
      test: "test/unit/cli/servers/passWatches.test.ts",
    },
  ],
  "cli/servers/putBackAll.ts": [
    {
      title: "what somebody had taken away is put back",
      find: "byHand.release === undefined ? undefined : { to: byHand.release }",
      replace: "{ to: byHand.release ?? release.number }",
      test: "test/unit/cli/servers/several.test.ts",
    },
    {
      title: "a failing roll-out brings back what somebody had taken away by hand",
      find: "if (answer?.replaced) return { to: release.number, byHand: true };",
      replace: "",
      test: "test/unit/cli/servers/several.test.ts",
    },
    {
      title: "several servers are put back first to last",
      find: "servers.toReversed()",
      replace: "servers",
      test: "test/unit/cli/rollOut.test.ts",
    },
  ],
  "cli/servers/rollOut.ts": [
    {
      title: "what fails from outside goes on serving",
      find: "if (!complete || unverified !== undefined)",
      replace: "if (!complete)",
      test: "test/unit/cli/loop/deploy.test.ts",
    },
    {
      title: "a deploy by variables goes to whatever environment they are of",
      find: "hosts.length > 1 || change.isOthers ||",
      replace: "hosts.length > 1 ||",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a roll-out goes on behind a server that failed",
      find: "if (stop.signal || stop.failed) return undefined;",
      replace: "if (stop.signal) return undefined;",
      test: "test/unit/cli/rollOut.test.ts",
    },
    {
      title: "all servers are one wave",
      find: "inWaves(hosts, waves)",
      replace: "[hosts]",
      test: "test/unit/cli/servers/waves.test.ts",
    },
  ],
  "cli/servers/sshArguments.ts": [
    {
      title: "the user's SSH agent is asked for keys",
      find: '    IdentityAgent: "none",\n',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "keys besides the stack's are offered",
      find: '    IdentitiesOnly: "yes",\n',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "forwardings of the user's configuration are opened",
      find: '    ClearAllForwardings: "yes",\n',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "a host key that is new is taken",
      find: 'StrictHostKeyChecking: "yes"',
      replace: 'StrictHostKeyChecking: "accept-new"',
      test: "test/unit/cli/ssh.test.ts",
    },
    {
      title: "the person's SSH configuration counts",
      find: '"-F", "none", ',
      replace: "",
      test: "test/unit/cli/ssh.test.ts",
    },
  ],
  "cli/servers/host.ts": [
    {
      title: "a key of another environment is taken for this one's",
      find: "|| environment === stack) return;",
      replace: "|| stack) return;",
      test: "test/unit/cli/variables.test.ts",
    },
    {
      title: "a server that says nothing is waited for without end",
      find: "const readTimeout = 60_000;",
      replace: "const readTimeout = 86_400_000;",
      test: "test/unit/cli/host.test.ts",
    },
  ],
};
