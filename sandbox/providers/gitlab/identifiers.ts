/**
 * The parts of an id such as `12:production:*`.
 *
 * @param form how it should look, for the message: `<project>:<key>:<environment scope>`
 */
export function parts(id: string, form: string): string[] {
  const count = form.split(":").length;
  const found = id.split(":");
  if (found.length < count || found.includes("")) {
    throw new Error(`The id "${id}" is not of the form ${form}.`);
  }
  return [...found.slice(0, count - 1), found.slice(count - 1).join(":")];
}
