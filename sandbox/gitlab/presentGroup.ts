import { shown } from "./groupSettings.ts";
import type { Values } from "./input.ts";
import type { Group } from "./model.ts";
import type { Store } from "./store.ts";

/** A group with all that GitLab's API knows of one. The endpoint's entity says what is answered. */
export function presentGroup(origin: string, store: Store, group: Group, extras: Values): Values {
  const { avatar, ...settings } = group.settings;
  const { id, name, path, fullPath } = group;
  return {
    ...shown(settings),
    id,
    web_url: `${origin}/groups/${fullPath}`,
    name,
    path,
    description: group.description,
    visibility: group.visibility,
    full_name: store.names(group).join(" / "),
    full_path: fullPath,
    parent_id: group.parentId,
    organization_id: 1,
    created_at: group.createdAt,
    avatar_url: avatar ? `${origin}/uploads/-/system/group/avatar/${id}/${avatar as string}` : null,
    archived: false,
    marked_for_deletion_on: group.deletion?.on ?? null,
    shared_with_groups: [],
    runners_token: null,
    ...(extras["statistics"] ? { statistics: { storage_size: 0, repository_size: 0 } } : {}),
    ...(extras["with_custom_attributes"] ? { custom_attributes: [] } : {}),
  };
}
