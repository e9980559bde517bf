/** An answer that is not a success, in one of the shapes GitLab's API uses. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/** 404 for a kind of thing: `{"message":"404 Project Not Found"}`. */
export function notFound(what?: string): ApiError {
  return new ApiError(404, { message: what ? `404 ${what} Not Found` : "404 Not found" });
}

/** 403, for what is there and nobody may do. */
export function forbidden(): ApiError {
  return new ApiError(403, { message: "403 Forbidden" });
}

/** An answer with one sentence: `{"message":"Branch already exists"}`. */
export function refused(
  status: number,
  message: string | string[] | Record<string, string[]>,
): ApiError {
  return new ApiError(status, { message });
}

/** What a model's validation found, by field. */
export class Validation {
  readonly #problems: Record<string, string[]> = {};

  add(field: string, problem: string): void {
    (this.#problems[field] ??= []).push(problem);
  }

  check(field: string, holds: boolean, problem: string): void {
    if (!holds) this.add(field, problem);
  }

  /** @throws ApiError 400 `{"message":{"key":["has already been taken"]}}` if anything was found. */
  finish(): void {
    if (!this.isEmpty) throw this.error();
  }

  /** The problems in one sentence of Ruby's: `{:path=>["has already been taken"]}`. */
  get text(): string {
    const fields = Object.entries(this.#problems).map(
      ([field, problems]) =>
        `:${field}=>[${problems.map((one) => JSON.stringify(one)).join(", ")}]`,
    );
    return `{${fields.join(", ")}}`;
  }

  get isEmpty(): boolean {
    return Object.keys(this.#problems).length === 0;
  }

  error(): ApiError {
    return new ApiError(400, { message: this.#problems });
  }
}
