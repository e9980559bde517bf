/**
 * Sends the lines of a file as the engine sends its events to whoever called it. Arguments: the
 * address that `--event-log` gives, the file.
 */
import { readFileSync } from "node:fs";
import { credentials } from "@grpc/grpc-js";
import { EventsClient } from "@pulumi/pulumi/proto/events_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/events_pb.js";

const [address = "", file = ""] = process.argv.slice(2);
const client = new EventsClient(address.replace("tcp://", ""), credentials.createInsecure());
const stream = client.streamEvents((error) => {
  client.close();
  if (error) throw error;
});
for (const line of readFileSync(file, "utf8").trim().split("\n")) {
  stream.write(new messages.EventRequest().setEvent(line));
}
stream.end();
