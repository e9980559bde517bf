import { randomBytes } from "node:crypto";
import type grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { check } from "./check.ts";
import { clearable, configurationIn } from "./configuration.ts";
import { deletesFirst, difference } from "./difference.ts";
import { EngineLog } from "./engineLog.ts";
import { checked, differences, failure, kept, outermost, toStruct, values } from "./messages.ts";
import type { Plugin } from "./plugin.ts";
import { ofFunction, ofProvider, ofResource } from "./refusals.ts";
import { type Context, HalfCreated, type Known, type Resource, type Shape } from "./resource.ts";
import { serviceError } from "./serviceError.ts";
import { imported, planned, refreshed, wrap } from "./states.ts";
import { plainValues, type Value, type Values } from "./values.ts";

/** The ResourceProvider service, over the plain values that resources work with. */
export function handlers<Client>(
  plugin: Plugin<Client>,
  engineAddress?: string,
): grpc.UntypedServiceImplementation {
  const log = new EngineLog(engineAddress);
  const cancellation = new AbortController();
  let client: Client | undefined;

  function context(urn: string): Context<Client> {
    if (client === undefined) throw new Error("The provider has not been configured.");
    return { client, signal: cancellation.signal, log: (message) => log.status(urn, message) };
  }

  function resource(urn: string): Resource<Client> {
    const type = typeOf(urn);
    const found = plugin.resources[type];
    if (!found) throw new Error(`The sandbox's stand-in has no resource type "${type}".`);
    return found;
  }

  async function created(target: Resource<Client>, inputs: Values, urn: string): Promise<Known> {
    try {
      return await target.create(plainValues(inputs), context(urn), nameOf(urn));
    } catch (error) {
      if (!(error instanceof HalfCreated)) throw error;
      const { id, state } = error.known;
      throw new HalfCreated({ id, state: kept(wrap(target, state, inputs)) }, error);
    }
  }

  return {
    getPluginInfo: unary(() => {
      const info = new plugins.PluginInfo();
      info.setVersion(plugin.version);
      return info;
    }),
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => {
      cancellation.abort(new Error("The engine has cancelled the operation."));
      return new empty.Empty();
    }),

    checkConfig: unary((request: pb.CheckRequest) => {
      const news = values(request.getNews());
      const urn = request.getUrn();
      const problems = check(plugin.configuration, configurationIn(plugin.configuration, news));
      const provider = typeOf(urn).split(":").at(-1) ?? "";
      return checked(
        news,
        problems.map((problem) => ofProvider(problem, nameOf(urn), provider)),
      );
    }),
    diffConfig: unary((request: pb.DiffRequest) => {
      const [olds, news] = [values(request.getOlds()), values(request.getNews())];
      return differences(difference(clearable(plugin.configuration), olds, olds, news), false);
    }),
    configure: unary(async (request: pb.ConfigureRequest) => {
      const inputs = values(request.getArgs());
      client = await plugin.configure(configurationIn(plugin.configuration, inputs));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),

    check: unary((request: pb.CheckRequest) => {
      const { inputs: shape, defaults } = resource(request.getUrn());
      const [olds, news] = [values(request.getOlds()), values(request.getNews())];
      const named = autoname(shape, request.getUrn(), olds, news);
      const problems = check(shape, named);
      return checked(
        problems.length === 0 && defaults ? defaults(named) : named,
        problems.map((problem) => ofResource(problem, nameOf(request.getUrn()))),
      );
    }),
    diff: unary((request: pb.DiffRequest) => {
      const { inputs: shape } = resource(request.getUrn());
      const [state, news] = [values(request.getOlds()), values(request.getNews())];
      const ignored = request.getIgnorechangesList().map(outermost);
      const changes = difference(shape, state, values(request.getOldInputs()), news).filter(
        ({ path }) => !ignored.includes(outermost(path)),
      );
      return differences(changes, deletesFirst(shape, state, news));
    }),
    create: unary(async (request: pb.CreateRequest) => {
      const target = resource(request.getUrn());
      const inputs = values(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(toStruct(wrap(target, planned(target, {}, inputs), inputs)));
        return response;
      }
      const known = await created(target, inputs, request.getUrn());
      response.setId(known.id);
      response.setProperties(toStruct(wrap(target, known.state, inputs)));
      return response;
    }),
    read: unary(async (request: pb.ReadRequest) => {
      const target = resource(request.getUrn());
      const [state, inputs] = [values(request.getProperties()), values(request.getInputs())];
      const id = request.getId();
      const response = new messages.ReadResponse();
      if (!target.read) {
        response.setId(id);
        response.setInputs(request.getInputs());
        response.setProperties(request.getProperties());
        return response;
      }
      const known = await target.read(id, plainValues(state), context(request.getUrn()));
      if (!known) return response;
      const isImport = Object.keys(state).length === 0 && Object.keys(inputs).length === 0;
      const fresh = isImport ? imported(target, known) : refreshed(target, known, inputs);
      response.setId(known.id);
      response.setInputs(toStruct(fresh));
      response.setProperties(toStruct(wrap(target, known.state, { ...state, ...fresh })));
      return response;
    }),
    update: unary(async (request: pb.UpdateRequest) => {
      const target = resource(request.getUrn());
      const [state, inputs] = [values(request.getOlds()), values(request.getNews())];
      const after = request.getPreview()
        ? planned(target, state, inputs)
        : await target.update(
            request.getId(),
            plainValues(state),
            plainValues(inputs),
            context(request.getUrn()),
          );
      const response = new messages.UpdateResponse();
      response.setProperties(toStruct(wrap(target, after, inputs)));
      return response;
    }),
    delete: unary(async (request: pb.DeleteRequest) => {
      const target = resource(request.getUrn());
      const state = plainValues(values(request.getProperties()));
      await target.delete(request.getId(), state, context(request.getUrn()));
      return new empty.Empty();
    }),

    invoke: unary(async (request: pb.InvokeRequest) => {
      const token = request.getTok();
      const called = plugin.functions[token];
      if (!called) throw new Error(`The sandbox's stand-in has no function "${token}".`);
      const inputs = values(request.getArgs());
      const response = new messages.InvokeResponse();
      const problems = check(called.inputs, inputs);
      if (problems.length > 0) {
        response.setFailuresList(problems.map((problem) => failure(ofFunction(problem))));
        return response;
      }
      const result = await invoked(token, () => called.invoke(plainValues(inputs), context("")));
      response.setReturn(toStruct(result));
      return response;
    }),
  };
}

/** What a function comes to; its failure in the words of the bridge between Pulumi and Terraform. */
async function invoked(token: string, work: () => Promise<Values>): Promise<Values> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`invoking ${token}: 1 error occurred:\n\t* ${message}\n\n`, { cause: error });
  }
}

/** The inputs, with a made-up name where none was given; the old one stays. */
function autoname(shape: Shape, urn: string, olds: Values, news: Values): Values {
  const made = Object.entries(shape)
    .filter(([name, property]) => property.autonamed && news[name] === undefined)
    .map(([name]): [string, Value] => [
      name,
      olds[name] ?? `${nameOf(urn)}-${randomBytes(4).toString("hex").slice(1)}`,
    ]);
  return { ...news, ...Object.fromEntries(made) };
}

/** `urn:pulumi:production::slipway::gitlab:index/branch:Branch::main` */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function unary<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    void (async () => work(call.request))().then(
      (response) => callback(null, response),
      (error: unknown) => callback(serviceError(error)),
    );
  };
}
