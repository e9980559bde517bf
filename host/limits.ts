/** Names of environments and apps, images by digest: regular expressions of a whole text. */
export const patterns = {
  name: "[A-Za-z0-9][A-Za-z0-9._-]*",
  image: "[^@\\s$]+@sha256:[0-9a-f]{64}",
  /** An image by its digest, or the digest alone. */
  digest: ".*sha256:[0-9a-f]{64}",
  /** An image without tag and digest; the empty text takes back what was said. */
  repository: "([^@\\s$/]+(/[^@\\s$/:]+)+)?",
  address: "https?://[^\\s]+",
  /** A jq path: `.version`, `.build["app-version"]`, `.[0]`. */
  versionPath: '(?=\\.)(\\.[A-Za-z_][A-Za-z0-9_]*|\\.?\\["[^"\\\\\\s]+"\\]|\\.?\\[[0-9]+\\])+',
} as const;

/** What slipway-host keeps, and how long it waits. */
export const limits = {
  /** Releases of an app that have served, beside the one that serves. */
  keptReleases: 10,
  /** Backups of an app's data that settings may ask to be kept. */
  mostBackups: 100,
  /** Entries of an app's history. */
  keptHistory: 1000,
  /** Files of progress of an app. */
  keptLogs: 20,
  /** Seconds after which a Compose command is ended. */
  composeSeconds: 900,
  /** … and the pull of one image. */
  pullSeconds: 1800,
  /** … and a dump of an app's data, or its way back. */
  backupSeconds: 3600,
  /** … and any other command of Docker's. */
  dockerSeconds: 120,
  /** A service that has ended so often, always with one exit code, is waited for no longer … */
  crashLoopRestarts: 3,
  /** … once so many seconds have passed, and all other services run. */
  crashLoopSeconds: 10,
  /** Seconds for which a change waits for a daemon that has gone. */
  daemonSeconds: 60,
  /** Seconds after which what could not be put back is tried again, three times as many each time … */
  recoverSeconds: 60,
  /** … and at most so many. */
  recoverMostSeconds: 3600,
  /** Seconds between two looks at a release that is watched; so many failing ones in a row are a verdict. */
  watchLookSeconds: 2,
  watchFailures: 3,
  /** Seconds for which an `up` that was announced may take. */
  announcedSeconds: 3600,
  /** Seconds that a request may ask to be waited: for the lock, for health. */
  mostSeconds: 86_400,
  /** Seconds to wait for the lock where a request says nothing. */
  waitSeconds: 60,
  /** Seconds that an app has to become healthy where a configuration says nothing. */
  healthSeconds: 60,
  /** Entries of the history that are told where a request says nothing. */
  toldHistory: 20,
  /** Bytes that have to be left on Docker's disk for an image to be pulled. */
  leastSpaceBytes: 1_073_741_824,
  /** Calls at once by the keys of a role, for an app. */
  callsAtOnce: 16,
  /** Calls for logs at once by the keys of a role, for an app: they may take long, and keep no other out. */
  logsAtOnce: 8,
  /** Lines of a container's log where a request says nothing of them … */
  toldLogLines: 100,
  /** … and that one call gives at most. */
  mostLogLines: 10_000,
  /** Bytes of logs that one call gives at most, where it does not follow them … */
  logBytes: 4_194_304,
  /** … and in a second, where it does. */
  logBytesInSecond: 262_144,
  /** Characters of a line. */
  logLineCharacters: 16_384,
  /** Seconds in which logs are read … */
  logsSeconds: 45,
  /** … and followed. */
  followSeconds: 3600,
  /** Bytes of a request. */
  requestBytes: 65_536,
  /** … of one that brings a configuration. */
  applyBytes: 33_554_432,
  /** Values in a request: each takes memory, a hundred times what it takes to send `{}`. */
  requestValues: 1_000_000,
  /** Seconds in which a request has to have arrived. */
  requestSeconds: 120,
} as const;
