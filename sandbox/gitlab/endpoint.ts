import type { Context, Hono } from "hono";
import { input, isObject, type Values } from "./input.ts";
import { entities, type Operation, operations } from "./openapi.ts";
import { page } from "./pagination.ts";
import { parameters } from "./parameters.ts";
import { type Actor, actorOf, unauthorized } from "./people/actor.ts";
import { permit } from "./people/permission.ts";
import { permissions } from "./permissions.ts";
import type { Store } from "./store.ts";

declare module "hono" {
  interface ContextVariableMap {
    store: Store;
  }
}

/** A request to one endpoint. */
export class Call {
  readonly context: Context;
  /** The parameters, in path, query and body, coerced to their types. */
  readonly asked: Values;
  /** Who asks, if it is anybody in particular. */
  readonly viewer: Actor | undefined;
  readonly #operation: Operation;

  constructor(context: Context, operation: Operation, asked: Values, viewer?: Actor) {
    this.context = context;
    this.#operation = operation;
    this.asked = asked;
    this.viewer = viewer;
  }

  /** Who asks, where that must be somebody. */
  get actor(): Actor {
    if (!this.viewer) throw unauthorized();
    return this.viewer;
  }

  /** What the path names: `id`. */
  named(name: string): string {
    return String(this.asked[name]);
  }

  /** Where the instance is: `http://127.0.0.1:8080`. */
  get origin(): string {
    return new URL(this.context.req.url).origin;
  }

  /** The names that the endpoint takes in a body. */
  get takes(): string[] {
    return Object.keys(this.#operation.body ?? {});
  }

  /** What was asked of them. */
  get changes(): Values {
    return Object.fromEntries(
      this.takes.flatMap((name) => (name in this.asked ? [[name, this.asked[name]]] : [])),
    );
  }

  /** Answers with the properties that GitLab's entity has, in its order. */
  answer(values: object): Response {
    return this.context.json(shape(values as Values, this.#entity), this.#success as 200);
  }

  /** Answers one page of a list of entities. */
  page(items: readonly object[]): Response {
    const found = page(this.context, this.asked, items as Values[]);
    return this.context.json(found.map((item) => shape(item, this.#entity)));
  }

  /** Answers all of a list that has no pages. */
  list(items: readonly object[]): Response {
    return this.context.json(items.map((item) => shape(item as Values, this.#entity)));
  }

  /** Answers 204. */
  nothing(): Response {
    return this.context.body(null, 204);
  }

  get #success(): number {
    return Number(Object.keys(this.#operation.answers).find((status) => status < "300"));
  }

  get #entity(): string {
    return (this.#operation.answers[this.#success] ?? "").replaceAll(/[[\]]/g, "");
  }
}

/** The properties of an entity, here and in the entities inside; what isn't among them stays out. */
function shape(values: Values, entity: string): Values {
  const properties = entities[entity];
  if (!properties) return values;
  const there = Object.entries(properties).filter(([name]) => values[name] !== undefined);
  return Object.fromEntries(
    there.map(([name, type]) => {
      const inner = (value: unknown) =>
        isObject(value) ? shape(value, type.replaceAll(/[[\]]/g, "")) : value;
      const value = values[name];
      return [name, Array.isArray(value) ? value.map(inner) : inner(value)];
    }),
  );
}

/**
 * Serves an endpoint by its name in GitLab's OpenAPI file: `GET /projects/:id`, to whom permissions.ts
 * says. Parameters and answers follow that file; what is left is what GitLab does.
 *
 * @throws Error if permissions.ts lacks it
 */
export function endpoint(
  api: Hono,
  name: string,
  handle: (call: Call) => Response | Promise<Response>,
): void {
  const [method = "", path = ""] = name.split(" ");
  const permission = permissions[name];
  if (!permission) throw new Error(`permissions.ts lacks ${name}: say there who may.`);
  api.on(method, path, async (context) => {
    const operation = operations[name];
    if (!operation) throw new Error(`openapi.json lacks ${name}: write it anew.`);
    const store = context.get("store");
    const viewer = actorOf(store, context);
    permit(store, viewer, permission, { method, id: context.req.param("id") ?? "" });
    const asked = parameters(operation, await input(context));
    return handle(new Call(context, operation, asked, viewer));
  });
}
