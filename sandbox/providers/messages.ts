import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Change } from "./difference.ts";
import { pick, type Values } from "./values.ts";

/** The answer to a check: the inputs as they will be used, and what is wrong with them. */
export function checked(inputs: Values, reasons: string[]): pb.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(reasons.map(failure));
  return response;
}

/** As the bridge does, it names no property: the reason does. */
export function failure(reason: string): pb.CheckFailure {
  const result = new messages.CheckFailure();
  result.setReason(reason);
  return result;
}

/** The answer to a diff, with each changed property. */
export function differences(changes: Change[], deleteFirst: boolean): pb.DiffResponse {
  const { DiffResponse, PropertyDiff } = messages;
  const response = new DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
  const replaced = changes.filter((change) => change.replaces);
  response.setDiffsList([...new Set(changes.map(({ path }) => outermost(path)))]);
  response.setReplacesList([...new Set(replaced.map(({ path }) => outermost(path)))]);
  response.setDeletebeforereplace(replaced.length > 0 && deleteFirst);
  response.setHasdetaileddiff(true);
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
  const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
  } as const;
  for (const change of changes) {
    const detail = new PropertyDiff();
    detail.setKind(kinds[change.kind][change.replaces ? 1 : 0]);
    detail.setInputdiff(change.fromInput);
    response.getDetaileddiffMap().set(change.path, detail);
  }
  return response;
}

export function values(message: InstanceType<typeof struct.Struct> | undefined): Values {
  return message?.toJavaScript() ?? {};
}

export function toStruct(given: Values) {
  return struct.Struct.fromJavaScript(kept(given));
}

/** Without what is null: the engine's state has no such properties. */
export function kept(given: Values): Values {
  return pick(given, (_, value) => value !== null);
}

/** `connection.host` → `connection` */
export function outermost(path: string): string {
  return path.replace(/[.[].*$/s, "");
}
