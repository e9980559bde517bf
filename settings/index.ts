/**
 * Stack files: read, checked and turned into one typed object; and the few changes that commands
 * make to them. `model.ts` is what comes out, docs/settings.md what may go in.
 */
export { check, load } from "./check.ts";
export type { Checked, LoadOptions } from "./check.ts";
export { references } from "./composeFile/variables.ts";
export { readStackFiles } from "./files.ts";
export type { SourceFile, StackFiles } from "./files.ts";
export type * from "./model.ts";
export { encrypt, PassphraseError, passphraseReader } from "./passphrase.ts";
export type { ReadSecret } from "./passphrase.ts";
export { pathText, report, SettingsError } from "./problem.ts";
export type { Path, Problem } from "./problem.ts";
export { rules } from "./rules.ts";
export type { Rule } from "./rules.ts";
export { setKeys, setSecret } from "./secrets.ts";
export type { EncryptedPair, NewKeys } from "./secrets.ts";
export { valueAt } from "./schema/walk.ts";
export { addEnvironment, siblingOf } from "./write/sibling.ts";
export type { EnvironmentLine, Sibling } from "./write/sibling.ts";
