/**
 * Stack files: read, checked and turned into one typed object; and the few changes that commands
 * make to them. `model.ts` is what comes out, docs/settings.md what may go in.
 */
export { check, load, loadSealed } from "./check/check.ts";
export type { Checked, LoadOptions } from "./check/check.ts";
export type { Entrance } from "./groups/doors.ts";
export { serverDefaults } from "./groups/serverDefaults.ts";
export { mostJobs, mostNeeds } from "./groups/pipelineLimits.ts";
export { reservedJobs } from "./groups/tests.ts";
export { isFrozen, windowFrom, windowText } from "./kinds/freeze.ts";
export { inWaves } from "./kinds/waves.ts";
export { addressAndPort, isLoopback } from "./kinds/webAddress.ts";
export { whatRestarts } from "./compose/whatRestarts.ts";
export { examplePassphrase, ownStacks } from "./read/example.ts";
export { mostBytes, readStackFiles, sourceFile, stackFilesOf } from "./read/files.ts";
export type { FileTree, SourceFile, StackFiles } from "./read/files.ts";
export { linesOf } from "./read/lines.ts";
export type { Line, Where } from "./read/lines.ts";
export type * from "./model.ts";
export { encrypt, PassphraseError, passphraseReader } from "./read/passphrase.ts";
export type { ReadSecret } from "./read/passphrase.ts";
export { pathFrom, pathText, report, SettingsError } from "./problem.ts";
export type { Path, Problem } from "./problem.ts";
export { rules } from "./check/rules.ts";
export type { Rule } from "./check/rules.ts";
export { setKeys, setSecret, setSecretAt } from "./write/secrets.ts";
export type { EncryptedPair, NewKeys } from "./write/secrets.ts";
export { valueAt } from "./kinds/walk.ts";
export { addEnvironment, siblingOf } from "./write/sibling.ts";
export type { EnvironmentLine, Sibling } from "./write/sibling.ts";
export { empty, renameApp, setEnvironments, takeOut } from "./write/template.ts";
export { setIn } from "./write/edit.ts";
