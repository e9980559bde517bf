import grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { HalfCreated } from "./resource.ts";

/**
 * An error as the engine takes it: one message for people. After a half-finished creation it
 * carries what exists already, so that the engine keeps it.
 */
export function serviceError(error: unknown): Partial<grpc.StatusObject> {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof HalfCreated) {
    metadata.set("grpc-status-details-bin", Buffer.from(details(error).serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

function details(error: HalfCreated) {
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(error.known.id);
  detail.setProperties(struct.Struct.fromJavaScript(error.known.state));
  detail.setReasonsList([error.message]);
  const wrapped = new any.Any();
  wrapped.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(wrapped);
  return status;
}
