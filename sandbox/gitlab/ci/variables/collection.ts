import { expand, referred } from "./expand.ts";

/** A variable of a job, as a runner is given it. */
export interface JobVariable {
  key: string;
  value: string;
  public: boolean;
  masked?: boolean;
  file?: boolean;
  /** References to other variables stand for themselves. */
  raw?: boolean;
}

/** Variables in the order in which they were said: the last one of a key is what holds. */
export class Variables {
  readonly #byKey = new Map<string, JobVariable>();

  constructor(variables: Iterable<JobVariable> = []) {
    this.add(variables);
  }

  add(variables: Iterable<JobVariable>): this {
    for (const variable of variables) {
      this.#byKey.delete(variable.key);
      this.#byKey.set(variable.key, variable);
    }
    return this;
  }

  get all(): JobVariable[] {
    return [...this.#byKey.values()];
  }

  /** For conditions and names: a key's value, in which references are replaced already. */
  readonly value = (key: string): string | undefined => this.#expanded(key, [])?.value;

  /**
   * As a runner gets them: references are replaced but for those to what isn't there, to files and
   * to raw variables, which are the runner's; nothing is replaced in a circle
   * (`sort_and_expand_all`).
   */
  forRunner(): JobVariable[] {
    return this.all.map((variable) => this.#expanded(variable.key, [], true) ?? variable);
  }

  /** The keys of a circle that a variable is part of, if any is. */
  circle(): string[] | undefined {
    for (const { key } of this.all) {
      const found = this.#circleFrom(key, []);
      if (found) return found;
    }
    return undefined;
  }

  #circleFrom(key: string, path: string[]): string[] | undefined {
    if (path.includes(key)) return path.slice(path.indexOf(key));
    const variable = this.#byKey.get(key);
    if (!variable || variable.raw) return undefined;
    for (const next of referred(variable.value)) {
      const found = this.#circleFrom(next, [...path, key]);
      if (found) return found;
    }
    return undefined;
  }

  #expanded(key: string, path: string[], forRunner = false): JobVariable | undefined {
    const variable = this.#byKey.get(key);
    if (!variable || variable.raw || path.includes(key)) return variable;
    const inside = [...path, key];
    const value = expand(
      variable.value,
      (name) => {
        const other = this.#byKey.get(name);
        if (forRunner && (other?.file || other?.raw)) return undefined;
        return this.#expanded(name, inside, forRunner)?.value;
      },
      true,
    );
    return { ...variable, value };
  }
}
