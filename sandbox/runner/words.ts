/** How gitlab-runner writes into a trace (helpers/ansi_colors.go). */
const clear = "\x1b[0K";
const reset = "\x1b[0;m";
const boldRed = "\x1b[31;1m";
const boldGreen = "\x1b[32;1m";
const boldCyan = "\x1b[36;1m";
const yellow = "\x1b[0;33m";

/** The runner's own lines (common/buildlogger/internal/tee.go). */
export const line = (text: string) => `${clear}${text}${reset}\n`;
export const title = (text: string) => line(`${boldCyan}${text}${reset}`);
export const info = (text: string) => `${boldGreen}${text}${reset}\n`;
export const warning = (text: string) => `${yellow}WARNING: ${text}${reset}\n`;
export const error = (text: string) => `${boldRed}ERROR: ${text}${reset}\n`;

/** What its scripts say of a step (shells/bash.go). */
export const notice = (text: string) => `${boldGreen}${text}${reset}`;
export const caution = (text: string) => `${yellow}${text}${reset}`;

/** What its helpers log (log/runner_formatter.go): the message fills 50 columns. */
export const logged = {
  info: (message: string, fields = {}) => log("", "", message, fields),
  warning: (message: string, fields = {}) => log(yellow, "WARNING: ", message, fields),
  error: (message: string, fields = {}) => log(boldRed, "ERROR: ", message, fields),
  fatal: (message: string, fields = {}) => log(boldRed, "FATAL: ", message, fields),
};

function log(color: string, prefix: string, message: string, fields: object): string {
  const said = Object.entries(fields).map(([key, value]) => ` ${color}${key}${reset}=${value}`);
  return `${color}${prefix}${message.padEnd(50 - prefix.length)}${reset} ${said.join("")}\n`;
}

/** The marks between which GitLab's page folds a trace (helpers/build_section.go). */
export const section = {
  start: (name: string) => `section_start:${seconds()}:${name}\r${clear}`,
  end: (name: string) => `section_end:${seconds()}:${name}\r${clear}`,
};

const seconds = () => Math.floor(Date.now() / 1000);
