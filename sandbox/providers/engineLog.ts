/** Sends lines to the engine's display, as a provider's status messages. */
export class EngineLog {
  readonly #address: string | undefined;
  #sent: Promise<unknown> = Promise.resolve();
  #client: Promise<LogClient> | undefined;

  /** @param address of the engine, as it is given to each plugin; without one, nothing is sent */
  constructor(address: string | undefined) {
    this.#address = address;
  }

  /** A line beside a resource; the display shows the last one while the step runs. */
  status(urn: string, message: string): void {
    if (this.#address === undefined) return;
    const client = (this.#client ??= connect(this.#address));
    // One after the other, since the display shows them as they arrive.
    this.#sent = this.#sent.then(async () => (await client).status(urn, message));
  }
}

interface LogClient {
  status(urn: string, message: string): Promise<void>;
}

/** The client's code is loaded with the first line only: most plugins never send one. */
async function connect(address: string): Promise<LogClient> {
  const [grpc, services, messages] = await Promise.all([
    import("@grpc/grpc-js"),
    import("@pulumi/pulumi/proto/engine_grpc_pb.js"),
    import("@pulumi/pulumi/proto/engine_pb.js"),
  ]);
  const client = new services.default.EngineClient(address, grpc.credentials.createInsecure());
  return {
    status(urn, message) {
      const request = new messages.default.LogRequest();
      request.setSeverity(messages.default.LogSeverity.INFO);
      request.setUrn(urn);
      request.setMessage(message);
      request.setEphemeral(true);
      // A display that is gone is no reason for a step to fail.
      return new Promise((resolve) => client.log(request, () => resolve()));
    },
  };
}
