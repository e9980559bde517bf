import type {
  EnvironmentApp,
  EnvironmentSettings,
  PipelineVariable,
} from "../../settings/index.ts";
import { publicHealth } from "./publicHealth.ts";
import { scopedTo } from "./scopedVariable.ts";

/** What a deploy job needs to look whether the app is well, and to tell people of it. */
export function deployVariables(
  app: EnvironmentApp,
  { stack, tell }: EnvironmentSettings,
): PipelineVariable[] {
  const variable = scopedTo(stack);
  const health = publicHealth(app);
  const { slack, telegram } = tell;
  const found: PipelineVariable[] = [];
  if (health) {
    const description = "Where and how a deploy asks the app as its users do";
    found.push(variable({ key: "SLIPWAY_HEALTH", value: JSON.stringify(health), description }));
  }
  const secret = { secret: true, masked: true };
  if (slack) {
    const description = "Whom this environment's deploys tell on Slack";
    const value = slack.webhook;
    found.push(variable({ key: "SLIPWAY_SLACK_WEBHOOK", value, description, ...secret }));
  }
  if (telegram) {
    const { token, chat } = telegram;
    const description = "Whom this environment's deploys tell on Telegram";
    found.push(
      variable({ key: "SLIPWAY_TELEGRAM_TOKEN", value: token, description, ...secret }),
      variable({ key: "SLIPWAY_TELEGRAM_CHAT", value: chat, description }),
    );
  }
  return found;
}
