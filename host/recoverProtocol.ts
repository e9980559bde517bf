import type { Answer, Request } from "./protocol.ts";

/**
 * Goes on with what was begun and not ended: a switch that was interrupted, or that could not be put back.
 * Where there is none it changes nothing. No key may ask for it: the environment's user does, each minute.
 */
export type RecoverRequest = Omit<Request, "wait">;

export interface RecoverAnswer {
  protocol: number;
  /** 0: nothing is left open, or somebody is at it. Else the worst of what was tried. */
  code: number;
  /** What was gone on with. */
  apps: (Answer & { app: string })[];
}
