import { type Context, HalfCreated, type Known, type Resource } from "../resource.ts";
import { pick, snake, text, type Value, type Values } from "../values.ts";
import { fromAnswer, toParameter } from "./answers.ts";
import type { Answer, Behaviour, Work } from "./behaviour.ts";
import { type GitLabClient, segment } from "./client.ts";
import { parts } from "./identifiers.ts";
import { resourceFacts } from "./schema.ts";
import { shapeOf } from "./shape.ts";

/**
 * A resource of the provider: its shape by the schema, its requests and answers by the names that
 * follow from it, and the rest by a behaviour.
 *
 * @param token `gitlab:index/branch:Branch`
 */
export function derive(token: string, behaviour: Behaviour): Resource<GitLabClient> {
  const facts = resourceFacts(token);
  const inputs = shapeOf(facts.inputs, behaviour);
  const { path, query = {}, local = [], replaces = [], onlyOnCreation = [] } = behaviour;
  const form = behaviour.id.map((name) => `<${snake(name).replaceAll("_", " ")}>`).join(":");
  const placeholders = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const parents = placeholders.slice(0, -1);
  const parameter = (name: string) => behaviour.parameters?.[name] ?? snake(name);

  function work(
    context: Context<GitLabClient>,
    address: string,
    ids: Values,
    wanted: Values,
  ): Work {
    const filled = address.replaceAll(/:(\w+)/g, (_, name: string) => segment(ids[name]));
    const all = Object.keys(wanted);
    return { ...context, path: filled, ids, wanted, body: (names = all) => body(wanted, names) };
  }

  /** Where an existing one is, and what may change of it. */
  function located(id: string, wanted: Values, context: Context<GitLabClient>) {
    const values = parts(id, form);
    const ids: Values = Object.fromEntries(
      behaviour.id.map((name, index) => [name, values[index]!]),
    );
    const fixed = [...replaces, ...onlyOnCreation];
    const given = pick({ ...behaviour.absent, ...wanted }, (name) => !fixed.includes(name));
    const filter = Object.entries(query).map(([name, key]) => [key, text(ids[name])]);
    return {
      ...work(context, path, ids, given),
      query: Object.fromEntries(filter) as Record<string, string>,
    };
  }

  function body(wanted: Values, names: string[]): Values {
    const sent = names.filter((name) => inputs[name] && ![...local, ...parents].includes(name));
    const named = sent.map((name): [string, Value] => [
      parameter(name),
      toParameter(inputs[name]!, wanted[name] ?? null),
    ]);
    return behaviour.request?.(Object.fromEntries(named)) ?? Object.fromEntries(named);
  }

  /** @param ours what the program knows, which is believed where GitLab doesn't tell */
  async function known(answer: Answer, ours: Values, ids: Values, at: Work): Promise<Known> {
    const said = (await behaviour.answer?.(answer, at)) ?? answer;
    const all = Object.entries({ ...inputs, ...facts.outputs });
    const state = all.map(([name, property]): [string, Value | undefined] => {
      if (parents.includes(name)) {
        return [name, property.type === "integer" ? Number(ids[name]) : ids[name]];
      }
      const believed = ours[name] ?? property.absent;
      const field = said[parameter(name)];
      const hidden = property.required && field === null;
      if (field === undefined || property.writeOnly || hidden) return [name, believed];
      return [name, fromAnswer(property, field)];
    });
    const identified = behaviour.id.map((name) =>
      text(parents.includes(name) ? ids[name] : said[parameter(name)]),
    );
    const there = state.filter((entry): entry is [string, Value] => entry[1] !== undefined);
    return { id: identified.join(":"), state: Object.fromEntries(there) };
  }

  return {
    inputs,
    outputs: Object.keys(facts.outputs),
    secrets: facts.secrets,

    async create(wanted, context) {
      const collection = path.replace(/\/:\w+$/, "");
      const at = work(context, collection, wanted, wanted);
      const answer = behaviour.create
        ? await behaviour.create(wanted, at)
        : await at.client.post<Answer>(at.path, at.body());
      const created = await known(answer, wanted, wanted, at);
      if (!behaviour.settle) return created;
      try {
        const there = located(created.id, wanted, context);
        return await known(await behaviour.settle(wanted, there, answer), wanted, wanted, at);
      } catch (error) {
        throw new HalfCreated(created, error);
      }
    },

    async read(id, state, context) {
      const at = located(id, state, context);
      const answer = behaviour.read
        ? await behaviour.read(at)
        : await at.client.find<Answer>(at.path, at.query);
      if (!answer || behaviour.gone?.(answer)) return undefined;
      return known(answer, state, at.ids, at);
    },

    async update(id, state, wanted, context) {
      const at = located(id, wanted, context);
      const sent = at.body();
      const nothing = Object.keys(sent).length === 0;
      const answer = behaviour.update
        ? await behaviour.update(wanted, at, state)
        : nothing
          ? await at.client.get<Answer>(at.path, at.query)
          : await at.client.put<Answer>(at.path, sent, at.query);
      return (await known(answer, wanted, at.ids, at)).state;
    },

    async delete(id, state, context) {
      const at = located(id, state, context);
      if (behaviour.delete) await behaviour.delete(state, at);
      else await at.client.delete(at.path, at.query);
    },
  };
}
