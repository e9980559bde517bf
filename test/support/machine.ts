/** What the tests run on, and how it is taken away. */
export { removeMachine } from "../../sandbox/machine.ts";
